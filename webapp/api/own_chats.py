"""Chat robots that one person alone reads, and new addresses of channels."""

from __future__ import annotations

from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.set_up_channel import add_own_chat, change_address, switch_channel
from engine.errors import NotFound, say
from engine.outbox.models import Channel
from engine.outbox.queries import channels, find_channel
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.api.webhooks import CHANNELS, ChannelItem, ChannelList, ChannelPath, Switch, channel_reply
from webapp.edge import database, settings
from webapp.messages.channels import require_robot, require_sound

ADDRESS = "`wecombot://key`, `dingtalk://secret@token`, `feishu://token`. It is never shown again."


class NewOwnChat(Entry):
    """A chat of your own."""

    name: str = Field(min_length=1, max_length=100)
    address: str = Field(min_length=1, max_length=1000, description=ADDRESS)


class NewAddress(Entry):
    """Where a channel leads from now on."""

    address: str = Field(min_length=1, max_length=1000, description="Of the kind that the channel had.")


@blueprint.get("/me/chats", responses={200: ChannelList}, tags=[CHANNELS])
def list_own_chats() -> Response:
    """Your own chats."""
    actor = caller()
    with database().reading() as session:
        found = channels(session, person_id=actor.person_id) if actor.person_id else []
        return reply(ChannelList(items=[channel_reply(channel) for channel in found]))


@blueprint.post("/me/chats", responses={201: ChannelItem}, tags=[CHANNELS])
def create_own_chat(header: Idempotency, body: NewOwnChat) -> Response:
    """Add a chat that only you read."""

    def change(session: Session, actor: Actor) -> BaseModel:
        require_robot(settings(), body.address, is_own=True)
        return channel_reply(add_own_chat(session, actor, body.name, body.address))

    return act(change, header=header, status=201)


@blueprint.post("/me/chats/<uuid:channel_id>/switch", responses={200: ChannelItem}, tags=[CHANNELS])
def switch_own_chat(path: ChannelPath, header: Idempotency, body: Switch) -> Response:
    """Switch your chat off, so that nothing more leaves by it, or on again."""

    def change(session: Session, actor: Actor) -> BaseModel:
        _own(session, actor, path)
        return channel_reply(switch_channel(session, actor, path.channel_id, is_active=body.is_active))

    return act(change, header=header)


@blueprint.post("/me/chats/<uuid:channel_id>/address", responses={200: ChannelItem}, tags=[CHANNELS])
def change_own_address(path: ChannelPath, header: Idempotency, body: NewAddress) -> Response:
    """Give your chat another address; what waits for it goes there at once."""

    def change(session: Session, actor: Actor) -> BaseModel:
        require_sound(settings(), _own(session, actor, path), body.address)
        return channel_reply(change_address(session, actor, path.channel_id, body.address))

    return act(change, header=header)


@blueprint.post("/channels/<uuid:channel_id>/address", responses={200: ChannelItem}, tags=[CHANNELS])
def change_channel_address(path: ChannelPath, header: Idempotency, body: NewAddress) -> Response:
    """Give a channel of the house another address; a webhook's secret stays."""
    with database().reading() as session:
        require_permission(session, caller(), Permission.EDIT_CHANNELS)  # only they learn what an address leads to
        channel = find_channel(session, path.channel_id)
    if channel.person_id is not None:
        raise NotFound(say("There is no such channel."))
    require_sound(settings(), channel, body.address)
    return act(
        lambda session, actor: channel_reply(change_address(session, actor, path.channel_id, body.address)),
        header=header,
    )


def _own(session: Session, actor: Actor, path: ChannelPath) -> Channel:
    channel = find_channel(session, path.channel_id)
    if channel.person_id is None or channel.person_id != actor.person_id:
        raise NotFound(say("There is no such channel."))
    return channel
