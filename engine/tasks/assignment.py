"""Who is asked: from an assignment in a diagram to a seat."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import Sentence, say
from engine.people.models import OrgUnit, Person
from engine.people.queries import managers_up, nearest_pool, pool_key

FALLBACK_ROLE = "process_owner"
MAX_LEVELS_UP = 10


@dataclass(frozen=True)
class SeatPlan:
    """Who a new seat is for: a person, or pools. `problem` says why the fallback had to be used."""

    person_id: UUID | None
    pools: tuple[str, ...]
    problem: Sentence | None = None

    @property
    def recipients(self) -> tuple[str, ...]:
        return (person_recipient(self.person_id),) if self.person_id else self.pools


def person_recipient(person_id: UUID) -> str:
    """The recipient under which a person finds what is meant for that person alone."""
    return f"person:{person_id}"


def plan_seat(
    session: Session,
    org_unit_id: UUID,
    *,
    assignee: str | None,
    candidate_users: Iterable[str],
    candidate_groups: Iterable[str],
    barred: Set[UUID] = frozenset(),
) -> SeatPlan:
    """The seat for an evaluated assignment.

    `assignee` is a sign-in name; `candidate_users` are sign-in names; a group is `role` (its holders in the case's
    unit, else in the nearest unit above that has one) or `role@UNIT` (in the unit with that code). A pool of nobody
    but `barred` people (segregation of duties) is not asked, but the next manager above them. Nobody to ask: the
    process owner, with a problem for an incident.
    """
    users, groups = list(candidate_users), list(candidate_groups)
    named = _active_person(session, assignee) if assignee else None
    if named and named not in barred:
        return SeatPlan(named, ())
    if recipients := _recipients(session, org_unit_id, users, groups, barred):
        return SeatPlan(None, recipients)
    is_barred = bool(barred) and (named or _recipients(session, org_unit_id, users, groups, frozenset()))
    if is_barred and (manager_id := _manager_above(session, barred)):
        return SeatPlan(manager_id, ())
    asked = ", ".join(filter(None, (assignee, *users, *groups)))
    fallback = _pool(session, FALLBACK_ROLE, org_unit_id, barred) or pool_key(FALLBACK_ROLE, None)
    return SeatPlan(
        None,
        (fallback,),
        say("There is nobody to ask for “%(asked)s”; the process owner was asked.", asked=asked or "-"),
    )


def _recipients(
    session: Session, org_unit_id: UUID, users: Iterable[str], groups: Iterable[str], barred: Set[UUID]
) -> tuple[str, ...]:
    people = [person for login in users if (person := _active_person(session, login)) and person not in barred]
    pools = [pool for group in groups if (pool := _pool(session, group, org_unit_id, barred))]
    return tuple(dict.fromkeys([*map(person_recipient, people), *pools]))


def _manager_above(session: Session, barred: Set[UUID]) -> UUID | None:
    """The nearest manager of a barred person who may act: segregation of duties goes up the reporting line."""
    for person_id in sorted(barred):
        for manager in managers_up(session, person_id, MAX_LEVELS_UP):
            if manager.id not in barred:
                return manager.id
    return None


def _active_person(session: Session, login: str) -> UUID | None:
    return session.scalars(
        select(Person.id).where(Person.login == login.strip().lower(), Person.is_active)
    ).one_or_none()


def _pool(session: Session, group: str, org_unit_id: UUID, barred: Set[UUID]) -> str | None:
    role, _, unit_code = group.strip().partition("@")
    if unit_code:
        unit_id = session.scalars(select(OrgUnit.id).where(OrgUnit.code == unit_code)).one_or_none()
        if unit_id is None:
            return None
        org_unit_id = unit_id
    found = nearest_pool(session, role, org_unit_id, excluding=barred)
    return pool_key(*found) if found else None
