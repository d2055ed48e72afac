"""A person's own absences, and whom they stand in for."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine import clock
from engine.commands import perform
from engine.commands.set_absence import end_absence, set_absence
from engine.errors import Invalid, Sentence
from webapp.account.absence_form import (
    absence_choices,
    absences_standing_in,
    local_text,
    own_absences,
    read_absence,
    zone_text,
)
from webapp.edge import actor, database, signed_in
from webapp.kept_forms import is_asked_again, keeps_form

blueprint = Blueprint("absence", __name__, url_prefix="/account/absence")

View = str | Response | tuple[str, int]


@blueprint.get("")
def show() -> View:
    return _page()


@blueprint.post("")
@keeps_form
def add() -> View:
    if is_asked_again():
        return _page()
    try:
        entry = read_absence(request.form)
        perform(
            database(),
            lambda session: set_absence(
                session,
                actor(),
                signed_in().person_id,
                starts_at=entry.starts_at,
                ends_at=entry.ends_at,
                substitute_id=entry.substitute_id,
                process_ids=entry.process_ids,
                note=entry.note,
            ),
        )
    except Invalid as refusal:
        return _page(problems={problem.where: problem.sentence for problem in refusal.problems}), 422
    flash(gettext("Your absence is noted. Whoever stands in for you has been told."), "success")
    return redirect(url_for("absence.show"))


@blueprint.post("/<uuid:absence_id>/end")
def end(absence_id: UUID) -> View:
    perform(database(), lambda session: end_absence(session, actor(), absence_id))
    flash(gettext("The absence is ended: nobody acts for you any more."), "success")
    return redirect(url_for("absence.show"))


def _page(*, problems: Mapping[str, Sentence] | None = None) -> str:
    now, person_id = clock.now(), signed_in().person_id
    with database().reading() as session:
        people, processes = absence_choices(session, actor(), person_id)
        mine = own_absences(session, person_id, now)
        others = absences_standing_in(session, person_id, now)
    return render_template(
        "account/absence.html",
        mine=mine,
        others=others,
        people=people,
        processes=processes,
        typed=request.form,
        now_text=local_text(now),
        zone=zone_text(),
        problems=problems or {},
    )
