"""Approving several tasks at once: those that ask for nothing but the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import view_task
from engine.commands import complete_task, perform
from engine.db import Database
from engine.errors import EngineError, Invalid, NotFound, Sentence, say
from engine.inbox import inbox
from engine.tasks.queries import revisions_of
from webapp.i18n import element_name
from webapp.inbox.quick import APPROVE
from webapp.inbox.rows import InboxRow, inbox_rows
from webapp.page_requests import whole_number

MOST = 200
"""How far into the inbox the chosen tasks are looked for."""

ASKS_FOR_MORE = say("This task asks for more than a decision. Please open it.")


@dataclass(frozen=True)
class ChosenRow:
    """A task to be approved, and its revision as the reader sees it."""

    row: InboxRow
    revision: int


@dataclass(frozen=True)
class Refusal:
    """A task that could not be approved, and why."""

    task_name: str
    business_key: str
    sentence: Sentence


def chosen_rows(session: Session, actor: Actor) -> Sequence[ChosenRow]:
    """The tasks that the request names as `task`, of those in the actor's inbox that can be approved at once."""
    named = set(_named())
    items = [item for item in inbox(session, actor, limit=MOST).items if item.task_id in named]
    revisions = revisions_of(session, [item.task_id for item in items])
    return [ChosenRow(row, revisions[row.item.task_id]) for row in inbox_rows(session, items) if row.is_quick]


def approve_all(database: Database, actor: Actor, rows: Iterable[ChosenRow], comment: str) -> list[Refusal]:
    """Approve each in a transaction of its own, if it is still as it was when the request's page was made (its
    `revision` beside each `task`); gives those that were refused."""
    seen = dict(zip(_named(), map(whole_number, request.form.getlist("revision")), strict=False))
    refused = []
    for chosen in rows:
        item = chosen.row.item
        try:
            _approve(database, actor, item.task_id, comment, seen.get(item.task_id) or 0)
        except EngineError as refusal:
            why = ASKS_FOR_MORE if isinstance(refusal, Invalid) else refusal.sentence
            refused.append(Refusal(chosen.row.task_name, item.business_key, why))
    return refused


def left_out(session: Session, actor: Actor, rows: Iterable[ChosenRow]) -> list[Refusal]:
    """The tasks that the request names and that are not among `rows`: decided or given away meanwhile, or to be opened
    first. Those that the actor may not see are passed over."""
    shown = {chosen.row.item.task_id for chosen in rows}
    missing = [task_id for task_id in dict.fromkeys(_named()) if task_id is not None and task_id not in shown]
    found = (_left_out(session, actor, task_id) for task_id in missing)
    return [refusal for refusal in found if refusal is not None]


def _left_out(session: Session, actor: Actor, task_id: UUID) -> Refusal | None:
    try:
        view = view_task(session, actor, task_id)
    except NotFound:
        return None
    name = element_name(view.definition, view.task.process_id, view.task.element_id)
    why = view.refusal or ASKS_FOR_MORE
    return Refusal(name, view.instance.business_key, why)


def _named() -> list[UUID | None]:
    """The ids that the request names; None for what is none, so that each keeps its place."""
    return list(map(_id, request.values.getlist("task")))


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _approve(database: Database, actor: Actor, task_id: UUID, comment: str, revision: int) -> None:
    perform(
        database,
        lambda session: complete_task(session, actor, task_id, decision=APPROVE, comment=comment, revision=revision),
    )
