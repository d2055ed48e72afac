"""What becomes of a row of people: somebody joins, their details change, they leave, or nothing differs.

Roles are added, never taken: what the file does not name is kept and told. Nobody is deactivated for not being named,
or for a leaving date: that is told alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.commands.edit_person import is_mail_address
from engine.errors import Problem, Sentence, say
from engine.people.models import OrgUnit, Person
from workflows.imports.columns import IGNORED, Column
from workflows.imports.headers import folded
from workflows.imports.models import Outcome
from workflows.imports.values import BadCell, plain, read_code, read_day

_LIMITS = {"login": 100, "name": 100, "name_en": 100, "email": 254, "unit": 200, "parent_unit": 200}
_LEFT = frozenset({"离职", "已离职", "停用", "退休", "left", "inactive", "false", "no", "否", "0"})
_HERE = frozenset({"在职", "试用", "试用期", "正式", "启用", "active", "true", "yes", "是", "1"})
_DETAILS = ("name", "name_en", "email")


@dataclass
class PeopleAround:
    """Who and what is there already, and what the file's own rows bring: `coming` their sign-in names, `coming_names`
    the sign-in names by full name, `coming_units` the department above each new one, empty where none is named.
    `actor_id` is who imports."""

    people: Mapping[str, Person]
    people_by_name: Mapping[str, Sequence[Person]]
    units: dict[str, OrgUnit]
    roles: Mapping[str, str]
    held: Mapping[UUID, frozenset[tuple[str, UUID | None]]]
    custody: Mapping[UUID, int]
    coming: frozenset[str]
    coming_names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    coming_units: Mapping[str, str] = field(default_factory=dict)
    actor_id: UUID | None = None


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
    _mail(planned)
    _unit(planned, around)
    _manager(planned, around)
    _roles(planned, around)
    _status(planned, around)
    _leaving_date(planned)
    if planned.problems:
        planned.outcome = Outcome.REFUSED
    elif planned.person is None:
        planned.outcome = Outcome.SKIPPED if planned.is_leaving else Outcome.NEW
    else:
        _compare(planned, planned.person, around)
        if planned.changes and planned.person.id == around.actor_id:
            planned.refuse("login", say("Nobody changes their own roles or account: ask another administrator."))
            planned.outcome = Outcome.REFUSED
        else:
            planned.outcome = Outcome.CHANGED if planned.changes else Outcome.SAME
    return planned


def refuse_circles(planned: Iterable[PlannedPerson], around: PeopleAround) -> None:
    """Refuse each row by which somebody would answer to themselves, counting what the other rows say of managers."""
    rows = {plan.key: plan for plan in planned if plan.outcome in (Outcome.NEW, Outcome.CHANGED)}
    logins = {person.id: person.login for person in around.people.values()}
    above = {person.login: logins.get(person.manager_id) for person in around.people.values() if person.manager_id}
    above |= {key: plan.details["manager_login"] for key, plan in rows.items() if "manager_login" in plan.details}
    for key, plan in rows.items():
        manager = plan.details.get("manager_login")
        if manager is not None and key in _line(manager, above):
            circle = say(
                "%(manager)s answers to %(person)s already: that would be a circle.", manager=manager, person=key
            )
            plan.refuse("manager", circle)
            plan.outcome = Outcome.REFUSED


def refuse_orphans(planned: Iterable[PlannedPerson], around: PeopleAround) -> None:
    """Refuse each new row whose manager would come by a row that is refused, and so on down the line."""
    rows = {plan.key: plan for plan in planned}
    refused = {key for key, plan in rows.items() if plan.outcome == Outcome.REFUSED and key not in around.people}
    waiting = list(refused)
    while waiting:
        above = waiting.pop()
        for key, plan in rows.items():
            if plan.details.get("manager_login") == above and plan.outcome != Outcome.REFUSED:
                plan.refuse(
                    "manager", say("The row of “%(name)s” is refused, so nobody is there to answer to.", name=above)
                )
                plan.outcome = Outcome.REFUSED
                waiting += [] if key in around.people else [key]


def by_rank(planned: Iterable[PlannedPerson]) -> list[PlannedPerson]:
    """Managers before those who answer to them: taken in this order, no row makes a circle that the file does not."""
    rows = list(planned)
    above = {plan.key: plan.details.get("manager_login") for plan in rows}
    return sorted(rows, key=lambda plan: len(_line(plan.key, above)))


def _line(login: str, above: Mapping[str, str | None]) -> set[str]:
    """Somebody and everybody above them, up to the top or to where a circle closes."""
    found: set[str] = set()
    at: str | None = login
    while at is not None and at not in found:
        found.add(at)
        at = above.get(at)
    return found


def _mail(planned: PlannedPerson) -> None:
    address = planned.details.get("email")
    if address and not is_mail_address(address):
        planned.refuse("email", say("A mail address looks like this: %(example)s", example="name@example.com"))


def _leaving_date(planned: PlannedPerson) -> None:
    text = planned.details.get("left_on")
    if text is None:
        return
    try:
        day = read_day(text)
    except BadCell as bad:
        planned.note("left_on", bad.sentence)
        return
    if planned.person is None or planned.person.is_active:
        told = say("Leaves on %(day)s. Nobody is deactivated by that: see to it on their page.", day=day.isoformat())
        planned.note("left_on", told)


def _unit(planned: PlannedPerson, around: PeopleAround) -> None:
    text = planned.details.get("unit")
    if text is None:
        if planned.person is None:
            planned.refuse("unit", say("The department is missing."))
        return
    if text not in around.units:
        planned.note("unit", say("The department “%(name)s” is new and added.", name=text))
        parent = planned.details.get("parent_unit")
        if parent is not None and parent not in around.units and parent not in around.coming_units:
            planned.refuse("parent_unit", say("There is no department “%(code)s”.", code=parent))


def _manager(planned: PlannedPerson, around: PeopleAround) -> None:
    text = planned.details.get("manager")
    if text is None:
        return
    login = text.lower()
    if login in around.people or login in around.coming:
        planned.details["manager_login"] = login
        return
    named = {person.login for person in around.people_by_name.get(text, ())} | set(around.coming_names.get(text, ()))
    if len(named) == 1:
        planned.details["manager_login"] = named.pop()
    elif named:
        planned.refuse("manager", say("Several people are called “%(name)s”: enter the sign-in name.", name=text))
    else:
        planned.refuse("manager", say("Nobody here is called “%(name)s”.", name=text))


def _roles(planned: PlannedPerson, around: PeopleAround) -> None:
    wanted: set[tuple[str, str]] = set()
    for name, unit in _named_roles(planned.details.get("roles", ""), around):
        role = around.roles.get(name.casefold())
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


def _named_roles(text: str, around: PeopleAround) -> Iterator[tuple[str, str]]:
    """The roles of a cell, each with the department behind an @. Blanks part roles too, but no role's name."""
    for part in re.split(r"[;,、；，/|\n]+", text):
        is_one = part.partition("@")[0].strip().casefold() in around.roles
        for each in [part.strip()] if is_one else part.split():
            name, _, unit = each.partition("@")
            if name:
                yield name.strip(), unit.strip()


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
