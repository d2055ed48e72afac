"""Ladders (architecture.md 6): what happens around a time limit while nobody acts. Pure; no SQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from engine.calendars.durations import Duration, add_plain, parse_duration
from engine.calendars.working_time import WorkingCalendar, add
from engine.timers.models import Timer
from engine.timers.operations import NewTimer

LIMIT = 100
"""The percentage at which the diagram's own event fires."""
PROCESS_OWNERS = "role:process_owner"


class StageAction(StrEnum):
    """What a stage does. Each writes messages and history; only `reassign` changes who is asked."""

    REMIND = "remind"
    COPY = "copy"
    ESCALATE = "escalate"
    REASSIGN = "reassign"


@dataclass(frozen=True)
class Stage:
    """At `percent` of the limit do `action`.

    `to` names who is told: `holder` (who sits there), `manager:n` (their n-th manager), `role:<code>`,
    `user:<sign-in name>`.
    """

    percent: int
    action: StageAction
    to: tuple[str, ...]

    def to_data(self) -> dict[str, Any]:
        """The stage as JSON."""
        return {"percent": self.percent, "action": self.action.value, "to": list(self.to)}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Stage:
        """The inverse of `to_data`."""
        return cls(data["percent"], StageAction(data["action"]), tuple(data["to"]))


@dataclass(frozen=True)
class Ladder:
    """The stages around a limit, lowest first; the last is repeated every `repeat_every` (an ISO 8601 duration in the
    limit's kind of time, empty: never), `max_repeat` times at most."""

    stages: tuple[Stage, ...]
    repeat_every: str = ""
    max_repeat: int = 0


ESCALATION = Stage(LIMIT, StageAction.ESCALATE, ("manager:1",))
"""At the limit of every seat that the diagram's own event does not speak for."""

DEFAULT_LADDER = Ladder(
    (
        Stage(80, StageAction.REMIND, ("holder",)),
        Stage(200, StageAction.ESCALATE, ("manager:2", PROCESS_OWNERS)),
    ),
    repeat_every="P1D",
    max_repeat=5,
)


@dataclass(frozen=True)
class Limit:
    """How long a seat has: the literal as written down, its kind of time, and what hangs around it."""

    literal: str
    is_working_time: bool
    calendar_code: str = ""
    ladder: Ladder = field(default=DEFAULT_LADDER)

    @classmethod
    def of(cls, timer: Timer | NewTimer) -> Limit:
        """The limit that a timer counts, with the default ladder."""
        return cls(timer.literal, timer.is_working_time, timer.calendar_code)

    def due_at(
        self,
        start: datetime,
        calendar: WorkingCalendar | None,
        *,
        percent: int = LIMIT,
        repetition: int = 0,
        every: str = "",
    ) -> datetime:
        """When `percent` of the limit have passed for a seat opened at `start`, and then so many repetitions."""
        due = start
        for minutes in self.minutes(calendar, percent, repetition, every):
            due = add_plain(due, minutes) if calendar is None else add(calendar, due, minutes)
        return due

    def minutes(
        self, calendar: WorkingCalendar | None, percent: int, repetition: int, every: str
    ) -> tuple[Decimal, Decimal]:
        """So many percent of the limit, and so many repetitions of `every`, in minutes of the limit's kind."""
        first = self._duration(self.literal).minutes(calendar) * percent / 100
        further = self._duration(every).minutes(calendar) * repetition if repetition else Decimal(0)
        return first, further

    def stages(self, *, with_limit: bool) -> Iterator[Stage]:
        """The stages that are rows of a seat, lowest first; `with_limit` adds the one at the limit itself."""
        stages = [*self.ladder.stages, ESCALATION] if with_limit else self.ladder.stages
        yield from sorted(stages, key=lambda stage: stage.percent)

    def _duration(self, literal: str) -> Duration:
        return _read(literal, self.is_working_time)


@lru_cache(maxsize=1024)
def _read(literal: str, working: bool) -> Duration:
    return parse_duration(literal, working=working)


def repeats(ladder: Ladder, stage: Stage) -> int:
    """How often this stage is repeated: only the last one is."""
    return ladder.max_repeat if ladder.repeat_every and stage == last_stage(ladder.stages) else 0


def last_stage(stages: Sequence[Stage]) -> Stage | None:
    """The highest of these stages."""
    return max(stages, key=lambda stage: stage.percent, default=None)
