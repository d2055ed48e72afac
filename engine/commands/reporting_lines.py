"""Who stands above whom, and whom a stage of a ladder means. Pure; `engine.commands.recipients` reads the people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from engine.errors import Wording
from engine.tasks.assignment import FALLBACK_ROLE
from engine.tasks.models import Seat

MAX_LEVELS = 20
PERSON = "person:"
"""How a pool of named people begins."""


@dataclass(frozen=True)
class Colleague:
    """A person as the reporting line sees them."""

    manager_id: UUID | None
    org_unit_id: UUID
    is_active: bool
    name: Wording


@dataclass(frozen=True)
class Unit:
    """A unit: its head, and the ids of the units from the root down to it, as they are stored."""

    head_id: UUID | None
    stored_lineage: Sequence[str]

    @property
    def lineage(self) -> tuple[UUID, ...]:
        """Read when asked for: a company has hundreds of units, and few are."""
        return tuple(UUID(above) for above in self.stored_lineage)


@dataclass(frozen=True)
class ReportingLines:
    """The people around some seats. `holders`: by role, (unit or None for everywhere, person) of active holders.

    `away` are those among them who are absent; `acting` keeps who was found to act for one of them in a process.
    """

    people: Mapping[UUID, Colleague]
    units: Mapping[UUID, Unit]
    holders: Mapping[str, Sequence[tuple[UUID | None, UUID]]]
    logins: Mapping[str, UUID]
    away: frozenset[UUID] = frozenset()
    acting: dict[tuple[UUID, str], UUID | None] = field(default_factory=dict)

    def meant(self, seat: Seat, to: Iterable[str], case_unit: UUID) -> list[UUID]:
        """The active people whom `to` (see `engine.timers.ladder.Stage`) means for a seat, each once; the process
        owners where it means nobody."""
        found = [person for name in to for person in self._named(seat, name, case_unit)]
        return list(dict.fromkeys(found)) or self.with_role(FALLBACK_ROLE, case_unit)

    def sitting(self, seat: Seat) -> list[UUID]:
        """The active people who are asked: the seat's person or taker and whoever advises them, else its pool."""
        holder = seat.person_id or seat.taken_by
        asked = self._members(seat) if holder is None else [holder]
        if seat.delegated_to is not None:
            asked = [*asked, seat.delegated_to]
        return [person for person in dict.fromkeys(asked) if self._is_active(person)]

    def above(self, seat: Seat) -> list[UUID]:
        """The active people above a seat, nearest first; posts that are vacant are passed over, circles end.

        Above a person are their managers, then the heads of their unit and the units above. Above an untaken pool are
        the heads of its unit and the units above, then their managers; without any, the managers of its members.
        """
        holder = seat.person_id or seat.taken_by
        if holder is not None:
            return self._above_person(holder)
        members = self._members(seat)
        heads = [head for unit in pool_units(seat) for head in self._heads(unit)]
        line = [*heads, *(manager for head in heads[:1] for manager in self._managers(head))]
        line = [person for person in dict.fromkeys(line) if person not in members]
        if line:
            return line
        above = [person for member in members for person in self._above_person(member)[:1]]
        return [person for person in dict.fromkeys(above) if person not in members]

    def with_role(self, role: str, unit_id: UUID) -> list[UUID]:
        """The active holders in the unit, else in the nearest above that has one, else those everywhere."""
        holders = self.holders.get(role, ())
        unit = self.units.get(unit_id)
        for place in (*reversed(unit.lineage if unit else ()), None):
            found = [person for where, person in holders if where == place]
            if found:
                return list(dict.fromkeys(found))
        return []

    def _named(self, seat: Seat, name: str, case_unit: UUID) -> list[UUID]:
        kind, _, rest = name.partition(":")
        if kind == "holder":
            return self.sitting(seat) or self.above(seat)[:1]
        if kind == "manager":
            level = int(rest or 1)
            return self.above(seat)[level - 1 : level]
        if kind == "role":
            return self.with_role(rest, case_unit)
        person = self.logins.get(rest)
        return [person] if person is not None and self._is_active(person) else []

    def _above_person(self, person_id: UUID) -> list[UUID]:
        managers = self._managers(person_id)
        person = self.people.get(person_id)
        heads = self._heads(person.org_unit_id) if person else []
        return [above for above in dict.fromkeys([*managers, *heads]) if above != person_id]

    def _managers(self, person_id: UUID) -> list[UUID]:
        found, seen = [], {person_id}
        current = self.people.get(person_id)
        while current and current.manager_id and current.manager_id not in seen and len(seen) < MAX_LEVELS:
            seen.add(current.manager_id)
            if self._is_active(current.manager_id):
                found.append(current.manager_id)
            current = self.people.get(current.manager_id)
        return found

    def _heads(self, unit_id: UUID) -> list[UUID]:
        return [head for head in heads_above(self.units, unit_id) if self._is_active(head)]

    def _members(self, seat: Seat) -> list[UUID]:
        found: list[UUID] = []
        for pool in seat.pools:
            role, _, unit = pool.partition("@")
            if pool.startswith(PERSON):
                found.append(UUID(pool.removeprefix(PERSON)))
            else:
                where = None if unit == "*" else UUID(unit)
                found += [person for place, person in self.holders.get(role, ()) if place == where]
        return list(dict.fromkeys(found))

    def _is_active(self, person_id: UUID) -> bool:
        person = self.people.get(person_id)
        return person is not None and person.is_active


def heads_above(units: Mapping[UUID, Unit], unit_id: UUID) -> list[UUID]:
    """The heads of a unit and of those above it, nearest first."""
    unit = units.get(unit_id)
    heads = [units[above].head_id for above in reversed(unit.lineage if unit else ()) if above in units]
    return [head for head in heads if head is not None]


def pool_units(seat: Seat) -> list[UUID]:
    """The units whose pools a seat is in; none for a pool of everywhere or of named people."""
    places = [pool.partition("@")[2] for pool in seat.pools if not pool.startswith(PERSON)]
    return [UUID(place) for place in dict.fromkeys(places) if place != "*"]
