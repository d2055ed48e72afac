"""Who is meant: from the names in an assignment to persons and pools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.definitions.task_words import CHOSEN, INITIATOR, MANAGER, UNIT_HEAD, is_id, is_keyword
from engine.people.models import OrgUnit, Person
from engine.people.queries import managers_up, nearest_pool, pool_key

MAX_LEVELS_UP = 10


@dataclass(frozen=True)
class Name:
    """One entry of an assignment as written. `is_group`: where it is no keyword and no person's id, it is a role."""

    text: str
    is_group: bool = False


@dataclass(frozen=True)
class Candidate:
    """A person or a pool (its key) that a name stands for. `called` are the names by which a veto may mean it."""

    person_id: UUID | None
    pool: str = ""
    called: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CaseFacts:
    """What names are read against: the case's unit and initiator, and its variables for `chosen:`."""

    org_unit_id: UUID
    initiator_id: UUID | None
    context: Mapping[str, Any] = field(default_factory=dict)


def candidates_of(
    session: Session, case: CaseFacts, names: Sequence[Name], *, barred: Set[UUID] = frozenset()
) -> list[list[Candidate]]:
    """For each name the active persons and pools it stands for, without `barred` people; none where it is nobody.

    A name is `initiator`, `manager` or `manager:n` (the initiator's managers up to that level), `unit_head` (of the
    case's unit, else of the nearest above that has one), `chosen:<variable>` (whom a form's answer names), a person's
    id, or else: of a group a role (its holders in the case's unit, else in the nearest unit above that has one) or
    `role@UNIT` (in the unit with that code), and otherwise a sign-in name.
    """
    people = _people_called(session, [text for name in names if _is_about_people(name) for text in _texts(case, name)])
    return [_without(barred, _stands_for(session, case, name, people, barred)) for name in names]


def _stands_for(
    session: Session, case: CaseFacts, name: Name, people: Mapping[str, Person], barred: Set[UUID]
) -> list[Candidate]:
    if name.text == INITIATOR:
        return _persons(name, [case.initiator_id] if _is_active(session, case.initiator_id) else [])
    if name.text == UNIT_HEAD:
        return _persons(name, [unit_head(session, case.org_unit_id)])
    if level := MANAGER.fullmatch(name.text):
        levels = int(level[1] or 1)
        above = managers_up(session, case.initiator_id, levels) if case.initiator_id else []
        return _persons(name, [person.id for person in above])
    if _is_about_people(name):
        found = [people[text] for text in _texts(case, name) if text in people]
        return [Candidate(person.id, called=frozenset((name.text, person.login))) for person in found]
    role = name.text.partition("@")[0]
    pool = _pool(session, name.text, case.org_unit_id, barred)
    return [Candidate(None, pool, frozenset((name.text, role)))] if pool else []


def _persons(name: Name, ids: Iterable[UUID | None]) -> list[Candidate]:
    return [Candidate(person_id, called=frozenset((name.text,))) for person_id in ids if person_id is not None]


def _without(barred: Set[UUID], candidates: Iterable[Candidate]) -> list[Candidate]:
    return [candidate for candidate in candidates if candidate.person_id not in barred]


def _texts(case: CaseFacts, name: Name) -> list[str]:
    """The sign-in names and ids of persons that a name may be about."""
    if not name.text.startswith(CHOSEN):
        return [_normal(name.text)]
    value = case.context.get(name.text.removeprefix(CHOSEN).strip())
    chosen = value if isinstance(value, list) else str(value or "").split(",")
    return [_normal(str(text)) for text in chosen if text]


def _is_about_people(name: Name) -> bool:
    """Whether the name is, or leads to, sign-in names and ids of persons."""
    if is_keyword(name.text):
        return name.text.startswith(CHOSEN)
    return not name.is_group or is_id(name.text)


def _normal(text: str) -> str:
    return text.strip().lower()


def _people_called(session: Session, texts: Iterable[str]) -> dict[str, Person]:
    """Active persons by the sign-in names and ids among `texts`: one statement, none for roles alone."""
    wanted = set(texts)
    ids = [UUID(text) for text in wanted if is_id(text)]
    matching = select(Person).where(Person.is_active, or_(Person.login.in_(wanted), Person.id.in_(ids)))
    found = list(session.scalars(matching)) if wanted else []
    return {text: person for person in found for text in (person.login, str(person.id))}


def _is_active(session: Session, person_id: UUID | None) -> bool:
    person = session.get(Person, person_id) if person_id else None
    return person is not None and person.is_active


def unit_head(session: Session, org_unit_id: UUID) -> UUID | None:
    """The active head of the unit, else of the nearest unit above that has one."""
    unit = session.get_one(OrgUnit, org_unit_id)
    lineage = [UUID(unit_id) for unit_id in unit.lineage]
    heads = select(OrgUnit.id, OrgUnit.head_id).join(Person, Person.id == OrgUnit.head_id)
    by_unit = {row.id: row.head_id for row in session.execute(heads.where(OrgUnit.id.in_(lineage), Person.is_active))}
    return next((by_unit[unit_id] for unit_id in reversed(lineage) if unit_id in by_unit), None)


def manager_above(session: Session, people: Iterable[UUID], barred: Set[UUID]) -> UUID | None:
    """The nearest manager of one of these people who may act: segregation of duties goes up the reporting line."""
    for person_id in people:
        for manager in managers_up(session, person_id, MAX_LEVELS_UP):
            if manager.id not in barred:
                return manager.id
    return None


def _pool(session: Session, group: str, org_unit_id: UUID, barred: Set[UUID]) -> str | None:
    role, _, unit_code = group.partition("@")
    if unit_code:
        unit_id = session.scalars(select(OrgUnit.id).where(OrgUnit.code == unit_code)).one_or_none()
        if unit_id is None:
            return None
        org_unit_id = unit_id
    found = nearest_pool(session, role, org_unit_id, excluding=barred)
    return pool_key(*found) if found else None
