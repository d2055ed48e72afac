"""How fast the clock is: nothing due, stages and timers due at once, and a changed limit over everything that waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import cycle
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, func, literal_column, select, text, type_coerce, update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.calendars.durations import DurationUnit
from engine.calendars.queries import load_calendar
from engine.calendars.working_time import add
from engine.commands import PolicyDraft, perform, preview_policy, save_policy, tick
from engine.commands.run_job import run_job
from engine.db import Database
from engine.errors import say
from engine.history.models import Event
from engine.instances.models import ProcessInstance
from engine.instances.operations import require_instance
from engine.jobs.models import Job, JobStatus
from engine.timers.ladder import DEFAULT_LADDER
from engine.timers.models import Timer
from engine.types import UtcInstant
from webapp.app import keep_what_is_loaded
from webapp.bench.company import found
from webapp.bench.copies import open_cases
from webapp.bench.databases import new_database, server
from webapp.bench.figures import Figure
from webapp.bench.machine import database_facts, machine_facts
from webapp.bench.report import Report

PROCESS, ELEMENT = "Process_BenchTimed", "Escalate_Approve"
TIMERS_EACH = 3
AT_ONCE = 1_000
IDLE_TICKS = 50
SLOWEST_IDLE_MS = 5
SLOWEST_STAGES_SECONDS = 3
SLOWEST_TIMERS_SECONDS = 15
SLOWEST_PREVIEW_SECONDS = 3
SLOWEST_MOVE_SECONDS = 10
LONGEST_BLOCKED_MS = 300
FEWEST_ADDITIONS = 250_000
ADDITIONS = 100_000


@dataclass(frozen=True)
class TimingPlan:
    """What to measure: on `database` (as in `Plan`), with so many timers waiting."""

    database: str
    waiting: int
    runs: int


@dataclass(frozen=True)
class Timed:
    """What the measurements share."""

    plan: TimingPlan
    database: Database
    admin: Actor


def measure_timers(plan: TimingPlan, begin: Callable[[Report], None], tell: Callable[[Figure], None]) -> Report:
    """Measure on a throw-away database. `begin` hears what is measured on, `tell` of each figure."""
    with server(plan.database) as place, new_database(place) as database:
        report = Report(machine_facts(), database_facts(database), 1)
        begin(report)
        company = found(database)
        open_cases(database, company, plan.waiting // TIMERS_EACH, process_id=PROCESS)
        _spread(database)
        keep_what_is_loaded()  # as a server and a worker do
        timed = Timed(plan, database, Actor(None))
        measurements = (additions, idle_ticks, moves, stages_at_once, timers_at_once, two_workers)
        for measurement in measurements:
            for figure in measurement(timed):
                report.figures.append(figure)
                tell(figure)
    return report


def additions(timed: Timed) -> Iterator[Figure]:
    """Working-time additions a second: two working days from instants all over a year."""
    with timed.database.reading() as session:
        calendar = load_calendar(session, "cn")
    starts = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=5 * n) for n in range(ADDITIONS)]
    runs = []
    for _ in range(timed.plan.runs):
        begin = time.perf_counter()
        for start in starts:
            add(calendar, start, 960)
        runs.append(ADDITIONS / (time.perf_counter() - begin))
    yield Figure("additions", say("Working time added to an instant"), "/s", runs, at_least=FEWEST_ADDITIONS)


def idle_ticks(timed: Timed) -> Iterator[Figure]:
    """A turn of the clock with nothing due."""
    runs = [_seconds(lambda: tick(timed.database)) * 1000 for _ in range(IDLE_TICKS)]
    label = say("The clock turns with nothing due, %(count)s timers waiting", count=f"{timed.plan.waiting:,}")
    yield Figure("idle_tick", label, "ms", runs, at_most=SLOWEST_IDLE_MS)


def moves(timed: Timed) -> Iterator[Figure]:
    """A limit changed over everything that waits: looked at, then moved, while somebody else keeps writing."""
    previews, applied, blocked = [], [], []
    for run in range(timed.plan.runs):
        draft = _draft(Decimal(30 + run))
        with timed.database.reading() as session:
            previews.append(_seconds(partial(preview_policy, session, timed.admin, draft)))
        with _somebody_writing(timed.database) as waits:
            applied.append(_seconds(partial(_apply, timed, draft)))
        blocked.append(max(waits) * 1000)
    count = f"{timed.plan.waiting:,}"
    yield Figure(
        "policy_preview",
        say("A changed limit looked at, %(count)s timers waiting", count=count),
        "s",
        previews,
        at_most=SLOWEST_PREVIEW_SECONDS,
    )
    yield Figure("policy_move", say("All of them moved"), "s", applied, at_most=SLOWEST_MOVE_SECONDS)
    yield Figure(
        "policy_blocked",
        say("The longest that somebody else's writing waited meanwhile"),
        "ms",
        blocked,
        at_most=LONGEST_BLOCKED_MS,
    )


def stages_at_once(timed: Timed) -> Iterator[Figure]:
    """Stages of ladders that are due at once, fired by one worker."""
    runs = []
    for run in range(timed.plan.runs):
        _make_due(timed.database, Timer.stage == (80, 200)[run % 2], AT_ONCE)
        runs.append(_seconds(lambda: _turn_until_done(timed.database)))
    label = say("%(count)s ladder stages due at once, by one worker", count=f"{AT_ONCE:,}")
    yield Figure("stages_at_once", label, "s", runs, at_most=SLOWEST_STAGES_SECONDS)


def timers_at_once(timed: Timed) -> Iterator[Figure]:
    """Timers that move processes, due at once, fired by one worker."""
    runs = []
    for _ in range(timed.plan.runs):
        _make_due(timed.database, Timer.action.is_(None), AT_ONCE)
        runs.append(_seconds(lambda: _turn_until_done(timed.database)))
    label = say("%(count)s timers that move processes due at once, by one worker", count=f"{AT_ONCE:,}")
    yield Figure("timers_at_once", label, "s", runs, at_most=SLOWEST_TIMERS_SECONDS)


def two_workers(timed: Timed) -> Iterator[Figure]:
    """The same by two workers at once: how many fired more or less than once."""
    due = _make_due(timed.database, Timer.action.is_(None), AT_ONCE)
    due += _make_due(timed.database, Timer.stage == 80, AT_ONCE)
    before = _fired_events(timed.database)
    other = Database(timed.database.url.render_as_string(hide_password=False))
    begin = time.perf_counter()
    with ThreadPoolExecutor(2) as workers:
        list(workers.map(_turn_until_done, (timed.database, other)))
    seconds = time.perf_counter() - begin
    other.dispose()
    wrong = abs(_fired_events(timed.database) - before - due)
    yield Figure("two_workers", say("%(count)s of both at once, by two workers", count=f"{due:,}"), "s", [seconds])
    yield Figure("not_once", say("Of them fired more or less than once"), "", [wrong], at_most=0)


def _spread(database: Database) -> None:
    """The copies were all opened at one instant: let their clocks have started all over the last two weeks."""
    number = "abs(random())" if database.is_sqlite else "abs(hashtext(id::text))"
    minutes = literal_column(f"{number} % 20000", BigInteger)
    started_at = type_coerce(Timer.armed_at, BigInteger) - 60_000_000 * minutes
    with database.transaction() as session:
        session.execute(update(Timer).values(armed_at=type_coerce(started_at, UtcInstant)))
        session.execute(text("ANALYZE"))


def _draft(limit: Decimal) -> PolicyDraft:
    """So many working days, enough that nothing falls due."""
    stages, every = DEFAULT_LADDER.stages, DEFAULT_LADDER.repeat_every
    return PolicyDraft(PROCESS, ELEMENT, limit, DurationUnit.WORKING_DAYS, stages, every, DEFAULT_LADDER.max_repeat)


def _apply(timed: Timed, draft: PolicyDraft) -> None:
    """Save the policy and run its job to the end, as the clock does."""
    perform(timed.database, lambda session: save_policy(session, timed.admin, draft, moves_waiting=True))
    with timed.database.reading() as session:
        job_id = session.scalars(select(Job.id).where(Job.status == JobStatus.WAITING).order_by(Job.id)).all()[-1]
    while perform(timed.database, lambda session: run_job(session, job_id)):
        pass


@contextmanager
def _somebody_writing(database: Database) -> Iterator[list[float]]:
    """Somebody else works on one case after the other; the list gets how long each of their writings took."""
    waits: list[float] = []
    done = threading.Event()
    with database.reading() as session:
        cases = session.scalars(select(ProcessInstance.id).limit(2_000)).all()
    writer = threading.Thread(target=_write, args=(database, cases, waits, done))
    writer.start()
    try:
        yield waits
    finally:
        done.set()
        writer.join()


def _write(database: Database, cases: Sequence[UUID], waits: list[float], done: threading.Event) -> None:
    for case in cycle(cases):
        waits.append(_seconds(partial(perform, database, partial(_touch, instance_id=case))))
        if done.wait(0.002):
            return


def _touch(session: Session, instance_id: UUID) -> None:
    instance = require_instance(session, instance_id)
    instance.revision += 1


def _make_due(database: Database, which: ColumnElement[bool], count: int) -> int:
    """Let so many of the timers that wait be due by now."""
    waiting = select(Timer.id).where(which, Timer.fired_at.is_(None), Timer.cancelled_at.is_(None)).limit(count)
    with database.transaction() as session:
        ids = session.scalars(waiting).all()
        session.execute(update(Timer).where(Timer.id.in_(ids)).values(due_at=clock.now() - timedelta(seconds=1)))
    return len(ids)


def _turn_until_done(database: Database) -> None:
    while True:
        report = tick(database)
        if not report.timers_fired + report.stages_fired:
            return


def _fired_events(database: Database) -> int:
    kinds = ("timer_fired", "ladder_stage_fired")
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(Event).where(Event.kind.in_(kinds))).one()


def _seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
