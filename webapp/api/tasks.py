"""Human tasks: the inbox, one task with its form, and everything one may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import TaskView, allowed_operations, view_task
from engine.commands import complete_task, put_back_task, save_draft, take_task
from engine.definitions.queries import load_definition
from engine.errors import Sentence
from engine.inbox import InboxItem, decided_by, inbox
from engine.tasks.drafts import draft_of
from engine.tasks.models import AddedHow, Seat, SeatStatus, TaskStatus
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.form_fields import Field as FormField
from webapp.api.form_fields import form_fields
from webapp.api.reading import Entry, Idempotency, PageQuery
from webapp.api.replies import Amount, Empty, act, change, refusals, reply
from webapp.edge import database
from webapp.i18n import element_name, translate
from webapp.paging import cursor_text, read_cursor

TASKS = Tag(name="tasks", description="What people are asked to do.")


class Scope(StrEnum):
    """Mine alone; of the roles I hold; both; what I decided."""

    MINE = "mine"
    POOLS = "pools"
    ALL = "all"
    DONE = "done"


class TaskItem(BaseModel):
    """A task in a list, named in your language. `decided_at` and `decision` stand only at what you decided.

    `is_advice`: somebody asks for your advice; `on_behalf_of`: whom you stand in for, until `absent_until`.
    """

    id: UUID
    instance_id: UUID
    element_id: str
    name: str
    business_key: str
    title: str
    amount: Amount | None
    currency: str
    initiator_id: UUID | None
    opened_at: datetime
    due_at: datetime | None
    taken_by: UUID | None
    is_mine: bool
    is_advice: bool
    on_behalf_of: UUID | None
    absent_until: datetime | None
    decided_at: datetime | None = None
    decision: str | None = None


class TaskPage(BaseModel):
    """A page of tasks; `next` is null on the last."""

    items: list[TaskItem]
    next: str | None


class SeatItem(BaseModel):
    """One person's or one pool's place in a task. A pool reads `role@unit id`, or `role@*`.

    `weight` and `has_veto` count where `sign_mode` is `ratio`. `added_how` says where a signer that `added_by` asked
    stands to the seat `anchor_id`; `delegated_to` is asked for advice.
    """

    id: UUID
    position: int
    status: SeatStatus
    weight: int
    has_veto: bool
    person_id: UUID | None
    pools: list[str]
    taken_by: UUID | None
    opened_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    decided_by: UUID | None
    on_behalf_of: UUID | None
    decision: str | None
    comment: str
    added_by: UUID | None
    added_how: AddedHow | None
    anchor_id: UUID | None
    delegated_to: UUID | None
    urged_at: datetime | None


class TaskReply(BaseModel):
    """One task: its form as it shows now, who is asked, what may be decided, and why you may not (else null).

    `operations` says of each other act why you may not do it, null where you may.
    """

    id: UUID
    instance_id: UUID
    process_id: str
    element_id: str
    name: str
    status: TaskStatus
    revision: int
    sign_mode: str
    opened_at: datetime
    closed_at: datetime | None
    seats: list[SeatItem]
    decisions: list[str]
    comment_required_on: list[str]
    refusal: str | None
    operations: dict[str, str | None]
    form_id: str | None
    fields: list[FormField]
    draft: dict[str, Any] | None
    answers: dict[str, Any] | None


class Done(BaseModel):
    """The task is decided; this is what became of its case."""

    task_id: UUID
    instance_id: UUID
    status: str


class TaskQuery(PageQuery):
    """Which tasks."""

    scope: Scope = Scope.ALL


class TaskPath(BaseModel):
    """Which task."""

    task_id: UUID


class Completion(Entry):
    """How the task is decided."""

    decision: str | None = Field(
        None, max_length=40, description="One of the task's `decisions`; none where it has none."
    )
    answers: dict[str, Any] = Field(default_factory=dict, description="The form's answers, by field key.")
    comment: str = Field("", max_length=4000)
    revision: int | None = Field(None, description="That of the task as you saw it: refused if it has changed since.")
    touched_seconds: int | None = Field(None, ge=0, le=10**6, description="How long you had the task before you.")


@blueprint.get("/tasks", responses={200: TaskPage}, tags=[TASKS])
def list_tasks(query: TaskQuery) -> Response:
    """What waits for you, earliest due first; or (`scope=done`) what you decided, latest first."""
    with database().reading() as session:
        if query.scope is Scope.DONE:
            return reply(_done(session, query))
        page = inbox(session, caller(), scope=query.scope, cursor=read_cursor(query.cursor), limit=query.limit)
        items = [TaskItem(**_item(session, item)) for item in page.items]
    return reply(TaskPage(items=items, next=cursor_text(page.next_cursor)))


@blueprint.get("/tasks/<uuid:task_id>", responses={200: TaskReply}, tags=[TASKS])
def show_task(path: TaskPath) -> Response:
    """One task with its form, in your language."""
    actor = caller()
    with database().reading() as session:
        view = view_task(session, actor, path.task_id)
        draft = draft_of(session, actor, path.task_id)
        return reply(_reply(view, draft, allowed_operations(session, actor, view)))


@blueprint.post("/tasks/<uuid:task_id>/complete", responses={200: Done}, tags=[TASKS])
def complete(path: TaskPath, header: Idempotency, body: Completion) -> Response:
    """Decide a task; its case runs on until it waits again.

    422 lists a problem per field, 409 says that somebody was faster or that the task has changed.
    """

    def decide(session: Session, actor: Actor) -> BaseModel:
        view_task(session, actor, path.task_id)
        case = complete_task(
            session,
            actor,
            path.task_id,
            decision=body.decision,
            answers=body.answers,
            comment=body.comment,
            revision=body.revision,
            touched_seconds=body.touched_seconds,
        )
        return Done(task_id=path.task_id, instance_id=case.id, status=case.status)

    return act(decide, header=header)


@blueprint.post("/tasks/<uuid:task_id>/take", responses={200: Empty}, tags=[TASKS])
def take(path: TaskPath, header: Idempotency) -> Response:
    """Take a task out of its pool: it stands in your inbox alone."""

    def take_it(session: Session, actor: Actor) -> BaseModel:
        view_task(session, actor, path.task_id)
        take_task(session, actor, path.task_id)
        return Empty()

    return act(take_it, header=header)


@blueprint.post("/tasks/<uuid:task_id>/put-back", responses={200: Empty}, tags=[TASKS])
def put_back(path: TaskPath, header: Idempotency) -> Response:
    """Put a taken task back into its pool."""

    def put_it_back(session: Session, actor: Actor) -> BaseModel:
        view_task(session, actor, path.task_id)
        put_back_task(session, actor, path.task_id)
        return Empty()

    return act(put_it_back, header=header)


class DraftValues(Entry):
    """What has been filled in so far."""

    answers: dict[str, Any] = Field(default_factory=dict)


@blueprint.put("/tasks/<uuid:task_id>/draft", responses={200: Empty}, tags=[TASKS])
def keep_draft(path: TaskPath, body: DraftValues) -> Response:
    """Keep answers that are not ready to be sent."""

    def keep(session: Session, actor: Actor) -> None:
        view_task(session, actor, path.task_id)
        save_draft(session, actor, path.task_id, body.answers)

    return change(keep)


def _done(session: Session, query: TaskQuery) -> TaskPage:
    cursor = read_cursor(query.cursor)
    rows = decided_by(session, caller(), before=cursor[0] if cursor else None, limit=query.limit + 1)
    items = [
        TaskItem(**_item(session, item), decided_at=at, decision=decision) for item, at, decision in rows[: query.limit]
    ]
    last = items[-1] if len(rows) > query.limit else None
    return TaskPage(items=items, next=cursor_text((last.decided_at, last.id)) if last and last.decided_at else None)


def _item(session: Session, item: InboxItem) -> dict[str, Any]:
    definition = load_definition(session, item.bundle_version_id)
    values = {name: getattr(item, name) for name in TaskItem.model_fields if hasattr(item, name)}
    return {**values, "id": item.task_id, "name": element_name(definition, item.process_id, item.element_id)}


def _reply(view: TaskView, draft: dict[str, Any] | None, allowed: Mapping[str, Sentence | None]) -> TaskReply:
    task = view.task
    return TaskReply(
        id=task.id,
        instance_id=task.instance_id,
        process_id=task.process_id,
        element_id=task.element_id,
        name=element_name(view.definition, task.process_id, task.element_id),
        status=TaskStatus(task.status),
        revision=task.revision,
        sign_mode=task.sign_mode,
        opened_at=task.opened_at,
        closed_at=task.closed_at,
        seats=[_seat(seat) for seat in view.seats],
        decisions=list(view.decisions),
        comment_required_on=list(view.comment_required_on),
        refusal=translate(view.refusal) if view.refusal else None,
        operations=refusals(allowed),
        form_id=view.description.form_id,
        fields=form_fields(view, draft),
        draft=draft,
        answers=task.answers,
    )


def _seat(seat: Seat) -> SeatItem:
    return SeatItem(**{name: getattr(seat, name) for name in SeatItem.model_fields})
