"""Calendars: everybody may look at them, since their due dates depend on them; who may edit them edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.calendars.queries import calendars, find_calendar
from engine.commands import move_to_calendar, perform, preview_calendar
from engine.commands.edit_calendar import (
    adopt_official_year,
    clear_calendar_day,
    create_calendar,
    duplicate_calendar,
    give_unit_calendar,
    rename_calendar,
    set_calendar_day,
    set_calendar_hours,
    waiting_in,
)
from engine.errors import Conflict, Invalid, NotFound, Problem, Sentence, say
from engine.people.directory import org_units
from engine.people.permissions import Permission
from webapp.account.absence_form import local_text, read_local
from webapp.calendars.entries import PIECES, UNITS, read_day, read_nominal_minutes, read_week
from webapp.calendars.page import DEFAULT_CODE, month_names, pieces_shown, read_calendar, weekday_names
from webapp.calendars.year import FIRST_YEAR, LAST_YEAR
from webapp.edge import actor, database, signed_in
from webapp.page_requests import whole_number

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars")

View = str | Response | tuple[str, int]
Problems = Mapping[str, Sentence]


@blueprint.get("")
def list_page() -> str:
    return _list()


@blueprint.post("")
def add() -> View:
    code = _text("code").lower()
    try:
        perform(
            database(),
            lambda session: create_calendar(
                session,
                actor(),
                code,
                _text("name"),
                name_en=_text("name_en"),
                timezone=_text("timezone"),
                hours=find_calendar(session, DEFAULT_CODE).hours,
                nominal_minutes=find_calendar(session, DEFAULT_CODE).nominal_minutes,
            ),
        )
    except Invalid as refusal:
        return _list(problems=_by_field(refusal)), 422
    except Conflict as refusal:
        return _list(problems={"code": refusal.sentence}), 409
    flash(gettext("The calendar is there, with the hours of the house. Change them as needed."), "success")
    return redirect(url_for("calendars.show", code=code))


@blueprint.post("/<code>/name")
def rename(code: str) -> View:
    name, name_en = _text("calendar_name"), _text("calendar_name_en")
    return _change(
        code,
        lambda session: rename_calendar(session, actor(), code, name, name_en=name_en),
        gettext("The calendar is renamed."),
        prefix="calendar_",
    )


@blueprint.post("/<code>/copy")
def duplicate(code: str) -> View:
    copy, name, name_en = _text("copy_code").lower(), _text("copy_name"), _text("copy_name_en")
    return _change(
        code,
        lambda session: duplicate_calendar(session, actor(), code, copy, name, name_en=name_en),
        gettext("The copy is there, with the same hours and days. Nobody works by it yet."),
        prefix="copy_",
        then=copy,
    )


@blueprint.get("/<code>")
def show(code: str) -> str:
    return _page(code)


@blueprint.post("/<code>/hours")
def change_hours(code: str) -> View:
    hours, nominal = read_week(request.form), read_nominal_minutes(request.form.get("nominal_minutes", ""))
    return _change(
        code,
        lambda session: set_calendar_hours(session, actor(), code, hours, nominal_minutes=nominal),
        gettext("The weekly hours are changed. They count from now on."),
    )


@blueprint.post("/<code>/days")
def change_day(code: str) -> View:
    return _change(
        code,
        lambda session: set_calendar_day(session, actor(), code, read_day(request.form)),
        gettext("The day is changed. It counts from now on."),
    )


@blueprint.post("/<code>/days/clear")
def clear_day(code: str) -> View:
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError as error:
        raise NotFound(say("There is no such day.")) from error
    return _change(
        code,
        lambda session: clear_calendar_day(session, actor(), code, day),
        gettext("The week's rule holds again on that day."),
    )


@blueprint.post("/<code>/official")
def adopt(code: str) -> View:
    years = perform(database(), lambda session: adopt_official_year(session, actor(), code))
    if years:
        flash(gettext("The official arrangement is taken over for: %(years)s", years=_listed(years)), "success")
    else:
        flash(gettext("This version knows no official arrangement for further years yet."), "warning")
    return redirect(url_for("calendars.show", code=code, year=_year()))


@blueprint.post("/<code>/units")
def give_unit(code: str) -> View:
    return _change(
        code,
        lambda session: give_unit_calendar(session, actor(), _unit_id(), code),
        gettext("The unit works by this calendar from now on."),
    )


@blueprint.post("/<code>/units/remove")
def remove_unit(code: str) -> View:
    return _change(
        code,
        lambda session: give_unit_calendar(session, actor(), _unit_id(), None),
        gettext("The unit works by the calendar of the unit above from now on."),
    )


@blueprint.get("/<code>/move")
def preview_move(code: str) -> str:
    """What would move if timers that wait were counted anew."""
    with database().reading() as session:
        moving, at_once = preview_calendar(session, actor(), code)
        calendar = find_calendar(session, code)
        waiting = waiting_in(session, actor(), code)
    return render_template("calendars/move.html", calendar=calendar, waiting=waiting, moving=moving, at_once=at_once)


@blueprint.post("/<code>/move")
def move(code: str) -> Response:
    moving = perform(database(), lambda session: move_to_calendar(session, actor(), code))
    flash(ngettext("%(num)s timer is being moved.", "%(num)s timers are being moved.", moving), "success")
    return redirect(url_for("calendars.show", code=code))


def _change(code: str, act: Callable[[Session], object], done: str, *, prefix: str = "", then: str = "") -> View:
    """Act and come back to the calendar, or to the one with the code `then`; `prefix` begins the form's fields."""
    try:
        perform(database(), act)
    except Invalid as refusal:
        return _page(code, problems=_by_field(refusal, prefix)), 422
    except Conflict as refusal:
        return _page(code, problems={f"{prefix}code": refusal.sentence}), 409
    flash(done, "success")
    return redirect(url_for("calendars.show", code=then or code, year=_year()))


