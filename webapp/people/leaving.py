"""The pages of leaving: what hangs on somebody, to whom each goes, and what is still left afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.commands.hand_on import hand_on
from engine.errors import Invalid, Problem, Sentence, say
from engine.people.permissions import Permission
from engine.people.queries import find_known_person, find_person, require_permission
from webapp.edge import actor, database, signed_in
from webapp.people.successors import left_behind, offered_people, read_successors
from workflows.leaving.custody import Reassigned, reassign_assets, visible_custody
from workflows.leaving.operations import Left, leave_house

blueprint = Blueprint("leaving", __name__)

View = str | Response | tuple[str, int]


@blueprint.get("/<uuid:person_id>/leaving")
def show(person_id: UUID) -> str:
    return _page(person_id)


@blueprint.post("/<uuid:person_id>/deactivate")
def deactivate(person_id: UUID) -> View:
    def act(session: Session) -> Left:
        successors, assets_to = read_successors(session, actor(), request.form)
        return leave_house(session, actor(), person_id, successors, assets_to=assets_to)

    try:
        left = perform(database(), act)
    except Invalid as refusal:
        return _page(person_id, _by_field(refusal)), 422
    flash(gettext("The account is deactivated."), "success")
    if left.tasks:
        flash(ngettext("%(num)s task changed hands.", "%(num)s tasks changed hands.", left.tasks), "info")
    if left.assets_moved:
        flash(_moved(left.assets_moved), "info")
    if left.assets_left:
        flash(_still_there(left.assets_left), "warning")
    return redirect(url_for("people.show", person_id=person_id))


@blueprint.post("/<uuid:person_id>/hand-on")
def hand_on_more(person_id: UUID) -> View:
    """Of somebody who has left already: what nobody has taken over yet."""

    def act(session: Session) -> None:
        successors, _ = read_successors(session, actor(), request.form)
        hand_on(session, actor(), person_id, successors)

    try:
        perform(database(), act)
    except Invalid as refusal:
        return _page(person_id, _by_field(refusal)), 422
    flash(gettext("It is handed on."), "success")
    return redirect(url_for("people.show", person_id=person_id))


@blueprint.get("/<uuid:person_id>/assets")
def assets(person_id: UUID) -> str:
    return _assets_page(person_id)


@blueprint.post("/<uuid:person_id>/assets")
def reassign(person_id: UUID) -> View:
    chosen = set(request.form.getlist("asset", type=UUID))

    def act(session: Session) -> Reassigned:
        _, to = read_successors(session, actor(), {"assets": request.form.get("assets", "")})
        if to is None or not chosen:
            raise Invalid([Problem("assets", say("Choose assets, and who gets them."))])
        return reassign_assets(session, actor(), person_id, to, asset_ids=chosen)

    try:
        given = perform(database(), act)
    except Invalid as refusal:
        return _assets_page(person_id, _by_field(refusal), chosen), 422
    flash(_moved(given.moved), "success")
    return redirect(url_for("people.leaving.assets", person_id=person_id))


def _page(person_id: UUID, problems: Mapping[str, Sentence] | None = None) -> str:
    with database().reading() as session:
        require_permission(session, actor(), Permission.EDIT_PEOPLE)
        person = find_known_person(session, actor(), person_id)
        manager = find_person(session, person.manager_id) if person.manager_id else None
        left = left_behind(session, person_id)
        people = offered_people(session, actor(), person_id)
    return render_template(
        "people/leaving.html",
        person=person,
        manager=manager,
        left=left,
        people=people,
        may_give_assets=signed_in().may("edit_assets"),
        is_oneself=person_id == signed_in().person_id,
        typed=request.form,
        problems=problems or {},
    )


def _assets_page(
    person_id: UUID, problems: Mapping[str, Sentence] | None = None, chosen: Collection[UUID] | None = None
) -> str:
    with database().reading() as session:
        found = visible_custody(session, actor(), person_id)
        person = find_known_person(session, actor(), person_id)
        people = offered_people(session, actor(), person_id)
    return render_template(
        "people/assets.html",
        person=person,
        assets=found,
        people=people,
        chosen={asset.id for asset in found} if chosen is None else chosen,
        typed=request.form,
        problems=problems or {},
    )


def _moved(count: int) -> str:
    return str(ngettext("%(num)s asset has a new custodian.", "%(num)s assets have a new custodian.", count))


def _still_there(count: int) -> str:
    sentence = ngettext(
        "%(num)s asset is still in their custody; its asset managers are told.",
        "%(num)s assets are still in their custody; their asset managers are told.",
        count,
    )
    return str(sentence)


def _by_field(refusal: Invalid) -> dict[str, Sentence]:
    return {problem.where: problem.sentence for problem in refusal.problems}
