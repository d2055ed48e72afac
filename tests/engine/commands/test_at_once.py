"""Two at once: a second click, a second worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import TypeVar
from uuid import UUID

import pytest

from engine import commands
from engine.actors import Actor
from engine.db import Database
from engine.errors import AlreadyDone
from tests.bpmn import bpmn
from tests.cast import Cast

T = TypeVar("T")

TIMES = 5


def both(first: Callable[[], T], second: Callable[[], T]) -> list[T]:
    """The answers of two acts that begin together, each in a thread of its own."""
    together = Barrier(2)

    def begin(act: Callable[[], T]) -> T:
        together.wait(timeout=30)
        return act()

    with ThreadPoolExecutor(2) as pool:
        return [begun.result(timeout=60) for begun in [pool.submit(begin, act) for act in (first, second)]]


@pytest.fixture
def workers(cast: Cast) -> Iterator[list[Database]]:
    """Two processes' worth of connections to the cast's database: they share no lock but the database's."""
    url = cast.db.url.render_as_string(hide_password=False)
    workers = [Database(url), Database(url)]
    yield workers
    for worker in workers:
        worker.dispose()


def decides(worker: Database, actor: Actor, task_id: UUID) -> bool:
    """Whether this decision counted; False where the task was decided already."""
    try:
        commands.perform(worker, lambda session: commands.complete_task(session, actor, task_id, decision="approve"))
    except AlreadyDone:
        return False
    return True


def test_of_two_decisions_at_once_exactly_one_counts(cast: Cast, workers: list[Database]) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="approver", properties={"decisions": "approve"}).end())
    for _ in range(TIMES):
        case = cast.start()
        task = cast.task(case, "ask")
        counted = both(*(partial(decides, worker, cast.approver, task) for worker in workers))
        assert sorted(counted) == [False, True]
        assert cast.events(case).count("task_completed ask") == 1
        assert cast.events(case).count("case_completed") == 1


def test_a_timer_that_two_workers_find_due_fires_once(cast: Cast, workers: list[Database]) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .user_task("ask", groups="approver")
        .boundary_timer("late", "PT1H", on="ask", interrupting=False)
        .end("told")
        .at("ask")
        .end("done")
    )
    later = datetime.now(UTC) + timedelta(hours=2)
    for _ in range(TIMES):
        case = cast.start()
        reports = both(*(partial(commands.tick, worker, now=later) for worker in workers))
        assert sum(report.timers_fired for report in reports) == 1
        assert sum(report.timers_failed for report in reports) == 0
        assert cast.events(case).count("timer_fired late") == 1
