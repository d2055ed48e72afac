"""Journals: found, looked at, confirmed, reversed by an opposite one, and handed to other systems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.errors import EngineError, Invalid, NotFound, Problem, Sentence, say
from engine.people.directory import org_units
from engine.people.permissions import Permission
from engine.people.queries import has_permission, people_by_id
from webapp.accounting.entities import visible_entities
from webapp.accounting.files import FORMATS, journal_file
from webapp.accounting.filters import FIELDS, read_filter
from webapp.accounting.words import JOURNAL_KINDS, LAYOUTS, kind_name
from webapp.edge import actor, database
from webapp.errors import status_of
from webapp.i18n import language
from webapp.paging import read_id
from workflows.accounting.exporting import MAX_JOURNALS, exported_lines
from workflows.accounting.layouts import Layout
from workflows.accounting.models import Journal, JournalStatus
from workflows.accounting.operations import CONFIRMED_BY_CASES, confirm_standing_journal
from workflows.accounting.queries import (
    accounts_by_code,
    find_journal,
    find_visible_journal,
    lines_of,
    list_journals,
    reversal_of,
    totals_of,
)
from workflows.disposal.queries import find_request
from workflows.disposal.undoing import reverse_as_it_comes
from workflows.organization.books import books_of, today

blueprint = Blueprint("journals", __name__, url_prefix="/journals")

View = str | Response | tuple[str, int]
PAGE = 50


@blueprint.get("")
def list_page() -> View:
    asked = {name: request.args.get(name, "").strip() for name in FIELDS}
    with database().reading() as session:
        found = list_journals(
            session, actor(), read_filter(asked), before=read_id(request.args.get("before")), limit=PAGE + 1
        )
        return render_template(
            "accounting/journals.html",
            journals=found[:PAGE],
            totals=totals_of(session, (journal.id for journal in found[:PAGE])),
            entities=visible_entities(session, actor()),
            asked=asked,
            statuses=JournalStatus,
            kinds=JOURNAL_KINDS,
            kind_name=kind_name,
            layouts=LAYOUTS,
            formats=FORMATS,
            last=found[PAGE - 1].id if len(found) > PAGE else None,
        )


@blueprint.get("/file")
def file() -> View:
    """The journals of the list as a file."""
    layout, kind = request.args.get("layout", ""), request.args.get("format", "")
    if layout not in set(Layout) or kind not in FORMATS:
        raise NotFound(say("There is no such layout."))
    with database().reading() as session:
        found = list_journals(session, actor(), read_filter(request.args), limit=MAX_JOURNALS)
        made = journal_file(exported_lines(session, found, language=language()), Layout(layout), kind)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return Response(made.content, content_type=made.media_type, headers=headers)


@blueprint.get("/<uuid:journal_id>")
def show(journal_id: UUID) -> View:
    return _page(journal_id)


@blueprint.post("/<uuid:journal_id>/confirm")
def confirm(journal_id: UUID) -> View:
    def act(session: Session) -> Journal:
        return confirm_standing_journal(
            session,
            actor(),
            journal_id,
            posting_on=_day("posting_on"),
            external_voucher_no=request.form.get("voucher_no", ""),
        )

    return _carried_out(journal_id, act, say("Confirmed as %(number)s."))


@blueprint.post("/<uuid:journal_id>/reverse")
def reverse(journal_id: UUID) -> View:
    def act(session: Session) -> Journal:
        return reverse_as_it_comes(
            session, actor(), journal_id, posting_on=_day("posting_on"), reason=request.form.get("reason", "")
        )

    return _carried_out(journal_id, act, say("Reversed by %(number)s."))


def _carried_out(journal_id: UUID, act: Callable[[Session], Journal], said: Sentence) -> View:
    """The page of the journal that the act has written; where it is refused, that of the one it was meant for."""
    try:
        done = perform(database(), act)
    except NotFound:
        raise
    except EngineError as refusal:
        return _refused(journal_id, refusal)
    flash(gettext(said.template, number=done.number), "success")
    return redirect(url_for("journals.show", journal_id=done.id))


def _refused(journal_id: UUID, refusal: EngineError) -> View:
    problems = refusal.problems if isinstance(refusal, Invalid) else [Problem("", refusal.sentence)]
    return _page(journal_id, problems={problem.where: problem.sentence for problem in problems}), status_of(refusal)


def _page(journal_id: UUID, *, problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        journal = find_visible_journal(session, actor(), journal_id)
        chart = books_of(session, journal.legal_entity_id).chart
        people = people_by_id(session, (journal.drafted_by, journal.confirmed_by, journal.voided_by))
        is_of_case = journal.source_kind in CONFIRMED_BY_CASES
        return render_template(
            "accounting/journal.html",
            journal=journal,
            kind=kind_name(journal.kind),
            lines=lines_of(session, journal_id),
            accounts=accounts_by_code(session, chart),
            units={unit.id: unit for unit in org_units(session)},
            people=people,
            case_id=find_request(session, journal.source_id).instance_id if is_of_case else None,
            reverses=find_journal(session, journal.reverses_id) if journal.reverses_id else None,
            reversed_by=reversal_of(session, journal_id),
            may_confirm=not is_of_case and has_permission(session, actor(), Permission.POST_JOURNALS),
            may_reverse=has_permission(session, actor(), Permission.REVERSE_JOURNALS),
            today=today(session, journal.legal_entity_id),
            problems=problems or {},
            typed=request.form,
        )


def _day(field: str) -> date:
    try:
        return date.fromisoformat(request.form.get(field, ""))
    except ValueError:
        raise Invalid([Problem(field, say("Enter a day as YYYY-MM-DD."))]) from None
