"""Setting up channels from any edge: page, program or shell."""

from __future__ import annotations

from uuid import UUID

from engine import clock
from engine.db import Database
from engine.errors import Invalid, Problem, say
from engine.outbox.deliveries import Delivery, DeliveryFailed, Item
from engine.outbox.kinds import MessageKind, Way
from engine.outbox.models import Channel
from engine.outbox.queries import find_channel
from engine.runner import posting
from engine.runner.chat import robot
from engine.runner.sending import sender
from engine.runner.webhooks import webhook_secret
from engine.settings import Settings
from engine.types import new_id
from webapp.sayings import say_in

TEST = "channel.test"


def require_robot(settings: Settings, address: str, *, is_own: bool = False) -> None:
    """Refuse with `Invalid` an address that no chat robot has. Robots inside the own network are for the house's
    channels alone: what everybody may set up for themselves (`is_own`) goes to the known chat services."""
    try:
        robot(address.strip(), may_post_inside=settings.may_post_inside and not is_own)
    except DeliveryFailed as failure:
        raise Invalid([Problem("address", failure.sentence)]) from failure


def require_outside(settings: Settings, address: str) -> None:
    """Refuse with `Invalid` the address of a webhook that lies inside the own network, unless that is allowed. What is
    no address at all is left to the command."""
    if settings.may_post_inside or not address.strip().startswith(("http://", "https://")):
        return
    try:
        posting.require_outside(address.strip())
    except DeliveryFailed as failure:
        raise Invalid([Problem("address", failure.sentence)]) from failure


def require_sound(settings: Settings, channel: Channel, address: str) -> None:
    """Refuse with `Invalid` an address that this channel cannot take: `require_outside` for a webhook, `require_robot`
    for a chat."""
    if channel.way == Way.WEBHOOK:
        require_outside(settings, address)
    else:
        require_robot(settings, address, is_own=channel.person_id is not None)


def secret_of(settings: Settings, channel: Channel) -> str:
    """The secret with which a webhook's receiver checks the signature."""
    return webhook_secret(settings.secret_key, channel.id, channel.secret_number)


def try_channel(settings: Settings, channel: Channel, *, language: str) -> None:
    """Send a test message by the channel now, without a row. Raises `DeliveryFailed` with what the other side says."""
    sentence = say("This is a test of the channel “%(name)s”.", name=channel.name)
    facts = {"type": TEST, "at": clock.now(), "data": {"channel": channel.name}}
    item = Item(new_id(), MessageKind.NOTIFIED, sentence, facts, "/notices", None, None, clock.now())
    delivery = Delivery(
        id=item.id,
        channel=channel.way,
        address=channel.address,
        items=(item,),
        language=language,
        channel_id=channel.id,
        secret_number=channel.secret_number,
    )
    sender(settings, say_in)(delivery)


def channel_to_try(database: Database, channel_id: UUID) -> Channel:
    """The channel, read in a transaction of its own: nothing is held while the other side is asked."""
    with database.reading() as session:
        return find_channel(session, channel_id)
