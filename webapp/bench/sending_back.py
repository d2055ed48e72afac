"""Whether a case that was sent back hundreds of times costs more than one that was sent back three times."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import undefer

from engine.commands import complete_task, perform
from engine.db import Database
from engine.instances.models import ProcessInstance
from engine.tasks.models import Task, TaskStatus
from webapp.bench.company import Company, start

FEW, MANY = 3, 300
COMPARED = 30  # returns of the worn case at its end, taken in turns with as many of new cases


@dataclass(frozen=True)
class SentBack:
    """Seconds per step (a step is one completion) of cases sent back few times, and of one sent back many times."""

    few: Sequence[float]
    many: Sequence[float]
    state_bytes: int

    @property
    def ratio(self) -> float:
        return median(self.many) / median(self.few)


def send_back_often(database: Database, company: Company, *, many: int = MANY) -> SentBack:
    """Send one case back `many` times and, in turns with its last returns, new cases three times each."""
    worn = _new_case(database, company)
    _return(database, company, worn, many - COMPARED)
    steps_of_few: list[float] = []
    steps_of_many: list[float] = []
    for _ in range(COMPARED // FEW):
        steps_of_few += _return(database, company, _new_case(database, company), FEW)
        steps_of_many += _return(database, company, worn, FEW)
    return SentBack(steps_of_few, steps_of_many, _state_bytes(database, worn))


def _new_case(database: Database, company: Company) -> UUID:
    return perform(database, lambda session: start(session, company, "Process_BenchReturning")).id


def _return(database: Database, company: Company, instance_id: UUID, times: int) -> list[float]:
    """Fill in and send back, so often; seconds of each completion."""
    return [
        _complete(database, company, instance_id, decision) for _ in range(times) for decision in (None, "send_back")
    ]


def _complete(database: Database, company: Company, instance_id: UUID, decision: str | None) -> float:
    task_id = _open_task(database, instance_id)
    begin = time.perf_counter()
    perform(database, lambda session: complete_task(session, company.actor, task_id, decision=decision))
    return time.perf_counter() - begin


def _open_task(database: Database, instance_id: UUID) -> UUID:
    with database.reading() as session:
        return session.scalars(
            select(Task.id).where(Task.instance_id == instance_id, Task.status == TaskStatus.OPEN)
        ).one()


def _state_bytes(database: Database, instance_id: UUID) -> int:
    with database.reading() as session:
        instance = session.scalars(
            select(ProcessInstance).where(ProcessInstance.id == instance_id).options(undefer(ProcessInstance.state))
        ).one()
        return len(instance.state.encode())
