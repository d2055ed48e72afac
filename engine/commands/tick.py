"""The clock's turn: fire what is due, run what waits to be run, send what waits to leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from engine import clock
from engine.commands.acting import perform
from engine.commands.fire_stages import BATCH, fire_stages
from engine.commands.fire_timer import fire_timer
from engine.commands.putting_off import put_off_timer
from engine.commands.run_jobs import run_jobs
from engine.commands.send_messages import send_messages
from engine.db import Database
from engine.outbox.deliveries import Send
from engine.timers.queries import DueTimer, due, due_stages

log = structlog.get_logger()


@dataclass(frozen=True)
class TickReport:
    """What one turn of the clock did. `timers_fired` moved processes, `stages_fired` are those of ladders."""

    timers_fired: int
    timers_failed: int
    job_chunks: int = 0
    messages_sent: int = 0
    stages_fired: int = 0


def tick(db: Database, *, now: datetime | None = None, send: Send | None = None, limit: int = 500) -> TickReport:
    """Do everything that is due at `now` (default: the clock's), each piece in a transaction of its own; of timers and
    of stages at most `limit`, so that a flood of them yields to people.

    A piece that fails is put off and reported; it never stops the rest. Safe to run anywhere, at any time, twice.
    """
    now = now or clock.now()
    fired = fire_due(db, now=now, limit=limit)
    chunks = run_jobs(db, now=now, limit=limit)
    sent = send_messages(db, send, now=now) if send else 0
    return replace(fired, job_chunks=chunks, messages_sent=sent)


def fire_due(db: Database, *, now: datetime | None = None, limit: int = 500) -> TickReport:
    """As `tick`, the timers and stages alone: what a clock does that must not wait for long jobs and slow receivers."""
    now = now or clock.now()
    timers, stages = _due(db, now, limit)
    stages_fired, stages_failed = _fire_stages(db, stages, now)
    timers_fired, timers_failed = _fire_timers(db, timers, now)
    return TickReport(timers_fired, timers_failed + stages_failed, stages_fired=stages_fired)


def _due(db: Database, now: datetime, limit: int) -> tuple[list[DueTimer], list[DueTimer]]:
    """Timers that move processes, and stages. Those of a flood of the one kind do not stand before the other."""
    with db.reading() as session:
        found = due(session, now, limit)
        stages = [timer for timer in found if timer.is_stage]
        if len(found) == limit:
            stages = due_stages(session, now, limit)
    return [timer for timer in found if not timer.is_stage], stages


def _fire_timers(db: Database, timers: Sequence[DueTimer], now: datetime) -> tuple[int, int]:
    fired = failed = 0
    for timer in timers:
        try:
            fired += perform(db, _firing(timer, now))
        except Exception as error:  # a broken case must not stop the clock
            _put_off(db, timer, error)
            failed += 1
    return fired, failed


def _fire_stages(db: Database, stages: Sequence[DueTimer], now: datetime) -> tuple[int, int]:
    """Fire in batches; those of a batch that fails each alone, so that one broken case costs no other its stage."""
    fired = failed = 0
    for batch in _batches(stages, BATCH):
        try:
            fired += perform(db, _firing_stages(batch, now))
        except Exception as error:  # as above
            if len(batch) == 1:
                _put_off(db, batch[0], error)
                failed += 1
                continue
            for stage in batch:
                alone = _fire_stages(db, [stage], now)
                fired, failed = fired + alone[0], failed + alone[1]
    return fired, failed


def _put_off(db: Database, timer: DueTimer, error: Exception) -> None:
    log.error("timer_failed", timer=str(timer.id), instance=str(timer.instance_id), exc_info=error)
    try:
        perform(db, lambda session: put_off_timer(session, timer.id, timer.instance_id, str(error)))
    except Exception as failure:  # then it is due still, but the rest has its turn
        log.error("timer_not_put_off", timer=str(timer.id), exc_info=failure)


def _batches(stages: Sequence[DueTimer], size: int) -> Iterator[Sequence[DueTimer]]:
    return (stages[start : start + size] for start in range(0, len(stages), size))


def _firing(timer: DueTimer, now: datetime) -> Callable[[Session], bool]:
    return lambda session: fire_timer(session, timer.id, timer.instance_id, now)


def _firing_stages(batch: Sequence[DueTimer], now: datetime) -> Callable[[Session], int]:
    return lambda session: fire_stages(session, batch, now)
