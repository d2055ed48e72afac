"""Messages that have not left the house."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.settle_messages import give_up_messages, resend_messages
from engine.outbox.kinds import MessageStatus
from engine.outbox.queries import Undelivered, bundle_sizes, undelivered
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency, PageQuery
from webapp.api.replies import act, reply
from webapp.edge import database
from webapp.i18n import translate
from webapp.paging import read_id

DELIVERIES = Tag(name="deliveries", description="Messages that have not left the house.")


class DeliveryItem(BaseModel):
    """What goes to one reader as one message, said in your language; `count` messages are bundled in it."""

    id: UUID
    way: str
    status: str
    kind: str
    person_id: UUID | None
    channel_id: UUID | None
    text: str
    path: str
    count: int
    attempts: int
    created_at: datetime
    next_try_at: datetime | None
    failure: str | None


class DeliveryPage(BaseModel):
    """A page of deliveries, latest first; `next` is null on the last."""

    items: list[DeliveryItem]
    next: str | None


class DeliveryQuery(PageQuery):
    """Which deliveries."""

    status: Literal["failed", "waiting"] = "failed"


class Chosen(Entry):
    """Which deliveries."""

    ids: list[UUID] = Field(min_length=1, max_length=1000)


class Resend(Entry):
    """Which deliveries to try again; null for all failed ones."""

    ids: list[UUID] | None = Field(None, max_length=1000)


class Settled(BaseModel):
    """How many deliveries were changed."""

    count: int


@blueprint.get("/deliveries", responses={200: DeliveryPage}, tags=[DELIVERIES])
def list_deliveries(query: DeliveryQuery) -> Response:
    """Messages whose last try has failed, or that wait. Needs the permission `edit_channels`, as what follows does."""
    status = MessageStatus(query.status)
    with database().reading() as session:
        require_permission(session, caller(), Permission.EDIT_CHANNELS)
        found = undelivered(session, status, before=read_id(query.cursor), limit=query.limit + 1)
        sizes = bundle_sizes(session, [row.first.id for row in found])
    items = [_reply(row, sizes.get(row.first.id, 1)) for row in found[: query.limit]]
    return reply(DeliveryPage(items=items, next=str(items[-1].id) if len(found) > query.limit else None))


@blueprint.post("/deliveries/resend", responses={200: Settled}, tags=[DELIVERIES])
def resend(header: Idempotency, body: Resend) -> Response:
    """Try deliveries once more now; each keeps its id, so that a receiver can tell a repetition."""
    return act(
        lambda session, actor: Settled(count=resend_messages(session, actor, body.ids)),
        header=header,
    )


@blueprint.post("/deliveries/give-up", responses={200: Settled}, tags=[DELIVERIES])
def give_up(header: Idempotency, body: Chosen) -> Response:
    """Try deliveries no more. Notices inside the house stay."""

    def change(session: Session, actor: Actor) -> BaseModel:
        return Settled(count=give_up_messages(session, actor, body.ids))

    return act(change, header=header)


def _reply(row: Undelivered, count: int) -> DeliveryItem:
    first = row.first
    return DeliveryItem(
        id=first.id,
        way=first.channel,
        status=first.status,
        kind=first.kind,
        person_id=first.person_id,
        channel_id=first.channel_id,
        text=translate(row.sentence) if row.sentence else first.kind,
        path=first.path,
        count=count,
        attempts=first.attempts,
        created_at=first.created_at,
        next_try_at=first.deliver_at if first.status == MessageStatus.WAITING else None,
        failure=translate(row.failure) if row.failure else None,
    )
