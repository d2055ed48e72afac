"""Choosing people: who a search by name or sign-in name finds, with those already chosen first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine.actors import Actor
from engine.people.directory import search_people
from engine.people.models import OrgUnit, Person
from engine.people.queries import people_by_id

SHOWN = 8


@dataclass(frozen=True)
class Found:
    """Somebody who can be chosen; the unit is told to tell namesakes apart."""

    person: Person
    unit: OrgUnit
    is_chosen: bool


def chosen_ids(sent: MultiDict[str, str]) -> list[UUID]:
    """Whom a form names as `person`; what is no id is nobody."""
    found = []
    for text in sent.getlist("person"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def find_people(
    session: Session, actor: Actor, search: str, *, chosen: Iterable[UUID] = (), without: Iterable[UUID] = ()
) -> Sequence[Found]:
    """Those chosen, then the first few found, nobody of `without` among them; a few statements."""
    picked = list(chosen)
    left_out = {*without, *picked}
    people = people_by_id(session, picked).values()
    kept = [Found(person, session.get_one(OrgUnit, person.org_unit_id), True) for person in people if person.is_active]
    found = search_people(session, actor, search[:100], limit=SHOWN + len(left_out))
    return kept + [Found(person, unit, False) for person, unit in found if person.id not in left_out][:SHOWN]
