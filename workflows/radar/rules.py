"""The rules of the radar and of the tax clock (domain.md B9, B10), with their exact boundaries."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

HIGH_RISK_MONTHS = 7 * 12
UNMAINTAINED_MONTHS = 24
STALE_DAYS = 180
WARN_DAYS = (60, 30, 7)
BUCKETS = ((0, 7), (8, 30), (31, 90), (91, None))
"""Days in a state, both ends included (S6)."""


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of a shorter month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_high_risk(in_service_on: date, last_maintained_on: date | None, on: date) -> bool:
    """Older than 7 years, and not maintained for 24 months. Exactly 7 years, and exactly 24 months ago, are not."""
    is_old = in_service_on < months_before(on, HIGH_RISK_MONTHS)
    is_neglected = last_maintained_on is None or last_maintained_on < months_before(on, UNMAINTAINED_MONTHS)
    return is_old and is_neglected


def tax_deadline(posted_on: date) -> date:
    """Until when a loss in the books of this day has to be declared: 31 May of the next year."""
    return date(posted_on.year + 1, 5, 31)


def is_late_for_its_year(handed_out_on: date, on: date) -> bool:
    """Whether what left in an earlier year is still not in the books: the loss falls into the next year."""
    return handed_out_on.year < on.year


def warning_due(handed_out_on: date, on: date) -> int | None:
    """Which warning an unposted disposal is in: 60, 30 or 7 days before 31 May after the year it left; else None."""
    if not is_late_for_its_year(handed_out_on, on):
        return None
    left = (date(handed_out_on.year + 1, 5, 31) - on).days
    due = [days for days in WARN_DAYS if 0 <= left <= days]
    return min(due, default=None)


@dataclass(frozen=True)
class Cycle:
    """How long disposals took, in days with one digit; None where none has ended."""

    count: int
    mean: Decimal | None
    median: Decimal | None
    p90: Decimal | None


def cycle_of(durations: Sequence[timedelta]) -> Cycle:
    """平均处置周期: mean, median and 90th percentile (nearest rank) of written off minus marked."""
    if not durations:
        return Cycle(0, None, None, None)
    ordered = sorted(durations)
    rank = -(-len(ordered) * 9 // 10) - 1
    total = sum(ordered, timedelta())
    return Cycle(len(ordered), days(total / len(ordered)), days(_median(ordered)), days(ordered[rank]))


def days(duration: timedelta) -> Decimal:
    """Days with one digit after the point."""
    exact = Decimal(duration // timedelta(seconds=1)) / Decimal(86_400)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def reduction(baseline: Decimal | None, current: Decimal | None) -> Decimal | None:
    """How much shorter than the baseline, in per cent; None where one of them is unknown or zero."""
    if not baseline or current is None:
        return None
    return ((baseline - current) / baseline * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _median(ordered: Sequence[timedelta]) -> timedelta:
    seconds = median(duration // timedelta(seconds=1) for duration in ordered)
    return timedelta(seconds=float(seconds))
