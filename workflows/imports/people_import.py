"""The rows of people: each compared with who is there, and taken over by the same acts as by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.add_person import add_person
from engine.commands.change_person import give_role, reactivate_person
from engine.commands.edit_person import PersonDetails, edit_person
from engine.commands.hand_on import Successors
from engine.db import is_among, table_of
from engine.errors import EngineError, Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import LegalEntity, OrgUnit, Person, Role, RoleHolder
from engine.people.operations import add_org_unit
from workflows.assets.models import Asset, AssetState
from workflows.imports.columns import Column
from workflows.imports.models import ImportRow, ImportRun, Outcome
from workflows.imports.people_plan import (
    PeopleAround,
    PlannedPerson,
    by_rank,
    plan_person,
    read_person,
    refuse_circles,
    refuse_orphans,
)
from workflows.leaving.operations import leave_house

_CUSTODY = (
    select(Asset.custodian_id, func.count())
    .where(Asset.custodian_id.is_not(None), Asset.state != AssetState.DISPOSED)
    .group_by(Asset.custodian_id)
)
_Act = Callable[[Session, Actor, PlannedPerson, PeopleAround], None]


def plan_people_rows(
    session: Session,
    actor: Actor,
    run: ImportRun,
    columns: Sequence[Column],
    rows: Sequence[tuple[int, list[str]]],
    *,
    is_applying: bool,
) -> Mapping[int, PlannedPerson]:
    """Judge rows of people, and take the good ones over where `is_applying`. A row that an act refuses, such as a
    circle of managers, is refused with its sentence and changes nothing."""
    planned = {number: read_person(columns, cells) for number, cells in rows}
    _refuse_repetitions(session, run, planned)
    around = _look_around(session, actor, list(planned.values()), _known_keys(session, run))
    for plan in planned.values():
        plan_person(plan, around)
    refuse_circles(planned.values(), around)
    refuse_orphans(planned.values(), around)
    if is_applying:
        _take_over(session, actor, planned.values(), around)
    return planned


def _take_over(session: Session, actor: Actor, planned: Iterable[PlannedPerson], around: PeopleAround) -> None:
    """Everybody first, then whom they answer to: a manager may stand below their people in the file."""
    good = [plan for plan in planned if plan.outcome in (Outcome.NEW, Outcome.CHANGED)]
    for plan in good:
        _attempt(session, actor, plan, around, _apply)
    for plan in by_rank(plan for plan in good if plan.outcome != Outcome.REFUSED):
        _attempt(session, actor, plan, around, _apply_manager)


def _attempt(session: Session, actor: Actor, plan: PlannedPerson, around: PeopleAround, act: _Act) -> None:
    units = dict(around.units)
    try:
        with session.begin_nested():
            act(session, actor, plan, around)
    except EngineError as refusal:
        plan.problems += refusal.problems if isinstance(refusal, Invalid) else [Problem("", refusal.sentence)]
        plan.outcome = Outcome.REFUSED
        around.units = units  # what the row has added is gone with it


def _apply(session: Session, actor: Actor, plan: PlannedPerson, around: PeopleAround) -> None:
    unit = _find_or_add_unit(session, actor, plan, around)
    if plan.person is None:
        assert unit is not None
        plan.person = add_person(
            session,
            actor,
            plan.key,
            plan.details["name"],
            unit,
            name_en=plan.details.get("name_en", ""),
            email=plan.details.get("email", ""),
        )
    else:
        _edit(session, actor, plan, plan.person, unit.id if unit else plan.person.org_unit_id)
    for role, code in plan.new_roles:
        unit_id = None if code == "*" else around.units[code].id if code else plan.person.org_unit_id
        give_role(session, actor, plan.person.id, role, org_unit_id=unit_id)
    if plan.is_leaving:
        leave_house(session, actor, plan.person.id, Successors())
    if plan.is_back:
        reactivate_person(session, actor, plan.person.id)


def _edit(session: Session, actor: Actor, plan: PlannedPerson, person: Person, unit_id: UUID) -> None:
    details = PersonDetails(
        name=plan.details["name"],
        name_en=plan.details.get("name_en", person.name_en),
        email=plan.details.get("email", person.email),
        org_unit_id=unit_id,
        manager_id=person.manager_id,
    )
    if any(getattr(person, name) != getattr(details, name) for name in ("name", "name_en", "email", "org_unit_id")):
        edit_person(session, actor, person.id, details)


def _apply_manager(session: Session, actor: Actor, plan: PlannedPerson, around: PeopleAround) -> None:
    login, person = plan.details.get("manager_login"), plan.person
    if login is None or person is None:
        return
    manager_id = session.scalar(select(Person.id).where(Person.login == login))
    if manager_id is None:
        plan.note("manager", say("“%(name)s” comes further down: take the file over once more.", name=login))
    elif manager_id != person.manager_id:
        details = PersonDetails(person.name, person.name_en, person.email, person.org_unit_id, manager_id)
        edit_person(session, actor, person.id, details)


def _find_or_add_unit(session: Session, actor: Actor, plan: PlannedPerson, around: PeopleAround) -> OrgUnit | None:
    text = plan.details.get("unit")
    if text is None or text in around.units:
        return around.units.get(text or "")
    return _add_unit(session, actor, text, around, above=plan.details.get("parent_unit", ""), below=frozenset())


def _add_unit(
    session: Session, actor: Actor, name: str, around: PeopleAround, *, above: str, below: frozenset[str]
) -> OrgUnit:
    """A new department, and before it those above it that the file brings as well; `below` are those waiting for it."""
    if name in below:
        raise Invalid([Problem("parent_unit", say("“%(name)s” would stand below itself.", name=name))])
    if above and above not in around.units:
        further = around.coming_units.get(above, "")
        _add_unit(session, actor, above, around, above=further, below=below | {name})
    parent = around.units.get(above)
    entity = session.get_one(LegalEntity, parent.legal_entity_id) if parent else _own_entity(session, actor)
    unit = add_org_unit(session, entity, name[:40], name, parent=parent)
    around.units[name] = unit
    record_master_event(session, actor, unit.id, "org_unit", "org_unit_added", {"code": unit.code})
    return unit


def _own_entity(session: Session, actor: Actor) -> LegalEntity:
    """The company of the actor, or the only one there is."""
    if actor.person_id is not None:
        unit_id = session.get_one(Person, actor.person_id).org_unit_id
        return session.get_one(LegalEntity, session.get_one(OrgUnit, unit_id).legal_entity_id)
    entities = list(session.scalars(select(LegalEntity).limit(2)))
    if len(entities) != 1:
        raise Invalid([Problem("parent_unit", say("Name the department above: there are several companies."))])
    return entities[0]


def _known_keys(session: Session, run: ImportRun) -> set[str]:
    """The sign-in names of the file's rows as far as they are known: all of them once it has been checked."""
    return set(session.scalars(select(ImportRow.key).where(ImportRow.run_id == run.id, ImportRow.key != "")))


