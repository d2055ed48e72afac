"""A process that dies at any statement of a completion loses nothing and doubles nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine.errors import AlreadyDone
from engine.history.verification import verify_chains
from engine.outbox.models import Notice
from engine.tasks.models import InboxEntry, Task, TaskStatus
from engine.timers.models import Timer
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast
from tests.dying import KILLED

ROOT = Path(__file__).parents[2]
MORE_THAN_MOMENTS = 80


@dataclass(frozen=True)
class Traces:
    """What one completion leaves behind in its case, counted."""

    completed: int
    events: int
    told: int
    following_tasks: int
    timers: int
    inbox_entries: int


NOTHING = Traces(completed=0, events=0, told=0, following_tasks=0, timers=0, inbox_entries=1)
ALL = Traces(completed=1, events=1, told=1, following_tasks=1, timers=3, inbox_entries=1)
"""The timers: the limit that is drawn, and the stages of the ladder before and after it."""


def telling_approval() -> Diagram:
    return (
        bpmn("p")
        .start()
        .user_task("ask", groups="approver", properties={"decisions": "approve"})
        .service_task("tell", "notify.role", headers={"role": "finance_accountant", "message": "marked"})
        .user_task("next", groups="asset_manager")
        .boundary_timer("late", "P2D", on="next", interrupting=False)
        .end("told")
        .at("next")
        .end("done")
    )


@dataclass
class Cases:
    """Many cases at one task, and what became of them."""

    cast: Cast
    case_of: dict[UUID, UUID]

    def traces(self, task_id: UUID) -> Traces:
        case = self.case_of[task_id]
        with self.cast.db.reading() as session:
            tasks = session.scalars(select(Task).where(Task.instance_id == case)).all()
            return Traces(
                completed=sum(task.id == task_id and task.status == TaskStatus.COMPLETED for task in tasks),
                events=self.cast.events(case).count("task_completed ask"),
                told=session.scalars(
                    select(func.count()).select_from(Notice).where(Notice.path.contains(str(case)))
                ).one(),
                following_tasks=sum(task.element_id == "next" for task in tasks),
                timers=session.scalars(select(func.count()).select_from(Timer).where(Timer.instance_id == case)).one(),
                inbox_entries=session.scalars(
                    select(func.count()).select_from(InboxEntry).where(InboxEntry.task_id.in_(t.id for t in tasks))
                ).one(),
            )

    def findings(self) -> list[object]:
        with self.cast.db.reading() as session:
            return list(verify_chains(session))


@pytest.fixture
def cases(cast: Cast) -> Cases:
    cast.publish(telling_approval())
    started = [cast.start() for _ in range(MORE_THAN_MOMENTS)]
    return Cases(cast, {cast.task(case, "ask"): case for case in started})


def kill_at_every_moment(cases: Cases) -> list[tuple[UUID, str]]:
    """The task and the moment of every kill. Nobody else is connected meanwhile, so that SQLite recovers alone."""
    url = cases.cast.db.url.render_as_string(hide_password=False)
    cases.cast.db.dispose()
    answer = subprocess.run(
        [sys.executable, "-m", "tests.engine.killing"],
        input=json.dumps(
            {"url": url, "person": str(cases.cast.ids["approver"]), "tasks": [str(task) for task in cases.case_of]}
        ),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    killed = json.loads(answer.stdout)
    assert {code for _, _, code in killed} == {KILLED}
    return [(UUID(task), moment) for task, moment, _ in killed]


def test_a_completion_killed_at_any_statement_happens_wholly_or_not_at_all(cases: Cases) -> None:
    killed = kill_at_every_moment(cases)
    assert len(killed) > 30, "before and after each statement, and around COMMIT"
    for task, moment in killed:
        assert cases.traces(task) == (ALL if moment == "after COMMIT" else NOTHING), moment
    assert cases.findings() == []
    for task, moment in killed:
        if moment == "after COMMIT":
            with pytest.raises(AlreadyDone):
                cases.cast.complete(cases.cast.approver, task, "approve")
        else:
            cases.cast.complete(cases.cast.approver, task, "approve")
        assert cases.traces(task) == ALL, moment
    assert cases.findings() == []
