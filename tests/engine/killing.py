"""A process that is killed in the middle of completing tasks: run by test_killed_in_the_middle.

Standard input: JSON with `url`, `person` and `tasks`. The first task is completed in peace and tells the moments:
before and after each statement and the COMMIT. Then, for each of them, a fork of this process completes the next task
and dies there by `os._exit(9)`. Standard output: JSON, a list of [task, moment, exit code].
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import event

import workflows.service_tasks  # noqa: F401 - the diagrams' service tasks
from engine import commands
from engine.actors import Actor
from engine.db import Database
from engine.definitions.queries import load_definition
from engine.tasks.models import Task

KILLED = 9

Heard = Callable[[str], None]


def main() -> None:
    asked = json.load(sys.stdin)
    actor, tasks = Actor(UUID(asked["person"])), [UUID(task) for task in asked["tasks"]]
    learn_the_diagram(asked["url"], tasks[0])
    moments = moments_of_a_completion(asked["url"], actor, tasks[0])
    assert len(moments) < len(tasks), "one task for each moment to die at"
    killed = [
        (str(task), moment, exit_of_fork(asked["url"], actor, task, moment))
        for moment, task in zip(moments, tasks[1:], strict=False)
    ]
    json.dump(killed, sys.stdout)


def learn_the_diagram(url: str, task_id: UUID) -> None:
    """Parsed definitions are kept by the process: forks send the statements of a completion alone."""
    database = Database(url)
    with database.reading() as session:
        load_definition(session, session.get_one(Task, task_id).bundle_version_id)
    database.dispose()


def moments_of_a_completion(url: str, actor: Actor, task_id: UUID) -> list[str]:
    """`before 1`, `after 1`, ... `before COMMIT`, `after COMMIT`."""
    moments: list[str] = []
    complete(url, actor, task_id, moments.append)
    return moments


def exit_of_fork(url: str, actor: Actor, task_id: UUID, moment: str) -> int:
    fork = os.fork()
    if fork:
        return os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
    try:
        complete(url, actor, task_id, lambda heard: os._exit(KILLED) if heard == moment else None)
    finally:
        os._exit(0)  # a fork that outlives its moment


def complete(url: str, actor: Actor, task_id: UUID, hear: Heard) -> None:
    """Complete the task; `hear` is told before and after each statement and the COMMIT."""
    database = Database(url)
    sent = 0

    def before(*_: Any) -> None:
        nonlocal sent
        sent += 1
        hear(f"before {sent}")

    event.listen(database.engine, "before_cursor_execute", before)
    event.listen(database.engine, "after_cursor_execute", lambda *_: hear(f"after {sent}"))
    event.listen(database.engine, "commit", lambda *_: hear("before COMMIT"))
    # The connection goes back to its pool as soon as COMMIT has been answered, before anybody hears of it.
    event.listen(database.engine, "checkin", lambda *_: hear("after COMMIT"))
    commands.perform(database, lambda session: commands.complete_task(session, actor, task_id, decision="approve"))
    database.dispose()


if __name__ == "__main__":
    main()
