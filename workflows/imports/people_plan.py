"""What becomes of a row of people: somebody joins, their details change, they leave, or nothing differs.

Roles are added, never taken: what the file does not name is kept and told. Nobody is deactivated for not being named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.errors import Problem, Sentence, say
from engine.people.models import OrgUnit, Person
from workflows.imports.columns import IGNORED, Column
from workflows.imports.headers import folded
from workflows.imports.models import Outcome
from workflows.imports.values import BadCell, plain, read_code

_LIMITS = {"login": 100, "name": 100, "name_en": 100, "email": 254, "unit": 200, "parent_unit": 200}
_LEFT = frozenset({"离职", "已离职", "停用", "退休", "left", "inactive", "false", "no", "否", "0"})
_HERE = frozenset({"在职", "试用", "试用期", "正式", "启用", "active", "true", "yes", "是", "1"})
_DETAILS = ("name", "name_en", "email")


@dataclass
class PeopleAround:
    """Who and what is there already. `coming` are the sign-in names of the file's own rows."""

    people: Mapping[str, Person]
    people_by_name: Mapping[str, Sequence[Person]]
    units: dict[str, OrgUnit]
    roles: Mapping[str, str]
    held: Mapping[UUID, frozenset[tuple[str, UUID | None]]]
    custody: Mapping[UUID, int]
    coming: frozenset[str]


@dataclass
class PlannedPerson:
    """What a row comes to: details by name, roles to be added as (role, unit's code), whether the person is here."""

    outcome: Outcome
    key: str
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    new_roles: list[tuple[str, str]] = field(default_factory=list)
    person: Person | None = None
    is_leaving: bool = False
    is_back: bool = False

    def refuse(self, where: str, sentence: Sentence) -> None:
        self.problems.append(Problem(where, sentence))

    def note(self, where: str, sentence: Sentence) -> None:
        self.notes.append(Problem(where, sentence))


def read_person(columns: Sequence[Column], cells: Sequence[str]) -> PlannedPerson:
    """The row as details, without a look at who is there."""
    planned = PlannedPerson(Outcome.SAME, "")
    for column in columns:
        cell = cells[column.place] if column.place < len(cells) else ""
        if column.target == IGNORED or not cell.strip():
            continue
        try:
            text = read_code(cell) if column.target == "login" else plain(cell)
        except BadCell as bad:
            planned.refuse(column.target, bad.sentence)
            continue
        if len(text) > _LIMITS.get(column.target, 1000):
            planned.refuse(column.target, say("This is too long: %(limit)s at most.", limit=_LIMITS[column.target]))
        planned.details[column.target] = text
    planned.key = planned.details.get("login", "").lower()
    planned.details["login"] = planned.key
    for required, sentence in (("login", say("The sign-in name is missing.")), ("name", say("The name is missing."))):
        if not planned.details.get(required):
            planned.refuse(required, sentence)
    return planned


def plan_person(planned: PlannedPerson, around: PeopleAround) -> PlannedPerson:
    """Decide on one row. Nothing is written."""
    planned.person = around.people.get(planned.key)
    _unit(planned, around)
    _manager(planned, around)
    _roles(planned, around)
    _status(planned, around)
    if planned.problems:
        planned.outcome = Outcome.REFUSED
    elif planned.person is None:
        planned.outcome = Outcome.SKIPPED if planned.is_leaving else Outcome.NEW
    else:
        _compare(planned, planned.person, around)
        planned.outcome = Outcome.CHANGED if planned.changes else Outcome.SAME
    return planned


def _unit(planned: PlannedPerson, around: PeopleAround) -> None:
    text = planned.details.get("unit")
    if text is None:
        if planned.person is None:
            planned.refuse("unit", say("The department is missing."))
        return
    if text not in around.units:
        planned.note("unit", say("The department “%(name)s” is new and added.", name=text))
        parent = planned.details.get("parent_unit")
        if parent is not None and parent not in around.units:
            planned.refuse("parent_unit", say("There is no department “%(code)s”.", code=parent))


def _manager(planned: PlannedPerson, around: PeopleAround) -> None:
    text = planned.details.get("manager")
    if text is None:
        return
    found = around.people.get(text.lower())
    named = around.people_by_name.get(text, ())
    if found is None and len(named) == 1:
        found = named[0]
    if found is None and text.lower() in around.coming:
        planned.details["manager_login"] = text.lower()
    elif found is None:
        planned.refuse("manager", say("Nobody here is called “%(name)s”.", name=text))
    else:
        planned.details["manager_login"] = found.login


def _roles(planned: PlannedPerson, around: PeopleAround) -> None:
    wanted: set[tuple[str, str]] = set()
    for part in re.split(r"[;,、；，/\s]+", planned.details.get("roles", "")):
        if not part:
            continue
        name, _, unit = part.partition("@")
        role = around.roles.get(name)
        if role is None:
            planned.refuse("roles", say("There is no role “%(role)s”.", role=name))
        elif unit and unit != "*" and unit not in around.units:
            planned.refuse("roles", say("There is no department “%(code)s”.", code=unit))
        else:
            wanted.add((role, unit))
    held = around.held.get(planned.person.id, frozenset()) if planned.person else frozenset()
    for role, unit in sorted(wanted):
        if (role, _unit_id(planned, around, unit)) not in held:
            planned.new_roles.append((role, unit))
    further = sorted({role for role, _ in held} - {role for role, _ in wanted}) if "roles" in planned.details else []
    if further:
        planned.note("roles", say("Kept, though the file does not name them: %(roles)s", roles=", ".join(further)))


def _unit_id(planned: PlannedPerson, around: PeopleAround, code: str) -> UUID | None:
    if code == "*":
        return None
    unit = around.units.get(code or planned.details.get("unit", ""))
    if unit is not None:
        return unit.id
    return planned.person.org_unit_id if planned.person else None


def _status(planned: PlannedPerson, around: PeopleAround) -> None:
    told = planned.details.get("status")
    if told is None:
        return
    word = folded(told)
    if word not in _LEFT | _HERE:
        planned.note("status", say("The state “%(state)s” is unknown and left out.", state=told[:40]))
        return
    planned.is_leaving = word in _LEFT and (planned.person is None or planned.person.is_active)
    planned.is_back = word in _HERE and planned.person is not None and not planned.person.is_active
    if planned.is_leaving and planned.person is not None:
        count = around.custody.get(planned.person.id, 0)
        planned.note("status", say("Leaves with %(count)s assets in custody; open tasks go to others.", count=count))
    elif planned.is_leaving:
        planned.note("status", say("Has left and was never here: skipped."))


def _compare(planned: PlannedPerson, person: Person, around: PeopleAround) -> None:
    for name in _DETAILS:
        before, after = getattr(person, name), planned.details.get(name)
        if after is not None and after != before:
            planned.changes[name] = [before, after]
    codes = {unit.id: unit.code for unit in around.units.values()}
    text = planned.details.get("unit")
    if text is not None and (text not in around.units or around.units[text].id != person.org_unit_id):
        planned.changes["unit"] = [codes.get(person.org_unit_id, ""), text]
    logins = {one.id: one.login for one in around.people.values()}
    manager = logins.get(person.manager_id) if person.manager_id else None
    if planned.details.get("manager_login", manager) != manager:
        planned.changes["manager"] = [manager, planned.details["manager_login"]]
    if planned.new_roles:
        planned.changes["roles"] = [
            None,
            ", ".join(f"{role}@{unit}" if unit else role for role, unit in planned.new_roles),
        ]
    if planned.is_leaving or planned.is_back:
        planned.changes["status"] = [person.is_active, not person.is_active]
