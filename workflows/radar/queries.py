"""What the radar shows, of the units that the actor may see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.people.models import LegalEntity, Person
from engine.people.queries import visible_to
from workflows.assets.models import Asset, AssetState, MaintenanceRecord
from workflows.assets.states import IN_SERVICE
from workflows.disposal.models import DisposalHandOut, DisposalRequest, RequestStatus
from workflows.organization.books import today
from workflows.radar.rules import (
    BUCKETS,
    HIGH_RISK_MONTHS,
    STALE_DAYS,
    UNMAINTAINED_MONTHS,
    Cycle,
    cycle_of,
    is_late_for_its_year,
    months_before,
    reduction,
)

SHOWN = 200
PERIOD = timedelta(days=60)
"""Of the KPI and of the baseline before it (S45: within two months)."""
ON_THE_WAY = tuple(state for state in AssetState if state not in IN_SERVICE and state != AssetState.DISPOSED)


@dataclass(frozen=True)
class RiskRow:
    """An asset of the radar; `is_unclaimed`: nobody holds it, or somebody who has left (S40)."""

    asset: Asset
    last_maintained_on: date | None
    is_unclaimed: bool


@dataclass(frozen=True)
class AgeingRow:
    """Of the assets in a state on their way out, how many have been in it for the days of each bucket."""

    state: AssetState
    counts: Sequence[int]


@dataclass(frozen=True)
class TaxRow:
    """A request whose assets have left but that is not in the books; `is_late`: they left in an earlier year."""

    request: DisposalRequest
    handed_out_at: datetime
    deadline: date
    is_late: bool


@dataclass(frozen=True)
class Kpis:
    """Disposals closed in the last sixty days, those of the sixty days before, and how much shorter they are now.

    `variance_rate` (账实差异率): of the assets that are on their way out or in service, the per cent whose books say in
    service without physical evidence for 180 days, or that have left the house and are still in the books.
    """

    current: Cycle
    baseline: Cycle
    reduction: Decimal | None
    variance_rate: Decimal | None


def high_risk(session: Session, actor: Actor, *, limit: int = SHOWN) -> list[RiskRow]:
    """The assets of the radar, the oldest first (`rules.is_high_risk`)."""
    rows = []
    for entity_id in session.scalars(select(LegalEntity.id).order_by(LegalEntity.code)).all():
        query = high_risk_query(session, entity_id).where(visible_to(session, actor, Asset.org_unit_id))
        found = session.execute(query.order_by(Asset.in_service_on, Asset.id).limit(limit))
        rows += [RiskRow(asset, last, not is_active) for asset, last, is_active in found]
    return sorted(rows, key=lambda row: (row.asset.in_service_on, row.asset.asset_no))[:limit]


def high_risk_query(session: Session, legal_entity_id: UUID) -> Select[Asset, date | None, bool | None]:
    """Assets of an entity on its present day, with their last maintenance and whether their custodian is active."""
    on = today(session, legal_entity_id)
    last = (
        select(MaintenanceRecord.asset_id, func.max(MaintenanceRecord.done_on).label("done_on"))
        .group_by(MaintenanceRecord.asset_id)
        .subquery()
    )
    return (
        select(Asset, last.c.done_on, Person.is_active)
        .outerjoin(last, last.c.asset_id == Asset.id)
        .outerjoin(Person, Person.id == Asset.custodian_id)
        .where(
            Asset.legal_entity_id == legal_entity_id,
            Asset.state.in_([state.value for state in IN_SERVICE]),
            Asset.in_service_on < months_before(on, HIGH_RISK_MONTHS),
            or_(last.c.done_on.is_(None), last.c.done_on < months_before(on, UNMAINTAINED_MONTHS)),
        )
    )


def stale(session: Session, actor: Actor, *, limit: int = SHOWN) -> list[Asset]:
    """Assets that the books have in use but nobody has seen for 180 days, nor maintained (S3); longest unseen first."""
    maintained = select(MaintenanceRecord.asset_id).where(
        MaintenanceRecord.done_on >= (clock.now() - timedelta(days=STALE_DAYS)).date()
    )
    query = select(Asset).where(
        Asset.state == AssetState.IN_USE,
        visible_to(session, actor, Asset.org_unit_id),
        _unseen(),
        Asset.id.not_in(maintained),
    )
    return list(session.scalars(query.order_by(Asset.last_physical_evidence_at, Asset.id).limit(limit)))


def ageing(session: Session, actor: Actor) -> list[AgeingRow]:
    """Days in state of the assets on their way out (S6), in the buckets of `rules.BUCKETS`."""
    now = clock.now()
    rows = session.execute(
        select(Asset.state, Asset.state_since).where(
            Asset.state.in_([state.value for state in ON_THE_WAY]), visible_to(session, actor, Asset.org_unit_id)
        )
    )
    counts: dict[AssetState, list[int]] = {state: [0] * len(BUCKETS) for state in ON_THE_WAY}
    for state, since in rows:
        age = (now - since).days
        bucket = next(i for i, (_, last) in enumerate(BUCKETS) if last is None or age <= last)
        counts[AssetState(state)][bucket] += 1
    return [AgeingRow(state, found) for state, found in counts.items()]


def tax_clock(session: Session, actor: Actor) -> list[TaxRow]:
    """Requests handed out and not posted, the oldest first; late ones fall into the next year's return (S13)."""
    query = handed_out_unposted().where(visible_to(session, actor, DisposalRequest.org_unit_id))
    return [_tax(session, request, at) for request, at in session.execute(query)]