def _look_around(
    session: Session, actor: Actor, planned: Sequence[PlannedPerson], known_keys: set[str]
) -> PeopleAround:
    people = list(session.scalars(select(Person)))
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        if person.is_active:
            by_name[person.name].append(person)
    held: dict[UUID, set[tuple[str, UUID | None]]] = defaultdict(set)
    for person_id, role, unit_id in session.execute(
        select(RoleHolder.person_id, RoleHolder.role, RoleHolder.org_unit_id)
    ):
        held[person_id].add((role, unit_id))
    units = list(session.scalars(select(OrgUnit)))
    roles = list(session.scalars(select(Role)))
    return PeopleAround(
        people={person.login: person for person in people},
        people_by_name=by_name,
        units={unit.name: unit for unit in units} | {unit.code: unit for unit in units},
        roles={name.casefold(): role.code for role in roles for name in (role.name_en, role.name, role.code) if name},
        held={person_id: frozenset(roles_held) for person_id, roles_held in held.items()},
        custody={row[0]: row[1] for row in session.execute(_CUSTODY) if row[0] is not None},
        coming=frozenset({plan.key for plan in planned} | known_keys),
        coming_names=_logins_by_name(planned),
        coming_units=_coming_units(planned),
        actor_id=actor.person_id,
    )


def _logins_by_name(planned: Sequence[PlannedPerson]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for plan in planned:
        if plan.key and plan.details.get("name"):
            found[plan.details["name"]].append(plan.key)
    return found


def _coming_units(planned: Sequence[PlannedPerson]) -> dict[str, str]:
    """The department above each that the rows name, from the first row that tells it."""
    found: dict[str, str] = {}
    for plan in planned:
        if unit := plan.details.get("unit"):
            found[unit] = found.get(unit) or plan.details.get("parent_unit", "")
    return found


def _refuse_repetitions(session: Session, run: ImportRun, planned: Mapping[int, PlannedPerson]) -> None:
    keys = {plan.key for plan in planned.values()} - {""}
    earlier = (
        select(ImportRow.key, func.min(ImportRow.number))
        .where(ImportRow.run_id == run.id, is_among(session, table_of(ImportRow).c.key, keys))
        .group_by(ImportRow.key)
    )
    before = min(planned)
    first = {key: number for key, number in session.execute(earlier) if number < before}
    for number, plan in planned.items():
        if plan.key and first.setdefault(plan.key, number) != number:
            plan.refuse("login", say("The same number stands in row %(row)s already.", row=first[plan.key]))
