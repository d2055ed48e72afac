"""What hung on somebody goes to others in one act: tasks, roles that nobody else holds, people, departments, and whom
they stand in for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.change_person import deactivate_person, give_role, require_other_person
from engine.commands.edit_person import set_manager
from engine.commands.set_absence import PAGE
from engine.errors import Invalid, NotAllowed, NotFound, Problem, say
from engine.history.operations import record_master_event
from engine.outbox.operations import tell
from engine.people.absences import forget_standing
from engine.people.models import Absence, OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import find_known_person, name_of, require_permission
from engine.people.responsibilities import Responsibilities, responsibilities_of


@dataclass(frozen=True)
class Successors:
    """To whom what hung on somebody goes. None: tasks go to the next manager who may decide them, everything else stays
    with them, to be seen on their page. `people` takes over the reports and the departments."""

    tasks: UUID | None = None
    roles: UUID | None = None
    people: UUID | None = None
    substitutions: UUID | None = None


def hand_on(session: Session, actor: Actor, person_id: UUID, successors: Successors) -> None:
    """Hand on what hangs on a person who stays, or has left already; tasks alone stay where they are.

    Refused: `NotAllowed`, also for oneself, `NotFound`, `Invalid` on `roles`, `people`, `substitutions`.
    """
    require_other_person(session, actor, person_id)
    if problems := [*_problems(session, actor, person_id, successors)]:
        raise Invalid(problems)
    found = responsibilities_of(session, person_id)
    if successors.roles is not None:
        _hand_on_roles(session, actor, found, successors.roles)
    if successors.people is not None:
        _hand_on_people(session, actor, person_id, found, successors.people)
    if successors.substitutions is not None:
        _hand_on_substitutions(session, actor, found, successors.substitutions)


def leave(session: Session, actor: Actor, person_id: UUID, successors: Successors) -> int:
    """Somebody leaves for good: what hangs on them is handed on, and their account ends at once; gives how many tasks
    change hands. Refused as `hand_on` and `deactivate_person` are."""
    hand_on(session, actor, person_id, successors)
    return deactivate_person(session, actor, person_id, tasks_to=successors.tasks)


def set_head(session: Session, actor: Actor, unit: OrgUnit, head_id: UUID | None) -> None:
    """Say who heads a department; None: nobody. Refused: `NotAllowed`, `Invalid` on `head` for who has left."""
    require_permission(session, actor, Permission.EDIT_PEOPLE)
    if head_id is not None and not _works_here(session, head_id, actor):
        raise Invalid([Problem("head", say("Choose somebody who works here."))])
    data = {"before": unit.head_id, "after": head_id}
    unit.head_id = head_id
    record_master_event(session, actor, unit.id, "org_unit", "org_unit_head_set", data)


def _problems(session: Session, actor: Actor, person_id: UUID, successors: Successors) -> Iterator[Problem]:
    for field in ("tasks", "roles", "people", "substitutions"):
        chosen = getattr(successors, field)
        if chosen is None:
            continue
        if chosen == person_id or not _works_here(session, chosen, actor):
            yield Problem(field, say("Choose somebody else who works here."))
        elif chosen == actor.person_id and field != "people":
            # Who edits people would get at approvals: domain.md B1.
            yield Problem(field, say("Nobody hands this to themselves: choose somebody else."))


def _works_here(session: Session, person_id: UUID, actor: Actor) -> bool:
    try:
        return find_known_person(session, actor, person_id).is_active
    except NotFound:
        return False


def _hand_on_roles(session: Session, actor: Actor, found: Responsibilities, to: UUID) -> None:
    for held in found.lonely_roles:
        try:
            give_role(session, actor, to, held.role.code, org_unit_id=held.unit.id if held.unit else None)
        except NotAllowed as refusal:
            raise Invalid([Problem("roles", refusal.sentence)]) from refusal


def _hand_on_people(session: Session, actor: Actor, person_id: UUID, found: Responsibilities, to: UUID) -> None:
    """The successor answers to whom their predecessor answered to, and so does who stands between the two."""
    above = session.get_one(Person, person_id).manager_id
    if to in [report.id for report in found.reports]:
        set_manager(session, actor, to, above)
    for report in found.reports:
        if report.id != to:
            try:
                set_manager(session, actor, report.id, to)
            except Invalid:  # the successor answers to this report: a circle
                set_manager(session, actor, report.id, above)
    for unit in found.units:
        set_head(session, actor, unit, to)


def _hand_on_substitutions(session: Session, actor: Actor, found: Responsibilities, to: UUID) -> None:
    for absence in found.substituting:
        if absence.person_id != to:
            _replace_substitute(session, actor, absence, to)
    forget_standing(session)


def _replace_substitute(session: Session, actor: Actor, absence: Absence, to: UUID) -> None:
    data = {"absence": absence.id, "before": absence.substitute_id, "after": to}
    absence.substitute_id = to
    record_master_event(session, actor, absence.person_id, "person", "substitute_replaced", data)
    places = {"name": name_of(session, absence.person_id), "start": absence.starts_at, "end": absence.ends_at}
    tell(session, [to], say("You stand in for %(name)s from %(start)s to %(end)s.", **places), PAGE)
    new = say("%(name)s stands in for you now: whoever you named has left.", name=name_of(session, to))
    tell(session, [absence.person_id], new, PAGE)
