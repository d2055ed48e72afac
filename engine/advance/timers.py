"""From an armed timer event to a timer row: the only place that works out when something is due."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock, feel, spiff
from engine.advance.run import Run
from engine.calendars.queries import load_calendar
from engine.calendars.timer_literals import TimerLiteral, parse_timer
from engine.calendars.working_time import WorkingCalendar
from engine.errors import EngineError, Sentence
from engine.instances.operations import open_incident
from engine.timers.operations import NewTimer

DEFAULT_CALENDAR = "cn"
MAX_LITERAL = 200
"""Longer ones are never readable; the row keeps the beginning."""


def new_timer(run: Run, waiting: spiff.WaitingTimer, human_task_ids: Collection[UUID]) -> NewTimer:
    """The row of a timer that has been armed. A literal that cannot be read is an incident, never a refused click."""
    working = waiting.process.elements[waiting.element_id].properties.get("time") == "working"
    literal, due_at, problem = None, None, waiting.problem
    if problem is None:
        try:
            literal = parse_timer(waiting.literal, waiting.kind, working=working)
            due_at = literal.first_due(clock.now(), calendar_for(run.session) if working else None)
        except EngineError as error:
            problem = error.sentence
    if problem is not None:
        _report(run, waiting, problem)
    is_limit = waiting.attached_to in human_task_ids and not waiting.is_interrupting
    return NewTimer(
        instance_id=run.instance.id,
        task_id=waiting.attached_to if is_limit else None,
        engine_task_id=waiting.task_id,
        element_id=waiting.element_id,
        event=waiting.event or "",
        kind=waiting.kind,
        literal=literal_text(waiting.literal)[:MAX_LITERAL],
        is_working_time=working,
        due_at=due_at,
        repetitions_left=_repetitions(literal),
    )


def next_due(session: Session, literal: str, kind: str, *, working: bool, previous: datetime) -> datetime | None:
    """When a cycle that was last due at `previous` is due again."""
    parsed = parse_timer(literal, kind, working=working)
    return parsed.next_due(previous, 0, calendar_for(session) if working else None)


def calendar_for(session: Session) -> WorkingCalendar:
    """The calendar that working time is counted in."""
    return load_calendar(session, DEFAULT_CALENDAR)


def literal_text(value: object) -> str:
    """A literal as the row keeps it."""
    return value if isinstance(value, str) else feel.to_text(value)


def _repetitions(literal: TimerLiteral | None) -> int:
    if literal is None:
        return 0
    return -1 if literal.times is None else literal.times - 1


def _report(run: Run, waiting: spiff.WaitingTimer, problem: Sentence) -> None:
    open_incident(
        run.session,
        run.instance.id,
        element_id=waiting.element_id,
        engine_task_id=waiting.task_id,
        kind="timer_unreadable",
        message=problem,
    )
