"""Which working calendar holds for whom: the person's own, else that of their unit, else of the nearest unit above."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.people.models import OrgUnit, Person

_CODES, _UNITS = "calendar_codes", "unit_calendars"
_OF_UNITS = select(OrgUnit.id, OrgUnit.calendar_code).where(OrgUnit.calendar_code.is_not(None))


def calendar_codes_of(
    session: Session, *, person_ids: Iterable[UUID] = (), org_unit_ids: Iterable[UUID] = ()
) -> Mapping[UUID, str | None]:
    """The calendar's code for each of these persons and units; None where the house's calendar holds.

    At most three statements however many they are, one for units where none has a calendar of its own; none for what
    this session has asked before.
    """
    kept: dict[UUID, str | None] = session.info.setdefault(_CODES, {})
    people, units = set(person_ids) - kept.keys(), set(org_unit_ids) - kept.keys()
    if people or units:
        rows: Sequence[tuple[UUID, str | None, UUID]] = []
        if people:
            asked = select(Person.id, Person.calendar_code, Person.org_unit_id).where(Person.id.in_(people))
            rows = [(person, code, unit) for person, code, unit in session.execute(asked)]
        of_units = _codes_of_units(session, units | {unit for _, code, unit in rows if code is None})
        kept.update({unit: of_units.get(unit) for unit in units})
        kept.update({person: code or of_units.get(unit) for person, code, unit in rows})
    return kept


def _codes_of_units(session: Session, unit_ids: set[UUID]) -> dict[UUID, str]:
    """The calendar of each unit that has one, or stands below one that has."""
    if _UNITS not in session.info:
        session.info[_UNITS] = {str(unit): code for unit, code in session.execute(_OF_UNITS)}
    own: dict[str, str] = session.info[_UNITS]
    if not own or not unit_ids:
        return {}
    found = {}
    for unit, lineage in session.execute(select(OrgUnit.id, OrgUnit.lineage).where(OrgUnit.id.in_(unit_ids))):
        code = next((own[above] for above in reversed(lineage) if above in own), None)
        if code is not None:
            found[unit] = code
    return found
