"""A process that is killed in the middle of completing tasks: run by test_killed_in_the_middle.

Standard input: JSON with `url`, `person` and `tasks`. The first task is completed in peace and tells the moments:
before and after each statement and the COMMIT. Then, for each of them, a fork of this process completes the next task
and dies there by `os._exit(9)`. Standard output: JSON, a list of [task, moment, exit code].
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

import workflows.service_tasks  # noqa: F401 - the diagrams' service tasks
from engine import commands
from engine.actors import Actor
from engine.db import Database
from engine.definitions.queries import load_definition
from engine.tasks.models import Task
from tests.dying import carry_out, exit_of_fork


def main() -> None:
    asked = json.load(sys.stdin)
    actor, tasks = Actor(UUID(asked["person"])), [UUID(task) for task in asked["tasks"]]
    learn_the_diagram(asked["url"], tasks[0])
    moments = moments_of_a_completion(asked["url"], actor, tasks[0])
    assert len(moments) < len(tasks), "one task for each moment to die at"
    killed = [
        (str(task), moment, exit_of_fork(asked["url"], approval(actor, task), moment))
        for moment, task in zip(moments, tasks[1:], strict=False)
    ]
    json.dump(killed, sys.stdout)


def learn_the_diagram(url: str, task_id: UUID) -> None:
    """Parsed definitions are kept by the process: forks send the statements of a completion alone."""
    database = Database(url)
    with database.reading() as session:
        load_definition(session, session.get_one(Task, task_id).bundle_version_id)
    database.dispose()


def approval(actor: Actor, task_id: UUID) -> Callable[[Session], object]:
    return partial(commands.complete_task, actor=actor, task_id=task_id, decision="approve")


def moments_of_a_completion(url: str, actor: Actor, task_id: UUID) -> list[str]:
    """`before 1`, `after 1`, ... `before COMMIT`, `after COMMIT`."""
    moments: list[str] = []
    carry_out(url, approval(actor, task_id), moments.append)
    return moments


if __name__ == "__main__":
    main()
