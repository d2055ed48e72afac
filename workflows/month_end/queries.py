"""Reading the monthly runs: by department, by category, and where an import says something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.people.models import OrgUnit
from engine.people.queries import visible_to
from workflows.assets.models import Asset
from workflows.month_end.models import DepreciationLine, DepreciationMonth, DepreciationRun, MonthStatus


@dataclass(frozen=True)
class Share:
    """What a department or a category loses in a month, and in how many assets."""

    id: UUID
    asset_count: int
    amount: Decimal


@dataclass(frozen=True)
class Difference:
    """An asset whose imported depreciation is not what our formula gives."""

    asset_no: str
    name: str
    imported: Decimal | None
    difference: Decimal


_IS_DONE = and_(
    DepreciationMonth.legal_entity_id == DepreciationRun.legal_entity_id,
    DepreciationMonth.year == DepreciationRun.year,
    DepreciationMonth.month == DepreciationRun.month,
    DepreciationMonth.status == MonthStatus.DONE,
)


def months_under_way(session: Session, actor: Actor) -> list[DepreciationMonth]:
    """The months that are being worked out, of entities in which the actor sees a department."""
    entities = select(OrgUnit.legal_entity_id).where(visible_to(session, actor, OrgUnit.id))
    query = select(DepreciationMonth).where(
        DepreciationMonth.status != MonthStatus.DONE, DepreciationMonth.legal_entity_id.in_(entities)
    )
    return list(session.scalars(query.order_by(DepreciationMonth.year.desc(), DepreciationMonth.month.desc())))


def find_month(session: Session, actor: Actor, legal_entity_id: UUID, year: int, month: int) -> DepreciationMonth:
    """How far a month has come, or `NotFound`, also where the entity is not for the actor to see."""
    found = session.get(DepreciationMonth, (legal_entity_id, year, month))
    seen = select(OrgUnit.id).where(OrgUnit.legal_entity_id == legal_entity_id, visible_to(session, actor, OrgUnit.id))
    if found is None or session.scalars(seen.limit(1)).first() is None:
        raise NotFound(say("Nobody has asked for the depreciation of this month yet."))
    return found


def list_runs(session: Session, actor: Actor, *, limit: int = 60) -> list[DepreciationRun]:
    """The runs of entities in which the actor sees a department, the newest months first."""
    entities = select(OrgUnit.legal_entity_id).where(visible_to(session, actor, OrgUnit.id))
    query = select(DepreciationRun).join(DepreciationMonth, _IS_DONE)
    query = query.where(DepreciationRun.legal_entity_id.in_(entities))
    newest = (DepreciationRun.year.desc(), DepreciationRun.month.desc(), DepreciationRun.id)
    return list(session.scalars(query.order_by(*newest).limit(limit)))


def find_run(session: Session, actor: Actor, run_id: UUID) -> DepreciationRun:
    """The run, or `NotFound`, also where it is not for the actor to see."""
    query = select(DepreciationRun).join(DepreciationMonth, _IS_DONE).where(DepreciationRun.id == run_id)
    run = session.scalars(query).one_or_none()
    if run is not None:
        seen = select(OrgUnit.id).where(
            OrgUnit.legal_entity_id == run.legal_entity_id, visible_to(session, actor, OrgUnit.id)
        )
        if session.scalars(seen.limit(1)).first() is not None:
            return run
    raise NotFound(say("There is no such run of depreciation."))


def shares_by_unit(session: Session, actor: Actor, run_id: UUID) -> list[Share]:
    """What each department that the actor may see loses, the most first."""
    return _shares(session, actor, run_id, DepreciationLine.org_unit_id)


def shares_by_category(session: Session, actor: Actor, run_id: UUID) -> list[Share]:
    """The same by category."""
    return _shares(session, actor, run_id, DepreciationLine.category_id)


def differences(session: Session, actor: Actor, run_id: UUID, *, limit: int = 100) -> Sequence[Difference]:
    """Where an import had depreciated more or less than our formula, the largest first; nothing is overwritten."""
    rows = session.execute(
        select(Asset.asset_no, Asset.name, Asset.imported_accumulated, DepreciationLine.difference)
        .join(Asset, Asset.id == DepreciationLine.asset_id)
        .where(
            DepreciationLine.run_id == run_id,
            DepreciationLine.difference != 0,
            visible_to(session, actor, DepreciationLine.org_unit_id),
        )
        .order_by(func.abs(DepreciationLine.difference).desc(), Asset.asset_no)
        .limit(limit)
    )
    return [Difference(*row) for row in rows]


def _shares(session: Session, actor: Actor, run_id: UUID, column: InstrumentedAttribute[UUID]) -> list[Share]:
    amount = func.sum(DepreciationLine.amount)
    rows = session.execute(
        select(column, func.sum(case((DepreciationLine.amount != 0, 1), else_=0)), amount)
        .where(DepreciationLine.run_id == run_id, visible_to(session, actor, DepreciationLine.org_unit_id))
        .group_by(column)
        .order_by(amount.desc(), column)
    )
    return [Share(*row) for row in rows if row[1]]
