"""From local hours to open periods on the UTC time line, with what is needed to find a place among them at once.

A moment is open if the wall clock then shows a time within the hours. So a piece that spans a DST gap is an hour
shorter, one that spans an overlap an hour longer, and an ambiguous time is open both times.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from engine.calendars.hours import Day

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
EPOCH_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class OpenPeriods:
    """Open periods from `first` to `last`, in microseconds since 1970 UTC; `before[i]`: open before period i."""

    first: int
    last: int
    starts: list[int]
    ends: list[int]
    before: list[int]

    def position(self, at: int) -> int:
        """How long it has been open from `first` to `at`."""
        i = bisect_right(self.starts, at) - 1
        if i < 0:
            return 0
        end = self.ends[i]
        return self.before[i] + (at if at < end else end) - self.starts[i]

    def instant(self, position: int) -> int | None:
        """The first instant at which `position` (more than 0) is reached, None if that is after `last`."""
        if position > self.before[-1]:
            return None
        i = bisect_left(self.before, position) - 1
        return self.starts[i] + position - self.before[i]

    def next_open(self, at: int) -> int | None:
        """`at` if it is open then, else the start of the next period, None if that is after `last`."""
        i = bisect_right(self.starts, at) - 1
        if i >= 0 and at < self.ends[i]:
            return at
        return self.starts[i + 1] if i + 1 < len(self.starts) else None


def find_open_periods(hours_of: Callable[[date], Day], zone: ZoneInfo, first_year: int, last_year: int) -> OpenPeriods:
    """The open periods of the years named, both included. Years 1970 to 9990."""
    # Shifts that begin on the eve run into the first day; offsets are less than a day.
    first_day, end_day = date(first_year, 1, 1).toordinal() - 3, date(last_year + 1, 1, 1).toordinal() + 3
    spans = list(_constant_offsets(zone, first_day, end_day + 3))
    clipped = sorted(_open_pieces(hours_of, spans, first_day, end_day))
    first, last = _day_start(first_day + 3), _day_start(end_day - 3)
    starts, ends = _merge(clipped, first, last)
    return OpenPeriods(first, last, starts, ends, [0, *accumulate(e - s for s, e in zip(starts, ends, strict=True))])


def _open_pieces(
    hours_of: Callable[[date], Day], spans: list[tuple[int, int, int]], first_day: int, end_day: int
) -> Iterator[tuple[int, int]]:
    current = 0
    for ordinal in range(first_day, end_day):
        midnight = _day_start(ordinal)
        while spans[current][1] < midnight - DAY:
            current += 1
        for start, end in hours_of(date.fromordinal(ordinal)):
            local_start, local_end = midnight + start * MINUTE, midnight + end * MINUTE
            for since, until, offset in spans[current:]:
                if since > local_end + DAY:
                    break
                piece = max(local_start - offset, since), min(local_end - offset, until)
                if piece[0] < piece[1]:
                    yield piece


def _constant_offsets(zone: ZoneInfo, first_day: int, end_day: int) -> Iterator[tuple[int, int, int]]:
    """Stretches (since, until, offset from UTC), in microseconds, in which the zone's offset does not change."""
    since = _day_start(first_day)
    offset = _offset(zone, since)
    for ordinal in range(first_day, end_day):
        low, high = _day_start(ordinal), _day_start(ordinal + 1)
        if _offset(zone, high) == offset:
            continue
        while high - low > SECOND:
            middle = (low + high) // 2 // SECOND * SECOND
            low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
        yield since, high, offset
        since, offset = high, _offset(zone, high)
    yield since, _day_start(end_day), offset


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at // SECOND, UTC).astimezone(zone).utcoffset()
    assert offset is not None
    return offset // timedelta(microseconds=1)


def _day_start(ordinal: int) -> int:
    return (ordinal - EPOCH_DAY) * DAY


def _merge(pieces: list[tuple[int, int]], first: int, last: int) -> tuple[list[int], list[int]]:
    starts: list[int] = []
    ends: list[int] = []
    for start, end in pieces:
        start, end = max(start, first), min(end, last)
        if start >= end:
            continue
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends
