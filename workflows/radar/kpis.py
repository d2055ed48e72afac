"""平均处置周期 and 账实差异率 against their targets (domain.md B10, C9; S45 to S47)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from workflows.assets.models import Asset, AssetState
from workflows.disposal.models import DisposalRequest, RequestStatus
from workflows.organization.books import Books
from workflows.radar.assets_at_risk import unseen
from workflows.radar.models import Kpi
from workflows.radar.rules import Cycle, cycle_of, reduction
from workflows.radar.scope import within
from workflows.radar.targets import Target, current_target

PERIOD = timedelta(days=60)
"""Of the figure and of the baseline before it, where no other is set (S45: within two months)."""
MONTHS = 12


@dataclass(frozen=True)
class Kpis:
    """Disposals archived in the period from `since` to `until`, those of the sixty days before it, and how much shorter
    they are now than the baseline: what was set, else the mean of the sixty days before.

    `variance_rate` (账实差异率), of now: of the assets in the books, the per cent whose books say in use without
    physical evidence for 180 days, or that have left the house and are still in the books. Amounts are days, per cent.
    """

    since: datetime
    until: datetime
    current: Cycle
    before: Cycle
    baseline: Decimal | None
    reduction: Decimal | None
    cycle_target: Target
    variance_rate: Decimal | None
    variance_target: Target

    @property
    def is_cycle_reached(self) -> bool | None:
        return None if self.reduction is None else self.reduction >= self.cycle_target.target

    @property
    def is_variance_reached(self) -> bool | None:
        return None if self.variance_rate is None else self.variance_rate <= self.variance_target.target

    @property
    def is_passed(self) -> bool | None:
        """Whether both hold, and the way of working can be rolled out (S47); None while one is not known."""
        reached = (self.is_cycle_reached, self.is_variance_reached)
        return None if None in reached else all(reached)


@dataclass(frozen=True)
class Month:
    """The disposals archived in a month, its first day, by the calendar of the default books."""

    begins_on: date
    cycle: Cycle


def kpis(session: Session, actor: Actor, *, unit_id: UUID | None = None) -> Kpis:
    """Both figures as of now, of what the actor may see, or of one unit with those below."""
    cycle_target = current_target(session, Kpi.DISPOSAL_CYCLE)
    since, until = period_of(cycle_target)
    current = cycle_of(list(_durations(session, actor, since, until, unit_id)))
    before = cycle_of(list(_durations(session, actor, since - PERIOD, since, unit_id)))
    baseline = cycle_target.baseline if cycle_target.baseline is not None else before.mean
    return Kpis(
        since,
        until,
        current,
        before,
        baseline,
        reduction(baseline, current.mean),
        cycle_target,
        _variance_rate(session, actor, unit_id),
        current_target(session, Kpi.VARIANCE_RATE),
    )


def period_of(target: Target) -> tuple[datetime, datetime]:
    """The instants between which disposals count: those of the pilot, else the last sixty days."""
    now = clock.now()
    if target.starts_on is None:
        return now - PERIOD, now
    until = now if target.ends_on is None else min(now, _midnight(target.ends_on + timedelta(days=1)))
    return _midnight(target.starts_on), until


def cycle_by_month(session: Session, actor: Actor, *, unit_id: UUID | None = None) -> list[Month]:
    """The last twelve months, the oldest first; months without a disposal too."""
    books, now = Books(), clock.now()
    months = [_month_before(books.day_of(now), back) for back in reversed(range(MONTHS))]
    found: dict[date, list[timedelta]] = {month: [] for month in months}
    for ended, lasted in _ended(session, actor, _midnight(months[0]), now, unit_id):
        found[books.day_of(ended).replace(day=1)].append(lasted)
    return [Month(month, cycle_of(durations)) for month, durations in found.items()]


def _month_before(day: date, back: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return date(year, month + 1, 1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(Books().time_zone))


def _durations(
    session: Session, actor: Actor, after: datetime, until: datetime, unit_id: UUID | None
) -> Iterator[timedelta]:
    return (lasted for _, lasted in _ended(session, actor, after, until, unit_id))


def _ended(
    session: Session, actor: Actor, after: datetime, until: datetime, unit_id: UUID | None
) -> Sequence[tuple[datetime, timedelta]]:
    """When each disposal of the period was written off, and how long that was after the asset was marked."""
    rows = session.execute(
        select(DisposalRequest.archived_at, DisposalRequest.requested_at).where(
            DisposalRequest.status == RequestStatus.DISPOSED,
            DisposalRequest.archived_at > after,
            DisposalRequest.archived_at <= until,
            within(session, actor, DisposalRequest.org_unit_id, unit_id),
        )
    )
    return [(ended, ended - began) for ended, began in rows if ended is not None]


def _variance_rate(session: Session, actor: Actor, unit_id: UUID | None) -> Decimal | None:
    may_see = within(session, actor, Asset.org_unit_id, unit_id)
    in_books = session.scalar(select(func.count(Asset.id)).where(Asset.state != AssetState.DISPOSED, may_see)) or 0
    differ = session.scalar(
        select(func.count(Asset.id)).where(
            may_see,
            or_(
                (Asset.state == AssetState.IN_USE) & unseen(),
                (Asset.state == AssetState.PENDING_WRITEOFF) & Asset.location_id.is_(None),
            ),
        )
    )
    rate = Decimal(100 * (differ or 0)) / in_books if in_books else None
    return rate.quantize(Decimal("0.1"), ROUND_HALF_UP) if rate is not None else None