def handed_out_unposted() -> Select[DisposalRequest, datetime]:
    """Every request whose assets have left but that is not written off, with the instant they left."""
    return (
        select(DisposalRequest, DisposalHandOut.handed_out_at)
        .join(DisposalHandOut, DisposalHandOut.request_id == DisposalRequest.id)
        .where(DisposalRequest.status == RequestStatus.APPROVED)
        .order_by(DisposalHandOut.handed_out_at, DisposalRequest.id)
    )


def kpis(session: Session, actor: Actor) -> Kpis:
    """平均处置周期 and 账实差异率 as of now."""
    now = clock.now()
    current = cycle_of(list(_durations(session, actor, now - PERIOD, now)))
    baseline = cycle_of(list(_durations(session, actor, now - 2 * PERIOD, now - PERIOD)))
    return Kpis(current, baseline, reduction(baseline.mean, current.mean), _variance_rate(session, actor))


def _durations(session: Session, actor: Actor, after: datetime, until: datetime) -> Iterator[timedelta]:
    rows = session.execute(
        select(DisposalRequest.requested_at, DisposalRequest.archived_at).where(
            DisposalRequest.status == RequestStatus.DISPOSED,
            DisposalRequest.archived_at > after,
            DisposalRequest.archived_at <= until,
            visible_to(session, actor, DisposalRequest.org_unit_id),
        )
    )
    yield from (ended - began for began, ended in rows if ended is not None)


def _variance_rate(session: Session, actor: Actor) -> Decimal | None:
    may_see = visible_to(session, actor, Asset.org_unit_id)
    all_of_them = session.scalar(select(func.count(Asset.id)).where(Asset.state != AssetState.DISPOSED, may_see)) or 0
    differ = session.scalar(
        select(func.count(Asset.id)).where(
            may_see,
            or_(
                (Asset.state == AssetState.IN_USE) & _unseen(),
                (Asset.state == AssetState.PENDING_WRITEOFF) & Asset.location_id.is_(None),
            ),
        )
    )
    return (Decimal(100 * (differ or 0)) / all_of_them).quantize(Decimal("0.1")) if all_of_them else None


def _unseen() -> ColumnElement[bool]:
    before = clock.now() - timedelta(days=STALE_DAYS)
    seen = Asset.last_physical_evidence_at
    return or_(seen < before, seen.is_(None) & (Asset.state_since < before))


def _tax(session: Session, request: DisposalRequest, handed_out_at: datetime) -> TaxRow:
    on, left = today(session, request.legal_entity_id), handed_out_at.date()
    return TaxRow(request, handed_out_at, date(left.year + 1, 5, 31), is_late_for_its_year(left, on))
