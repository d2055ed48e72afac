"""A person is away for a while, and names who acts for them; or is back early."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definitions.queries import process_list
from engine.errors import Invalid, NotAllowed, NotFound, Problem, say
from engine.history.operations import record_master_event
from engine.outbox.operations import tell
from engine.people.models import Absence
from engine.people.permissions import Permission
from engine.people.queries import find_known_person, find_person, has_permission, name_of
from engine.people.recording_absences import end_absence_row, record_absence

PAGE = "/account/absence"


def set_absence(
    session: Session,
    actor: Actor,
    person_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    substitute_id: UUID | None,
    process_ids: Collection[str] = (),
    note: str = "",
) -> Absence:
    """A person is away; until just before `ends_at` their substitute acts for them in `process_ids`, none: in all.

    The substitute is told, and so is the person where somebody else wrote it down. Refused: `NotFound`, `NotAllowed`
    for somebody else's absence without the permission to edit people or with the actor as substitute (who edits people
    would get at approvals: domain.md B1), `Invalid` (see `record_absence`).
    """
    find_person(session, person_id)
    _require_own_or_editor(session, actor, person_id)
    if substitute_id is not None and substitute_id == actor.person_id != person_id:
        raise NotAllowed(say("Nobody makes themselves somebody's substitute: ask the person or another administrator."))
    _require_processes(session, process_ids)
    if substitute_id is not None:
        _require_known(session, actor, substitute_id)
    absence = record_absence(
        session,
        actor,
        person_id,
        starts_at=starts_at,
        ends_at=ends_at,
        substitute_id=substitute_id,
        process_ids=process_ids,
        note=note,
    )
    _record(session, actor, absence, "absence_set")
    places = {"name": name_of(session, person_id), "start": starts_at, "end": ends_at}
    if substitute_id is not None:
        sentence = say("You stand in for %(name)s from %(start)s to %(end)s.", **places)
        tell(session, [substitute_id], sentence, PAGE, asked_by=actor.person_id)
    if actor.person_id != person_id:
        tell(session, [person_id], say("You are noted as absent from %(start)s to %(end)s.", **places), PAGE)
    return absence


def end_absence(session: Session, actor: Actor, absence_id: UUID) -> Absence:
    """The person is back: from now on nobody acts for them. One that has not begun is taken back.

    Refused: `NotFound`, `AlreadyDone`, `NotAllowed` for somebody else's without the permission to edit people.
    """
    absence = end_absence_row(session, absence_id)
    _require_own_or_editor(session, actor, absence.person_id)
    _record(session, actor, absence, "absence_ended")
    if absence.substitute_id is not None:
        sentence = say("%(name)s is back: you no longer stand in for them.", name=name_of(session, absence.person_id))
        tell(session, [absence.substitute_id], sentence, PAGE)
    return absence


def _require_own_or_editor(session: Session, actor: Actor, person_id: UUID) -> None:
    if actor.person_id == person_id:
        return
    if not has_permission(session, actor, Permission.EDIT_PEOPLE):
        raise NotAllowed(say("Only the person themselves or an administrator may change an absence."))
    find_known_person(session, actor, person_id)


def _require_known(session: Session, actor: Actor, substitute_id: UUID) -> None:
    try:
        find_known_person(session, actor, substitute_id)
    except NotFound as refusal:
        raise Invalid([Problem("substitute", refusal.sentence)]) from refusal


def _require_processes(session: Session, process_ids: Collection[str]) -> None:
    known = {row.process_id for row in process_list(session)} if process_ids else set()
    problems = [
        Problem("processes", say("There is no published process “%(id)s”.", id=process_id))
        for process_id in process_ids
        if process_id not in known
    ]
    if problems:
        raise Invalid(problems)


def _record(session: Session, actor: Actor, absence: Absence, kind: str) -> None:
    data = {
        "absence": absence.id,
        "substitute": absence.substitute_id,
        "starts_at": absence.starts_at,
        "ends_at": absence.ends_at,
        "processes": absence.process_ids,
    }
    record_master_event(session, actor, absence.person_id, "person", kind, data)
