"""The assets that nobody looks at: old and not maintained, not seen, or of somebody who has left. Keyset pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.people.models import LegalEntity, Person
from workflows.assets.models import Asset, AssetState
from workflows.assets.states import IN_SERVICE
from workflows.organization.books import today
from workflows.radar.models import RadarLabel
from workflows.radar.rules import HIGH_RISK_MONTHS, STALE_DAYS, UNMAINTAINED_MONTHS, months_before
from workflows.radar.scope import within

PAGE = 50
_IN_SERVICE = [state.value for state in IN_SERVICE]


@dataclass(frozen=True)
class RiskRow:
    """An asset of the radar with whoever holds it; `is_unclaimed`: nobody does, or somebody who has left (S40)."""

    asset: Asset
    custodian: Person | None

    @property
    def is_unclaimed(self) -> bool:
        return self.custodian is None or not self.custodian.is_active


def high_risk(
    session: Session,
    actor: Actor,
    *,
    unit_id: UUID | None = None,
    after: tuple[date, UUID] | None = None,
    limit: int = PAGE,
) -> list[RiskRow]:
    """The assets of the radar, the oldest first (`rules.is_high_risk`), after the one that went into service on a day
    with an id."""
    query = (
        _with_custodian()
        .where(high_risk_condition(session), within(session, actor, Asset.org_unit_id, unit_id))
        .order_by(Asset.in_service_on, Asset.id)
    )
    if after is not None:
        query = query.where(tuple_(Asset.in_service_on, Asset.id) > after)
    return [RiskRow(*row) for row in session.execute(query.limit(limit))]


def high_risk_condition(session: Session) -> ColumnElement[bool]:
    """Of the assets of all entities, each on its own present day."""
    entities: dict[date, list[UUID]] = {}
    for entity_id in session.scalars(select(LegalEntity.id)).all():
        entities.setdefault(today(session, entity_id), []).append(entity_id)
    risky = [
        _is_risky_on(day) if len(entities) == 1 else and_(Asset.legal_entity_id.in_(ids), _is_risky_on(day))
        for day, ids in entities.items()
    ]
    return and_(Asset.state.in_(_IN_SERVICE), or_(false(), *risky))


def _is_risky_on(day: date) -> ColumnElement[bool]:
    """`rules.is_high_risk` for the database."""
    maintained = Asset.last_maintenance_on
    return and_(
        Asset.in_service_on < months_before(day, HIGH_RISK_MONTHS),
        or_(maintained.is_(None), maintained < months_before(day, UNMAINTAINED_MONTHS)),
    )


def stale(
    session: Session,
    actor: Actor,
    *,
    unit_id: UUID | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = PAGE,
) -> list[RiskRow]:
    """Assets that the books have in use but nobody has seen for 180 days, nor maintained (S3); longest unseen first.

    Where nobody ever has, the day since when it is in use counts. `after` as in `high_risk`, with that instant.
    """
    seen = last_seen()
    maintained_before = (clock.now() - timedelta(days=STALE_DAYS)).date()
    query = (
        _with_custodian()
        .where(
            Asset.state == AssetState.IN_USE,
            unseen(),
            or_(Asset.last_maintenance_on.is_(None), Asset.last_maintenance_on < maintained_before),
            within(session, actor, Asset.org_unit_id, unit_id),
        )
        .order_by(seen, Asset.id)
    )
    if after is not None:
        query = query.where(tuple_(seen, Asset.id) > after)
    return [RiskRow(*row) for row in session.execute(query.limit(limit))]


def unclaimed(
    session: Session, actor: Actor, *, unit_id: UUID | None = None, after: str = "", limit: int = PAGE
) -> list[RiskRow]:
    """Assets still in the books whose custodian has left the company (S40), by asset number, after that one."""
    query = (
        select(Asset, Person)
        .join(Person, Person.id == Asset.custodian_id)
        .where(
            Person.is_active.is_(False),
            Asset.state != AssetState.DISPOSED,
            Asset.asset_no > after,
            within(session, actor, Asset.org_unit_id, unit_id),
        )
        .order_by(Asset.asset_no)
    )
    return [RiskRow(*row) for row in session.execute(query.limit(limit))]


def labelled_since(session: Session, asset_ids: Iterable[UUID]) -> dict[UUID, date]:
    """Which of these assets the nightly watch has labelled 即将到期 (S41), and since which day."""
    rows = select(RadarLabel.asset_id, RadarLabel.since_on).where(RadarLabel.asset_id.in_(list(asset_ids)))
    return {row.asset_id: row.since_on for row in session.execute(rows)}


def last_seen() -> ColumnElement[datetime]:
    """When the thing itself was last seen, else since when its card says that it is there."""
    return func.coalesce(Asset.last_physical_evidence_at, Asset.state_since, type_=Asset.state_since.type)


def unseen() -> ColumnElement[bool]:
    """Not seen for 180 days."""
    return last_seen() < clock.now() - timedelta(days=STALE_DAYS)


def _with_custodian() -> Select[Asset, Person]:
    return select(Asset, Person).outerjoin(Person, Person.id == Asset.custodian_id)
