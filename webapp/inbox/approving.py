"""Approving several tasks at once: those that ask for nothing but the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands import complete_task, perform
from engine.db import Database
from engine.errors import EngineError, Sentence
from engine.inbox import inbox
from webapp.inbox.quick import APPROVE
from webapp.inbox.rows import InboxRow, inbox_rows

MOST = 200
"""How far into the inbox the chosen tasks are looked for."""


@dataclass(frozen=True)
class Refusal:
    """A task that could not be approved, and why."""

    row: InboxRow
    sentence: Sentence


def chosen_rows(session: Session, actor: Actor) -> Sequence[InboxRow]:
    """The tasks that the request names as `task`, of those in the actor's inbox that can be approved at once."""
    named = set(request.values.getlist("task"))
    items = [item for item in inbox(session, actor, limit=MOST).items if str(item.task_id) in named]
    return [row for row in inbox_rows(session, items) if row.is_quick]


def approve_all(database: Database, actor: Actor, rows: Iterable[InboxRow], comment: str) -> list[Refusal]:
    """Approve each in a transaction of its own; gives those that were refused."""
    refused = []
    for row in rows:
        try:
            _approve(database, actor, row.item.task_id, comment)
        except EngineError as refusal:
            refused.append(Refusal(row, refusal.sentence))
    return refused


def _approve(database: Database, actor: Actor, task_id: UUID, comment: str) -> None:
    perform(database, lambda session: complete_task(session, actor, task_id, decision=APPROVE, comment=comment))
