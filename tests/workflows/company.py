"""Getting at the people, units and assets of the demo company by their short names."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.db import Database
from engine.people.models import LegalEntity, OrgUnit, Person
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import find_asset_by_no, lock_assets
from workflows.assets.states import set_state

ROLES_TO_LOGINS = {
    "engineer": "lin.gong",
    "employee": "tang.yi",
    "second_engineer": "he.wei",
    "asset_manager": "zhao.min",
    "accountant": "wu.fang",
    "asset_manager_head": "qian.hao",
    "finance_manager": "zheng.hua",
    "cfo": "wang.jing",
    "gm": "feng.yuan",
    "dept_head": "sun.li",
    "production_head": "zhou.qiang",
    "it_security": "qin.lan",
    "ehs_officer": "xu.an",
    "fleet_officer": "luo.jun",
    "purchasing": "fang.ning",
    "treasury": "lu.min",
    "contract_owner": "shao.wen",
    "internal_audit": "chen.xi",
    "process_owner": "chu.ning",
    "shanghai_engineer": "jiang.tao",
    "shanghai_asset_manager": "shen.yu",
    "shanghai_accountant": "han.mei",
}


@dataclass(frozen=True)
class Company:
    """Actors by what they are, ids of units and entities by code."""

    db: Database
    actors: dict[str, Actor]
    units: dict[str, UUID]
    entities: dict[str, UUID]

    def __getitem__(self, role: str) -> Actor:
        return self.actors[role]

    def person_id(self, role: str) -> UUID:
        person_id = self.actors[role].person_id
        assert person_id is not None
        return person_id


def find_company(db: Database) -> Company:
    """The demo company that has been seeded into `db`."""
    with db.reading() as session:
        people = {person.login: person.id for person in session.scalars(select(Person))}
        return Company(
            db,
            {role: Actor(people[login]) for role, login in ROLES_TO_LOGINS.items()},
            {unit.code: unit.id for unit in session.scalars(select(OrgUnit))},
            {entity.code: entity.id for entity in session.scalars(select(LegalEntity))},
        )


def bring_to(session: Session, actor: Actor, asset_no: str, *states: AssetState) -> Asset:
    """Move the asset through these states."""
    asset_id = find_asset_by_no(session, asset_no).id
    asset = lock_assets(session, [asset_id])[asset_id]
    for state in states:
        set_state(session, actor, asset, state, reason="test")
    return asset
