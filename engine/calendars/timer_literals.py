"""What a diagram's timer says: a date, a duration or a cycle, as text (ISO 8601) or as the value of its FEEL."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from engine.calendars.durations import Duration, due_at, from_timedelta, invalid_timer, parse_duration
from engine.calendars.working_time import WorkingCalendar
from engine.errors import say
from engine.feel.temporal import read_datetime

_CYCLE = re.compile(r"R(\d{0,6})/(?:([^/]+)/)?([^/]+)")


class TimerKind(StrEnum):
    """BPMN's three kinds of timer."""

    DATE = "date"
    DURATION = "duration"
    CYCLE = "cycle"


@dataclass(frozen=True)
class TimerLiteral:
    """A timer as read. `times`: how often it fires, None without end; `at`: its date or the cycle's first firing."""

    kind: TimerKind
    at: datetime | None = None
    every: Duration | None = None
    times: int | None = 1

    def first_due(
        self, start: datetime, calendar: WorkingCalendar | None = None, *, percent: int | Decimal = 100
    ) -> datetime:
        """When the timer armed at `start` fires first, in UTC. `percent` shortens durations, never dates."""
        if self.at is not None:
            return self.at
        return due_at(start, self._interval(), calendar, percent=percent)

    def next_due(self, previous: datetime, fired: int, calendar: WorkingCalendar | None = None) -> datetime | None:
        """When a cycle that has `fired` so often, last due at `previous`, is due again; None when it is finished."""
        if self.kind is not TimerKind.CYCLE or (self.times is not None and fired >= self.times):
            return None
        return due_at(previous, self._interval(), calendar)

    def _interval(self) -> Duration:
        assert self.every is not None
        return self.every


def parse_timer(literal: object, kind: TimerKind | str, *, working: bool = False) -> TimerLiteral:
    """Read a timer's literal: ISO 8601 text or a FEEL value.

    Dates `2026-03-05T10:00:00+08:00`, durations `PT4H`, cycles `R3/PT1H` and `R/2026-03-05T10:00:00Z/P1D`.
    `working` reads durations and intervals as working time. Dates need an offset: a diagram has no zone of its own.
    Raises `Invalid`.
    """
    kind = TimerKind(kind)
    if kind is TimerKind.DATE:
        return TimerLiteral(kind, at=_read_instant(literal))
    if kind is TimerKind.DURATION:
        return TimerLiteral(kind, every=_read_duration(literal, working=working))
    return _read_cycle(literal, working=working)


def _read_instant(literal: object) -> datetime:
    instant = literal if isinstance(literal, datetime) else None
    if isinstance(literal, str):
        instant = _parse_instant(literal.strip())
    if instant is None:
        raise invalid_timer(
            say("“%(text)s” is not a date and time such as 2026-03-05T10:00:00+08:00.", text=_text(literal))
        )
    if instant.tzinfo is None:
        raise invalid_timer(say("“%(text)s” needs an offset from UTC, such as +08:00.", text=_text(literal)))
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise invalid_timer(say("The due date lies too far away.")) from error


def _parse_instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        instant = read_datetime(text)  # FEEL's own way to name a zone: 2026-03-05T10:00:00@Asia/Shanghai
        return instant if isinstance(instant, datetime) else None


def _read_duration(literal: object, *, working: bool) -> Duration:
    if isinstance(literal, timedelta):
        return from_timedelta(literal, working=working)
    if isinstance(literal, str):
        return parse_duration(literal, working=working)
    raise invalid_timer(say("“%(text)s” is not a duration such as PT4H or P2D.", text=_text(literal)))


def _read_cycle(literal: object, *, working: bool) -> TimerLiteral:
    match = _CYCLE.fullmatch(literal.strip()) if isinstance(literal, str) else None
    if match is None:
        raise invalid_timer(say("“%(text)s” is not a cycle such as R3/PT1H.", text=_text(literal)))
    count, start, interval = match.groups()
    times = int(count) if count else None
    every = parse_duration(interval, working=working)
    if times == 0 or every.value == 0:
        raise invalid_timer(say("The cycle “%(text)s” would never move on.", text=_text(literal)))
    return TimerLiteral(TimerKind.CYCLE, at=_read_instant(start) if start else None, every=every, times=times)


def _text(literal: object) -> str:
    text = "null" if literal is None else str(literal)
    return text if len(text) <= 60 else text[:57] + "..."
