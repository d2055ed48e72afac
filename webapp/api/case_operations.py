"""What one may do with a case as a whole, and what was said and sent about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.case_copies import copies
from engine.case_view import pending_withdrawal, view_case
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.tasks.reading_copies import comments_of, copies_of
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.instances import INSTANCES, InstanceItem, InstancePath, Reason, instance_values
from webapp.api.reading import Entry, Idempotency, PageQuery
from webapp.api.replies import Empty, act, reply
from webapp.edge import database
from webapp.paging import read_id

LongText = Annotated[str, Field(max_length=2000)]


class Readers(Entry):
    """Who gets a copy."""

    person_ids: list[UUID] = Field(min_length=1, max_length=50)
    note: LongText = ""


class Said(Entry):
    """A comment; `task_id` where it is about one of the case's tasks."""

    text: LongText
    task_id: UUID | None = None


class CopyItem(BaseModel):
    """A copy of a case; `read_at` is null until it has been read."""

    person_id: UUID
    sent_by: UUID | None
    note: str
    created_at: datetime
    read_at: datetime | None


class CopyList(BaseModel):
    """Everybody who got a copy of the case."""

    items: list[CopyItem]


class CommentItem(BaseModel):
    """What somebody said about the case."""

    id: UUID
    person_id: UUID
    task_id: UUID | None
    text: str
    created_at: datetime


class CommentList(BaseModel):
    """What was said about the case, oldest first."""

    items: list[CommentItem]


class OwnCopy(BaseModel):
    """A case that was sent to you to read."""

    id: UUID
    instance_id: UUID
    process_id: str
    business_key: str
    title: str
    status: InstanceStatus
    sent_by: UUID | None
    note: str
    sent_at: datetime
    read_at: datetime | None


class OwnCopyPage(BaseModel):
    """A page of copies, latest first; `next` is null on the last."""

    items: list[OwnCopy]
    next: str | None


class OwnCopyQuery(PageQuery):
    """Which copies."""

    unread: bool = Field(False, description="Only those not read yet.")


class Withdrawal(BaseModel):
    """The case after the act. `is_withdrawn` is false while somebody who approved it has still to consent:
    `waits_for` are the ids of those persons."""

    instance: InstanceItem
    is_withdrawn: bool
    waits_for: list[UUID]


@blueprint.get("/copies", responses={200: OwnCopyPage}, tags=[INSTANCES])
def list_own_copies(query: OwnCopyQuery) -> Response:
    """The cases that were sent to you to read, latest first."""
    with database().reading() as session:
        found = copies(
            session,
            caller(),
            before=read_id(query.cursor),
            limit=query.limit + 1,
            unread_only=query.unread,
        )
    items = [
        OwnCopy(
            id=copy.copy_id,
            **{name: getattr(copy, name) for name in OwnCopy.model_fields if name != "id"},
        )
        for copy in found[: query.limit]
    ]
    return reply(OwnCopyPage(items=items, next=str(items[-1].id) if len(found) > query.limit else None))


@blueprint.get("/process-instances/<uuid:instance_id>/copies", responses={200: CopyList}, tags=[INSTANCES])
def list_copies(path: InstancePath) -> Response:
    """Who got a copy of the case, and who has read it."""
    with database().reading() as session:
        view_case(session, caller(), path.instance_id)
        rows = copies_of(session, path.instance_id)
        items = [CopyItem(**{name: getattr(row, name) for name in CopyItem.model_fields}) for row in rows]
    return reply(CopyList(items=items))


@blueprint.post("/process-instances/<uuid:instance_id>/copies", responses={200: Empty}, tags=[INSTANCES])
def copy(path: InstancePath, header: Idempotency, body: Readers) -> Response:
    """Let people read the case, and tell them."""

    return _on_case(
        path,
        header,
        lambda session, actor: commands.copy_case(session, actor, path.instance_id, body.person_ids, note=body.note),
    )


@blueprint.post("/process-instances/<uuid:instance_id>/copies/read", responses={200: Empty}, tags=[INSTANCES])
def mark_read(path: InstancePath, header: Idempotency) -> Response:
    """Say that you have read your copy."""

    return _on_case(path, header, lambda session, actor: commands.mark_copy_read(session, actor, path.instance_id))


@blueprint.get("/process-instances/<uuid:instance_id>/comments", responses={200: CommentList}, tags=[INSTANCES])
def list_comments(path: InstancePath) -> Response:
    """What was said about the case, oldest first."""
    with database().reading() as session:
        view_case(session, caller(), path.instance_id)
        rows = comments_of(session, path.instance_id)
        items = [CommentItem(**{name: getattr(row, name) for name in CommentItem.model_fields}) for row in rows]
    return reply(CommentList(items=items))


@blueprint.post("/process-instances/<uuid:instance_id>/comments", responses={200: Empty}, tags=[INSTANCES])
def comment(path: InstancePath, header: Idempotency, body: Said) -> Response:
    """Say something about the case."""

    return _on_case(
        path,
        header,
        lambda session, actor: commands.comment_case(session, actor, path.instance_id, body.text, task_id=body.task_id),
    )


@blueprint.post("/process-instances/<uuid:instance_id>/withdraw", responses={200: Withdrawal}, tags=[INSTANCES])
def withdraw(path: InstancePath, header: Idempotency, body: Reason) -> Response:
    """Withdraw a case you started; where somebody has approved it, they are asked to consent first."""

    def change(session: Session, actor: Actor) -> BaseModel:
        view_case(session, actor, path.instance_id)
        return _withdrawal(session, commands.withdraw_case(session, actor, path.instance_id, body.reason))

    return act(change, header=header)


@blueprint.post("/process-instances/<uuid:instance_id>/withdraw/consent", responses={200: Withdrawal}, tags=[INSTANCES])
def consent(path: InstancePath, header: Idempotency) -> Response:
    """Consent to the withdrawal of a case you approved; with the last consent it is withdrawn."""

    def change(session: Session, actor: Actor) -> BaseModel:
        view_case(session, actor, path.instance_id)
        return _withdrawal(session, commands.consent_to_withdrawal(session, actor, path.instance_id))

    return act(change, header=header)


@blueprint.post("/process-instances/<uuid:instance_id>/withdraw/decline", responses={200: Empty}, tags=[INSTANCES])
def decline(path: InstancePath, header: Idempotency, body: Reason) -> Response:
    """Decline that a case you approved is withdrawn: it goes on, and whoever wanted it and was asked is told why."""

    return _on_case(
        path,
        header,
        lambda session, actor: commands.decline_withdrawal(session, actor, path.instance_id, body.reason),
    )


def _on_case(path: InstancePath, header: Idempotency, do: Callable[[Session, Actor], object]) -> Response:
    """Carry out what answers nothing, on a case that the caller may see."""

    def change(session: Session, actor: Actor) -> BaseModel:
        view_case(session, actor, path.instance_id)
        do(session, actor)
        return Empty()

    return act(change, header=header)


def _withdrawal(session: Session, case: ProcessInstance) -> Withdrawal:
    pending = pending_withdrawal(session, case.id) if case.status == InstanceStatus.ACTIVE else None
    waits_for = pending.waits_for if pending else []
    item = InstanceItem(**instance_values(session, case))
    return Withdrawal(instance=item, is_withdrawn=pending is None, waits_for=waits_for)