def _page(code: str, *, problems: Problems | None = None) -> str:
    sent = request.values
    with database().reading() as session:
        page = read_calendar(
            session,
            actor(),
            code,
            year=_year(),
            chosen=_day(),
            number=sent.get("number", "2"),
            unit=sent.get("unit", UNITS[0]),
            start=read_local(sent.get("start", "")),
        )
    return render_template(
        "calendars/page.html",
        page=page,
        problems=problems or {},
        typed=request.form,
        units=UNITS,
        start_text=local_text(page.trial.start),
        month_names=month_names(),
        weekdays=list(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), weekday_names("wide"), strict=True)),
        weekday_letters=weekday_names("narrow"),
        pieces_shown=pieces_shown,
        max_pieces=PIECES,
        years=range(max(FIRST_YEAR, page.year - 1), min(LAST_YEAR, page.year + 1) + 1),
        may_edit=signed_in().may(Permission.EDIT_CALENDARS),
    )


def _list(*, problems: Problems | None = None) -> str:
    with database().reading() as session:
        found = calendars(session)
        units = org_units(session)
    return render_template(
        "calendars/list.html",
        rows=[(calendar, [unit for unit in units if unit.calendar_code == calendar.code]) for calendar in found],
        default_code=DEFAULT_CODE,
        problems=problems or {},
        typed=request.form,
        may_edit=signed_in().may(Permission.EDIT_CALENDARS),
    )


def _text(key: str) -> str:
    return request.form.get(key, "").strip()


def _by_field(refusal: Invalid, prefix: str = "") -> Problems:
    return {f"{prefix}{problem.where}": problem.sentence for problem in reversed(refusal.problems)}


def _year() -> int | None:
    return whole_number(request.values.get("year", ""))


def _day() -> date | None:
    try:
        return date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        return None


def _unit_id() -> UUID:
    try:
        return UUID(request.form.get("org_unit_id", ""))
    except ValueError as error:
        raise Invalid([Problem("org_unit_id", say("Choose a unit."))]) from error


def _listed(years: list[int]) -> str:
    return ", ".join(map(str, years))
