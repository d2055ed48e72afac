"""From an armed timer event to a timer row: the only place that works out when one is due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock, feel, spiff
from engine.advance.incidents import report_incident
from engine.advance.limits import DEFAULT_CALENDAR, calendar_of, policy_for
from engine.advance.run import Run
from engine.calendars.timer_literals import TimerKind, TimerLiteral, parse_timer
from engine.errors import EngineError, Sentence
from engine.people.queries import calendar_code_of
from engine.timers.ladder import Limit
from engine.timers.models import Timer
from engine.timers.operations import NewTimer
from engine.timers.policies import limit_of

MAX_LITERAL = 200
"""Longer ones are never readable; the row keeps the beginning."""


@dataclass(frozen=True)
class Reading:
    """What an armed timer says: as a limit, as read, and the policy that overrides the diagram."""

    limit: Limit
    literal: TimerLiteral
    policy_id: UUID | None = None


def new_timer(run: Run, waiting: spiff.WaitingTimer, human_task_ids: Collection[UUID]) -> NewTimer:
    """The row of a timer that has been armed. A literal that cannot be read is an incident, never a refused click.

    When the time limit of a human task is due depends on who is asked: `due_at` of a duration there is left to
    `engine.advance.ladders.hang_ladders`.
    """
    base = literal_text(waiting.literal)[:MAX_LITERAL]
    base_working = waiting.process.elements[waiting.element_id].properties.get("time") == "working"
    is_limit = waiting.attached_to in human_task_ids and not waiting.is_interrupting
    is_duration = waiting.kind == TimerKind.DURATION.value
    reading, due_at, problem = None, None, waiting.problem
    if problem is None:
        try:
            reading = _read(run, waiting, base, working=base_working)
            if not (is_limit and is_duration):
                reading = _in_calendar_of_case(run, reading)
                due_at = reading.literal.first_due(clock.now(), calendar_of(run.session, reading.limit))
        except EngineError as error:
            problem = error.sentence
    if problem is not None:
        report_unreadable(run, waiting.element_id, waiting.task_id, problem)
    limit = reading.limit if reading else Limit(base, base_working)
    return NewTimer(
        instance_id=run.instance.id,
        task_id=waiting.attached_to if is_limit else None,
        engine_task_id=waiting.task_id,
        process_id=waiting.process.process_id,
        element_id=waiting.element_id,
        event=waiting.event or "",
        kind=waiting.kind,
        literal=limit.literal,
        base_literal=base,
        is_working_time=limit.is_working_time,
        is_base_working_time=base_working,
        calendar_code=limit.calendar_code,
        policy_id=reading.policy_id if reading else None,
        due_at=due_at,
        repetitions_left=_repetitions(reading.literal) if reading else 0,
    )


def next_due(session: Session, timer: Timer, previous: datetime) -> datetime | None:
    """When a cycle that was last due at `previous` is due again."""
    parsed = parse_timer(timer.literal, timer.kind, working=timer.is_working_time)
    return parsed.next_due(previous, 0, calendar_of(session, Limit.of(timer)))


def is_readable(timer: NewTimer) -> bool:
    """Whether its literal gives a time."""
    try:
        parse_timer(timer.literal, timer.kind, working=timer.is_working_time)
    except EngineError:
        return False
    return True


def literal_text(value: object) -> str:
    """A literal as the row keeps it."""
    return value if isinstance(value, str) else feel.to_text(value)


def report_unreadable(run: Run, element_id: str, engine_task_id: UUID, problem: Sentence) -> None:
    """A timer that gives no time is an incident: somebody has to look."""
    report_incident(
        run.session,
        run.instance,
        element_id=element_id,
        engine_task_id=engine_task_id,
        kind="timer_unreadable",
        message=problem,
    )


def _read(run: Run, waiting: spiff.WaitingTimer, base: str, *, working: bool) -> Reading:
    """A policy overrides durations only: dates and cycles are what the diagram means by them."""
    parsed = parse_timer(waiting.literal, waiting.kind, working=working)
    policy = None
    if waiting.kind == TimerKind.DURATION.value:
        policy = policy_for(run.session, run.instance, waiting.process.process_id, waiting.element_id)
    if policy is None:
        return Reading(Limit(base, working), parsed)
    limit = limit_of(policy)
    return Reading(limit, parse_timer(limit.literal, waiting.kind, working=limit.is_working_time), policy.id)


def _in_calendar_of_case(run: Run, reading: Reading) -> Reading:
    limit = reading.limit
    if not limit.is_working_time or limit.calendar_code:
        return reading
    code = calendar_code_of(run.session, org_unit_id=run.instance.org_unit_id) or DEFAULT_CALENDAR
    return replace(reading, limit=replace(limit, calendar_code=code))


def _repetitions(literal: TimerLiteral) -> int:
    return -1 if literal.times is None else literal.times - 1
