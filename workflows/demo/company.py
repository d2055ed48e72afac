"""Seeding the demo company in one go; a second time changes nothing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.calendars.seed import seed_chinese_calendar
from engine.people.models import LegalEntity, OrgUnit, Person
from engine.people.operations import add_legal_entity, add_org_unit, add_person, grant_role
from workflows.accounting.chart import seed_chart
from workflows.assets.models import AssetCategory
from workflows.demo.people import PEOPLE, UNITS, DemoPerson
from workflows.demo.register import seed_register
from workflows.disposal.waste import give_codes, seed_waste_codes
from workflows.evidence.rules import seed_evidence_rules
from workflows.organization.books import today
from workflows.organization.periods import open_period
from workflows.organization.roles import seed_roles

DEMO_ENTITY = "QM-SZ"
SECOND_ENTITY = "QM-SH"
WASTES = {
    "A02010104": "HW49 900-045-49",
    "A02010105": "HW49 900-045-49",
    "VEHICLE": "HW31 900-052-31",
    "UPS": "HW31 900-052-31",
}
"""What the demo's categories become, by their codes."""
SEEDER = Actor(None, channel="cli")


def seed_demo(session: Session, *, password_hash: str) -> None:
    """Add the demo company with roles, accounts, calendar, periods and register; all its people share one password.

    `password_hash` is what signing in verifies against. Nothing happens if the company is there already.
    """
    if session.scalars(select(LegalEntity.id).where(LegalEntity.code == DEMO_ENTITY)).first() is not None:
        return
    seed_roles(session)
    seed_evidence_rules(session)
    seed_waste_codes(session)
    seed_chart(session)
    seed_chinese_calendar(session)
    units = _add_units(session)
    people = _add_people(session, units, password_hash)
    for entity_id in sorted({unit.legal_entity_id for unit in units.values()}):
        _open_periods(session, entity_id)
    seed_register(session, SEEDER, units, people)
    _name_wastes(session)


def _name_wastes(session: Session) -> None:
    session.flush()  # the categories
    ids = {category.code: category.id for category in session.scalars(select(AssetCategory))}
    for category, waste in WASTES.items():
        give_codes(session, SEEDER, ids[category], [waste])


def _add_units(session: Session) -> dict[str, OrgUnit]:
    entities = {
        DEMO_ENTITY: add_legal_entity(
            session, DEMO_ENTITY, "启明智造(苏州)有限公司", name_en="Qiming Smart Manufacturing (Suzhou) Co., Ltd."
        ),
        SECOND_ENTITY: add_legal_entity(
            session, SECOND_ENTITY, "启明智造(上海)有限公司", name_en="Qiming Smart Manufacturing (Shanghai) Co., Ltd."
        ),
    }
    units: dict[str, OrgUnit] = {}
    for unit in UNITS:
        parent = units[unit.parent] if unit.parent else None
        units[unit.code] = add_org_unit(
            session, entities[unit.entity], unit.code, unit.name, name_en=unit.name_en, parent=parent
        )
    return units


def _add_people(session: Session, units: dict[str, OrgUnit], password_hash: str) -> dict[str, Person]:
    people: dict[str, Person] = {}
    for described in PEOPLE:
        people[described.login] = _add_person(session, described, units, people, password_hash)
    return people


def _add_person(
    session: Session,
    described: DemoPerson,
    units: dict[str, OrgUnit],
    people: dict[str, Person],
    password_hash: str,
) -> Person:
    person = add_person(
        session,
        described.login,
        described.name,
        units[described.unit],
        name_en=described.name_en,
        email=f"{described.login}@demo.example",
        manager=people[described.manager] if described.manager else None,
    )
    person.password_hash = password_hash
    for role, unit in described.roles:
        grant_role(session, person.id, role, org_unit_id=units[unit].id if unit else None)
    if described.heads:
        units[described.heads].head_id = person.id
    return person


def _open_periods(session: Session, legal_entity_id: UUID) -> None:
    """The current month and its neighbours."""
    this_month = today(session, legal_entity_id).replace(day=1)
    for months in (-1, 0, 1):
        month = _month_after(this_month, months)
        open_period(session, SEEDER, legal_entity_id, month.year, month.month)


def _month_after(month: date, months: int) -> date:
    count = month.year * 12 + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
