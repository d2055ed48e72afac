"""Who is asked: from an assignment in a diagram to a seat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import Sentence, say
from engine.people.models import OrgUnit, Person
from engine.people.queries import nearest_pool, pool_key

FALLBACK_ROLE = "process_owner"


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
) -> SeatPlan:
    """The seat for an evaluated assignment.

    `assignee` is a sign-in name; `candidate_users` are sign-in names; a group is `role` (its holders in the case's
    unit, else in the nearest unit above that has one) or `role@UNIT` (in the unit with that code). Nobody to ask:
    the process owner, with a problem for an incident.
    """
    if assignee:
        person_id = _active_person(session, assignee)
        if person_id:
            return SeatPlan(person_id, ())
    recipients = [person_recipient(p) for login in candidate_users if (p := _active_person(session, login))]
    recipients += [key for group in candidate_groups if (key := _pool(session, group, org_unit_id))]
    if recipients:
        return SeatPlan(None, tuple(dict.fromkeys(recipients)))
    asked = ", ".join(filter(None, (assignee, *candidate_users, *candidate_groups)))
    fallback = _pool(session, FALLBACK_ROLE, org_unit_id) or pool_key(FALLBACK_ROLE, None)
    return SeatPlan(
        None,
        (fallback,),
        say("There is nobody to ask for “%(asked)s”; the process owner was asked.", asked=asked or "-"),
    )


def _active_person(session: Session, login: str) -> UUID | None:
    return session.scalars(
        select(Person.id).where(Person.login == login.strip().lower(), Person.is_active)
    ).one_or_none()


def _pool(session: Session, group: str, org_unit_id: UUID) -> str | None:
    role, _, unit_code = group.strip().partition("@")
    if unit_code:
        unit_id = session.scalars(select(OrgUnit.id).where(OrgUnit.code == unit_code)).one_or_none()
        if unit_id is None:
            return None
        org_unit_id = unit_id
    found = nearest_pool(session, role, org_unit_id)
    return pool_key(*found) if found else None
