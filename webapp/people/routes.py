"""The pages of people: finding somebody, their roles, leaving and coming back, absences noted for them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from engine import clock
from engine.calendars.queries import calendars
from engine.commands import perform
from engine.commands.change_person import end_sessions_of, give_role, reactivate_person, take_role
from engine.commands.edit_calendar import give_person_calendar
from engine.commands.edit_person import edit_person
from engine.commands.reset_password import count_uninvited, give_link, invite_people
from engine.commands.set_absence import end_absence, set_absence
from engine.errors import Conflict, EngineError, Invalid, NotAllowed, NotFound, Sentence, say
from engine.people.directory import org_units
from engine.people.models import OrgUnit
from engine.people.permissions import Permission
from engine.people.queries import find_known_person, find_person, require_permission
from engine.people.roster import all_roles, roles_held, roster
from webapp.account.absence_form import absence_choices, local_text, own_absences, read_absence, zone_text
from webapp.auth.reset_addresses import address_of
from webapp.edge import actor, database, settings, signed_in
from webapp.people.departments import blueprint as departments
from webapp.people.details import changes_of, read_details
from webapp.people.joining import blueprint as joining
from webapp.people.leaving import blueprint as leaving
from webapp.people.successors import left_behind

blueprint = Blueprint("people", __name__, url_prefix="/people")
blueprint.register_blueprint(leaving)
blueprint.register_blueprint(departments)
blueprint.register_blueprint(joining)

View = str | Response | tuple[str, int]
PER_PAGE = 50


@blueprint.get("")
def list_page() -> str:
    search, after = request.args.get("search", "")[:100], request.args.get("after", "")[:100]
    with database().reading() as session:
        require_permission(session, actor(), Permission.EDIT_PEOPLE)
        found = roster(session, actor(), search, after=after, limit=PER_PAGE + 1)
        uninvited = count_uninvited(session, actor())
    is_more = len(found) > PER_PAGE
    entries = found[:PER_PAGE]
    next_login = entries[-1].person.login if is_more else None
    return render_template(
        "people/list.html", entries=entries, search=search, next_login=next_login, uninvited=uninvited
    )


@blueprint.post("/invitations")
def invite() -> Response:
    count = perform(database(), lambda session: invite_people(session, actor(), secret_key=settings().secret_key))
    flash(
        ngettext("%(num)s person is mailed a link.", "%(num)s people are mailed a link.", count)
        if count
        else gettext("Nobody is left to be invited."),
        "success",
    )
    return redirect(url_for("people.list_page"))


@blueprint.get("/<uuid:person_id>")
def show(person_id: UUID) -> str:
    return _page(person_id)


@blueprint.post("/<uuid:person_id>/details")
def change_details(person_id: UUID) -> View:
    try:
        details = read_details(request.form)
        changed = perform(database(), lambda session: edit_person(session, actor(), person_id, details))
    except Invalid as refusal:
        problems = {f"detail_{problem.where}": problem.sentence for problem in refusal.problems}
        return _page(person_id, problems=problems), 422
    flash(gettext("The details are saved.") if changed else gettext("Nothing was changed."), "success")
    return _back(person_id)


@blueprint.post("/<uuid:person_id>/reactivate")
def reactivate(person_id: UUID) -> Response:
    perform(database(), lambda session: reactivate_person(session, actor(), person_id))
    flash(gettext("The account is active again, with the roles it had."), "success")
    return _back(person_id)


@blueprint.post("/<uuid:person_id>/sessions/end")
def end_sessions(person_id: UUID) -> Response:
    perform(database(), lambda session: end_sessions_of(session, actor(), person_id))
    flash(gettext("Every session of this person is ended."), "success")
    return _back(person_id)


@blueprint.post("/<uuid:person_id>/reset-link")
def make_reset_link(person_id: UUID) -> View:
    is_mailed, secret_key = request.form.get("is_mailed") == "1", settings().secret_key
    try:
        link = perform(
            database(),
            lambda session: give_link(session, actor(), person_id, secret_key=secret_key, is_mailed=is_mailed),
        )
    except Conflict as refusal:
        return _page(person_id, problems={"reset_link": refusal.sentence}), 409
    if is_mailed:
        flash(gettext("A link for a new password is on its way."), "success")
        return _back(person_id)
    return _page(person_id, new_link=address_of(settings(), link.id), link=link)


@blueprint.post("/<uuid:person_id>/roles")
def add_role(person_id: UUID) -> View:
    role, unit_id = request.form.get("role", ""), _unit_id()
    try:
        perform(database(), lambda session: give_role(session, actor(), person_id, role, org_unit_id=unit_id))
    except (NotFound, NotAllowed) as refusal:
        return _page(person_id, problems={"role": refusal.sentence}), _status(refusal)
    flash(gettext("The role is granted. It counts from now on."), "success")
    return _back(person_id)


@blueprint.post("/<uuid:person_id>/roles/revoke")
def remove_role(person_id: UUID) -> Response:
    role, unit_id = request.form.get("role", ""), _unit_id()
    moved = perform(database(), lambda session: take_role(session, actor(), person_id, role, org_unit_id=unit_id))
    flash(gettext("The role is revoked."), "success")
    _flash_moved(moved)
    return _back(person_id)


@blueprint.post("/<uuid:person_id>/calendar")
def choose_calendar(person_id: UUID) -> Response:
    code = request.form.get("calendar") or None
    perform(database(), lambda session: give_person_calendar(session, actor(), person_id, code))
    flash(gettext("The calendar is set. It counts for new time limits."), "success")
    return _back(person_id)


@blueprint.post("/<uuid:person_id>/absences")
def add_absence(person_id: UUID) -> View:
    try:
        entry = read_absence(request.form)
        perform(
            database(),
            lambda session: set_absence(
                session,
                actor(),
                person_id,
                starts_at=entry.starts_at,
                ends_at=entry.ends_at,
                substitute_id=entry.substitute_id,
                process_ids=entry.process_ids,
                note=entry.note,
            ),
        )
    except Invalid as refusal:
        return _page(person_id, problems={problem.where: problem.sentence for problem in refusal.problems}), 422
    flash(gettext("The absence is noted. Those concerned have been told."), "success")
    return _back(person_id)


@blueprint.post("/absences/<uuid:absence_id>/end")
def remove_absence(absence_id: UUID) -> Response:
    absence = perform(database(), lambda session: end_absence(session, actor(), absence_id))
    flash(gettext("The absence is ended."), "success")
    return _back(absence.person_id)


def _page(person_id: UUID, *, problems: Mapping[str, Sentence] | None = None, **more: object) -> str:
    now = clock.now()
    with database().reading() as session:
        require_permission(session, actor(), Permission.EDIT_PEOPLE)
        person = find_known_person(session, actor(), person_id)
        unit = session.get_one(OrgUnit, person.org_unit_id)
        manager = find_person(session, person.manager_id) if person.manager_id else None
        roles = roles_held(session, person_id)
        people, processes = absence_choices(session, actor(), person_id)
        absences = own_absences(session, person_id, now)
        every_role, units, every_calendar = all_roles(session), org_units(session), calendars(session)
        changes = changes_of(session, person_id)
        left = None if person.is_active else left_behind(session, person_id)
    return render_template(
        "people/page.html",
        person=person,
        unit=unit,
        manager=manager,
        roles=roles,
        every_role=every_role,
        units=units,
        calendars=every_calendar,
        absences=absences,
        people=people,
        changes=changes,
        left=left,
        processes=processes,
        typed=request.form,
        now_text=local_text(now),
        zone=zone_text(),
        problems=problems or {},
        is_oneself=person_id == signed_in().person_id,
        **more,
    )


def _unit_id() -> UUID | None:
    text = request.form.get("org_unit_id", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise NotFound(say("There is no such organisation unit.")) from error


def _flash_moved(moved: int) -> None:
    if moved:
        flash(ngettext("%(num)s task changed hands.", "%(num)s tasks changed hands.", moved), "info")


def _status(refusal: EngineError) -> int:
    return 403 if isinstance(refusal, NotAllowed) else 404


def _back(person_id: UUID) -> Response:
    return redirect(url_for("people.show", person_id=person_id))
