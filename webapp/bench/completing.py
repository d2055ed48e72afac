"""Completions a second, by one process or several on one database."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from uuid import UUID

from sqlalchemy import select

from engine.actors import Actor
from engine.commands import complete_task, perform
from engine.db import Database
from engine.tasks.models import Task, TaskStatus

WARM_UP = 20
MINUTES_TO_START = 2

Complete = Callable[[Database, Actor, UUID], None]


@dataclass(frozen=True)
class Speed:
    """Completions a second, and the processor time of each in the process that completes (milliseconds)."""

    per_second: float
    processor_ms: float


@dataclass(frozen=True)
class Share:
    """What one process did: its completions, begin and end (monotonic seconds), and processor seconds."""

    count: int
    begin: float
    end: float
    processor: float


def fill(database: Database, actor: Actor, task_id: UUID) -> None:
    """Complete the form task: decision table, gateway, and the approval opens with its timer."""
    perform(
        database, lambda session: complete_task(session, actor, task_id, answers={"amount": "5000", "reason": "bench"})
    )


def approve(database: Database, actor: Actor, task_id: UUID) -> None:
    """Complete the approval: its timer is disarmed and the case ends."""
    perform(database, lambda session: complete_task(session, actor, task_id, decision="approve", comment="bench"))


def open_approvals(database: Database) -> list[UUID]:
    """The approvals that wait, oldest first."""
    with database.reading() as session:
        return list(
            session.scalars(
                select(Task.id)
                .where(Task.element_id == "Task_Approve", Task.status == TaskStatus.OPEN)
                .order_by(Task.id)
            )
        )


def measure_speed(
    database: Database, actor: Actor, complete: Complete, tasks: Sequence[UUID], *, processes: int, seconds: float
) -> Speed:
    """How many of `tasks` these processes complete in a second, each its own share, for `seconds` at most."""
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(processes)
    url = database.url.render_as_string(hide_password=False)
    workers = []
    for number in range(processes):
        mine, theirs = spawn.Pipe(duplex=False)
        arguments = (url, actor, complete, list(tasks[number::processes]), seconds, ready, theirs)
        worker = spawn.Process(target=_work, args=arguments)
        worker.start()
        workers.append((worker, mine))
    shares: list[Share] = [answer.recv() for _, answer in workers]
    for worker, _ in workers:
        worker.join()
    count = sum(share.count for share in shares)
    wall = max(share.end for share in shares) - min(share.begin for share in shares)
    return Speed(count / wall, 1000 * sum(share.processor for share in shares) / count)


def _work(
    url: str,
    actor: Actor,
    complete: Complete,
    tasks: list[UUID],
    seconds: float,
    ready: Barrier,
    answer: Connection,
) -> None:
    """One process: warm up, wait for the others, complete. Answers with its share."""
    import webapp.bench.company  # noqa: F401 - registers the service tasks that the diagram names

    database = Database(url)
    for task_id in tasks[:WARM_UP]:
        complete(database, actor, task_id)
    ready.wait(timeout=60 * MINUTES_TO_START)
    begin = end = time.monotonic()
    processor = time.process_time()
    count = 0
    for task_id in tasks[WARM_UP:]:
        complete(database, actor, task_id)
        count, end = count + 1, time.monotonic()
        if end - begin >= seconds:
            break
    answer.send(Share(count, begin, end, time.process_time() - processor))
    database.dispose()
