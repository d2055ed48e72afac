"""What every template may use: filters, the navigation, addresses of the built bundle. Nothing here queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, session, url_for
from flask_login import current_user

from engine.errors import Sentence, say
from webapp import formats, frontend_files, i18n, markdown, words
from webapp.edge import settings
from webapp.page_requests import is_htmx
from workflows.assets.states import state_meaning, state_name
from workflows.disposal import names
from workflows.evidence.names import item_name


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation, current in the blueprints that `area` lists; `permission` empty: for everybody, else
    under “Administration”."""

    area: str
    endpoint: str
    icon: str
    label: Sentence
    permission: str = ""


NAVIGATION: tuple[NavItem, ...] = (
    NavItem("inbox", "inbox.show", "inbox", say("Inbox")),
    NavItem("scanning", "scanning.show", "scan", say("Scan")),
    NavItem("assets asset_editing register categories imports", "assets.list_page", "package", say("Assets")),
    NavItem("start", "start.show", "plus", say("Start")),
    NavItem("cases", "cases.list_cases", "clipboard-list", say("Cases")),
    NavItem("radar planning sustainability", "radar.show", "list-details", say("Radar")),
    NavItem("processes", "processes.list_page", "sitemap", say("Processes")),
    NavItem("journals months periods values books", "journals.list_page", "file-text", say("Books"), "post_journals"),
    NavItem("evidence", "evidence.list_page", "shield-check", say("Evidence"), "publish"),
    NavItem("incidents", "incidents.list_page", "alert-triangle", say("Incidents"), "resolve_incidents"),
    NavItem("timers", "timers.list_page", "hourglass", say("Time limits"), "edit_timers"),
    NavItem("calendars", "calendars.list_page", "calendar", say("Calendars"), "edit_calendars"),
    NavItem("people", "people.list_page", "users", say("People"), "edit_people"),
    NavItem("messages", "messages.list_page", "send", say("Messages"), "edit_channels"),
    NavItem("monitoring", "monitoring.show", "bell-ringing", say("Monitoring"), "edit_channels"),
)


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        t=i18n.translate,
        named=i18n.named,
        money=formats.money,
        number=formats.number,
        instant=formats.instant,
        day=formats.day,
        ago=formats.ago,
        lasting=formats.lasting,
        due=formats.due,
        days_since=formats.days_since,
    )
    app.jinja_env.filters.update(
        markdown=markdown.to_html,
        state_name=state_name,
        state_meaning=state_meaning,
        status_name=names.status_name,
        verdict_name=names.verdict_name,
        method_name=names.method_name,
        flag_name=names.flag_name,
        gate_name=names.gate_name,
        technique_name=names.technique_name,
        item_name=item_name,
    )
    app.jinja_env.globals.update(
        built_url=frontend_files.built_url, is_built=frontend_files.is_built, words=words, in_language=i18n.in_language
    )
    app.context_processor(_page_context)


def _page_context() -> dict[str, Any]:
    return {
        "navigation": _navigation(administrative=False) if current_user.is_authenticated else (),
        "administration": _navigation(administrative=True) if current_user.is_authenticated else (),
        "language": i18n.language(),
        "html_language": i18n.html_language(),
        "language_names": i18n.LANGUAGE_NAMES,
        "is_demo": settings().is_demo,
        "draft_done": "" if is_htmx() else session.pop("draft_done", ""),
    }


def _navigation(*, administrative: bool) -> list[dict[str, Any]]:
    return [
        {
            "address": url_for(item.endpoint),
            "icon": item.icon,
            "label": item.label,
            "is_current": (request.blueprint or "").partition(".")[0] in item.area.split(),
        }
        for item in NAVIGATION
        if bool(item.permission) is administrative and (not item.permission or current_user.may(item.permission))
    ]
