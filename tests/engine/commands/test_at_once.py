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
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.db import Database
from engine.errors import AlreadyDone, Conflict
from engine.instances.models import ProcessInstance
from engine.service_tasks import ServiceCall, service_task
from tests.bpmn import bpmn
from tests.cast import Cast

T = TypeVar("T")

TIMES = 5
DONE: list[str] = []


@service_task("test.once")
def pay_once(session: Session, actor: Actor, call: ServiceCall) -> None:
    if not DONE:
        raise RuntimeError("closed")
    DONE.append("paid")


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


def test_a_repeated_request_at_the_same_moment_is_answered_once(cast: Cast, workers: list[Database]) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="approver").end())
    assert cast.requester.person_id is not None
    caller = cast.requester.person_id

    def act(session: Session) -> tuple[int, str]:
        case = commands.start_process(
            session, cast.requester, "p", {}, org_unit_id=cast.unit_id, legal_entity_id=cast.entity_id
        )
        return 201, str(case.id)

    for number in range(TIMES):
        key = f"key-{number}"
        first, second = both(*(partial(commands.perform_once, w, caller, key, "the same", act) for w in workers))
        assert first == second
    with cast.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(ProcessInstance)) == TIMES
    with pytest.raises(Conflict):
        commands.perform_once(cast.db, caller, "key-0", "another", act)


def test_two_retries_at_once_do_the_work_once(cast: Cast, workers: list[Database]) -> None:
    cast.publish(bpmn("p").start().service_task("pay", "test.once").user_task("ask", groups="approver").end())
    DONE.clear()
    case = cast.start(account="broken")
    [incident] = cast.incidents(case)

    def retries(worker: Database) -> bool:
        try:
            commands.perform(worker, lambda s: commands.retry_incident(s, cast.process_owner, incident.id))
        except AlreadyDone:
            return False
        return True

    DONE.append("open")
    assert sorted(both(*(partial(retries, worker) for worker in workers))) == [False, True]
    assert DONE == ["open", "paid"]
    assert cast.waiting(cast.approver) == ["ask"]
