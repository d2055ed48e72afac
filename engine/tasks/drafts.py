"""Drafts across rounds: what was answered before a case went back is there when the same people do it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, or_, select
from sqlalchemy.orm import Session, aliased

from engine.actors import Actor
from engine.tasks.models import Draft, Seat, Task
from engine.tasks.operations import keep_draft


def keep_answers(session: Session, tasks: Iterable[Task]) -> None:
    """Keep the answers of decided tasks as drafts of those who decided them."""
    answered = {task.id: task.answers for task in tasks if task.answers}
    deciders = select(Seat.task_id, Seat.decided_by).where(Seat.task_id.in_(answered))
    for task_id, person_id in session.execute(deciders).all() if answered else ():
        if person_id is not None:
            keep_draft(session, person_id, task_id, answered[task_id] or {})


def draft_of(session: Session, actor: Actor, task_id: UUID) -> dict[str, Any] | None:
    """The actor's draft for a task, else the one that the round before left for the same element, else None."""
    if actor.person_id is None:
        return None
    this = aliased(Task)
    before = (
        select(Task.id)
        .join(this, and_(this.instance_id == Task.instance_id, this.element_id == Task.element_id))
        .where(this.id == task_id, Task.id != this.id, Task.closed_at <= this.opened_at)
        .order_by(Task.opened_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = (
        select(Draft.values)
        .where(Draft.person_id == actor.person_id, or_(Draft.task_id == task_id, Draft.task_id == before))
        .order_by(case((Draft.task_id == task_id, 0), else_=1))
        .limit(1)
    )
    values: dict[str, Any] | None = session.scalars(found).first()
    return values
