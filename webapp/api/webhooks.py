"""Channels of the house: webhooks and chat groups."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.set_up_channel import add_group_chat, add_webhook, renew_secret, switch_channel
from engine.outbox.kinds import FactKind, MessageKind
from engine.outbox.models import Channel
from engine.outbox.queries import channels
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database, settings
from webapp.messages.channels import require_outside, require_robot, secret_of

CHANNELS = Tag(name="channels", description="How messages leave the house: webhooks and chat groups.")


class ChannelItem(BaseModel):
    """A way out of the house. Its address is never shown."""

    id: UUID
    way: str
    name: str
    role: str | None
    kinds: list[str]
    is_active: bool
    created_at: datetime


class ChannelList(BaseModel):
    """The channels of the house."""

    items: list[ChannelItem]


class WebhookSecret(BaseModel):
    """A webhook and the secret its receiver checks signatures with; this answer alone shows it."""

    channel: ChannelItem
    secret: str


class NewWebhook(Entry):
    """A program that wants to be told."""

    name: str = Field(min_length=1, max_length=100)
    address: str = Field(min_length=1, max_length=1000, description="An https address.")
    kinds: list[FactKind] = Field(min_length=1, max_length=20)


class NewChatGroup(Entry):
    """A chat group whose robot is told."""

    name: str = Field(min_length=1, max_length=100)
    address: str = Field(
        min_length=1, max_length=1000, description="`wecombot://key`, `dingtalk://secret@token`, `feishu://token`."
    )
    kinds: list[MessageKind] = Field(min_length=1, max_length=20)
    role: str | None = Field(None, max_length=60, description="Only what is told to holders of this role.")


class Switch(Entry):
    """Whether a channel is to be used."""

    is_active: bool


class ChannelPath(BaseModel):
    """Which channel."""

    channel_id: UUID


@blueprint.get("/channels", responses={200: ChannelList}, tags=[CHANNELS])
def list_channels() -> Response:
    """The channels of the house. Needs the permission `edit_channels`, as everything about channels does."""
    with database().reading() as session:
        require_permission(session, caller(), Permission.EDIT_CHANNELS)
        return reply(ChannelList(items=[channel_reply(channel) for channel in channels(session)]))


@blueprint.post("/channels/webhooks", responses={201: WebhookSecret}, tags=[CHANNELS])
def create_webhook(header: Idempotency, body: NewWebhook) -> Response:
    """Add a webhook, signed as Standard Webhooks describes; the answer holds its secret."""
    with database().reading() as session:
        require_permission(session, caller(), Permission.EDIT_CHANNELS)  # only they learn what an address leads to
    require_outside(settings(), body.address)

    def change(session: Session, actor: Actor) -> BaseModel:
        return _with_secret(add_webhook(session, actor, body.name, body.address, [kind.value for kind in body.kinds]))

    return act(change, header=header, status=201)


@blueprint.post("/channels/chats", responses={201: ChannelItem}, tags=[CHANNELS])
def create_chat_group(header: Idempotency, body: NewChatGroup) -> Response:
    """Add a chat group by the address of its robot."""

    def change(session: Session, actor: Actor) -> BaseModel:
        require_robot(settings(), body.address)
        kinds = [kind.value for kind in body.kinds]
        return channel_reply(add_group_chat(session, actor, body.name, body.address, kinds, role=body.role))

    return act(change, header=header, status=201)


@blueprint.post("/channels/<uuid:channel_id>/switch", responses={200: ChannelItem}, tags=[CHANNELS])
def switch(path: ChannelPath, header: Idempotency, body: Switch) -> Response:
    """Switch a channel off, so that nothing more leaves by it, or on again."""
    return act(
        lambda session, actor: channel_reply(switch_channel(session, actor, path.channel_id, is_active=body.is_active)),
        header=header,
    )


@blueprint.post("/channels/<uuid:channel_id>/secret", responses={200: WebhookSecret}, tags=[CHANNELS])
def renew_webhook_secret(path: ChannelPath, header: Idempotency) -> Response:
    """Sign with a new secret from now on; the old one is worth nothing at once."""
    return act(lambda session, actor: _with_secret(renew_secret(session, actor, path.channel_id)), header=header)


def channel_reply(channel: Channel) -> ChannelItem:
    """What a program is told of a channel."""
    return ChannelItem(
        id=channel.id,
        way=channel.way,
        name=channel.name,
        role=channel.role,
        kinds=channel.kinds,
        is_active=channel.is_active,
        created_at=channel.created_at,
    )


def _with_secret(channel: Channel) -> WebhookSecret:
    return WebhookSecret(channel=channel_reply(channel), secret=secret_of(settings(), channel))
