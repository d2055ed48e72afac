"""The rows of people: each compared with who is there, and taken over by the same acts as by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.add_person import add_person
from engine.commands.change_person import deactivate_person, give_role, reactivate_person
from engine.commands.edit_person import PersonDetails, edit_person
from engine.errors import EngineError, Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import LegalEntity, OrgUnit, Person, Role, RoleHolder
from engine.people.operations import add_org_unit
from workflows.assets.models import Asset, AssetState
from workflows.imports.columns import Column
from workflows.imports.models import ImportRow, ImportRun, Outcome
from workflows.imports.people_plan import PeopleAround, PlannedPerson, plan_person, read_person

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
    around = _look_around(session, {plan.key for plan in planned.values()} | _known_keys(session, run))
    for plan in planned.values():
        plan_person(plan, around)
    if is_applying:
        for apply in (_apply, _apply_manager):
            for plan in planned.values():
                if plan.outcome in (Outcome.NEW, Outcome.CHANGED):
                    _attempt(session, actor, plan, around, apply)
    return planned


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
        deactivate_person(session, actor, plan.person.id)
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
    """After everybody of these rows is there: a manager may stand below their people in the file."""
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
    parent = around.units.get(plan.details.get("parent_unit", ""))
    entity = session.get_one(LegalEntity, parent.legal_entity_id) if parent else _own_entity(session, actor)
    unit = add_org_unit(session, entity, text[:40], text, parent=parent)
    around.units[text] = unit
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


def _look_around(session: Session, coming: set[str]) -> PeopleAround:
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
        roles={role.name: role.code for role in roles} | {role.code: role.code for role in roles},
        held={person_id: frozenset(roles_held) for person_id, roles_held in held.items()},
        custody={row[0]: row[1] for row in session.execute(_CUSTODY) if row[0] is not None},
        coming=frozenset(coming),
    )


def _refuse_repetitions(session: Session, run: ImportRun, planned: Mapping[int, PlannedPerson]) -> None:
    keys = {plan.key for plan in planned.values()} - {""}
    earlier = (
        select(ImportRow.key, func.min(ImportRow.number))
        .where(ImportRow.run_id == run.id, ImportRow.key.in_(keys), ImportRow.number < min(planned))
        .group_by(ImportRow.key)
    )
    first = {row[0]: row[1] for row in session.execute(earlier)}
    for number, plan in planned.items():
        if plan.key and first.setdefault(plan.key, number) != number:
            plan.refuse("login", say("The same number stands in row %(row)s already.", row=first[plan.key]))
