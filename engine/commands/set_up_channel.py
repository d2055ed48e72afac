"""Chat robots and webhooks are set up, switched off and on, given new addresses and secrets; each act is an event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, Problem, say
from engine.history.operations import record_master_event
from engine.outbox.deliveries import hurry
from engine.outbox.kinds import FactKind, MessageKind, Way
from engine.outbox.models import Channel
from engine.outbox.queries import find_channel
from engine.people.models import Role
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id

PRIVATE = frozenset(
    {
        MessageKind.HANDED_OVER,
        MessageKind.DELEGATED,
        MessageKind.ADVISED,
        MessageKind.SIGNER_ADDED,
        MessageKind.COPIED,
        MessageKind.COMMENTED,
    }
)
"""What concerns one person alone: no group hears it."""

LONGEST_NAME = 100
LONGEST_ADDRESS = 1_000


def add_webhook(session: Session, actor: Actor, name: str, url: str, kinds: Sequence[str]) -> Channel:
    """A new webhook that is told facts of these kinds (`FactKind`). Its secret is made of its id
    (`engine.runner.webhooks.webhook_secret`).

    Refused: `NotAllowed` without the permission, `Invalid` name, address or kinds.
    """
    require_permission(session, actor, Permission.EDIT_CHANNELS)
    problems = [
        *_name_problems(name),
        *_kind_problems(kinds, [kind.value for kind in FactKind]),
        *_web_address_problems(url),
    ]
    if problems:
        raise Invalid(problems)
    return _add(session, actor, way=Way.WEBHOOK, name=name.strip(), address=url.strip(), kinds=list(kinds))


def add_group_chat(
    session: Session, actor: Actor, name: str, address: str, kinds: Sequence[str], *, role: str | None = None
) -> Channel:
    """A chat robot of a group (an address that `engine.runner.chat.robot` knows), told messages of these kinds
    (`MessageKind`) that go to anybody, or to holders of `role`.

    Refused as `add_webhook` is.
    """
    require_permission(session, actor, Permission.EDIT_CHANNELS)
    problems = [
        *_name_problems(name),
        *_kind_problems(kinds, [kind.value for kind in MessageKind if kind not in PRIVATE]),
        *_address_problems(address),
    ]
    if role is not None and session.get(Role, role) is None:
        problems.append(Problem("role", say("There is no role “%(role)s”.", role=role[:60])))
    if problems:
        raise Invalid(problems)
    return _add(session, actor, way=Way.CHAT, name=name.strip(), address=address.strip(), kinds=list(kinds), role=role)


def add_own_chat(session: Session, actor: Actor, name: str, address: str) -> Channel:
    """A chat robot that only the actor reads; which kinds it is told they choose as for mail."""
    if actor.person_id is None:
        raise NotAllowed(say("Only a person has a chat of their own."))
    if problems := [*_name_problems(name), *_address_problems(address)]:
        raise Invalid(problems)
    return _add(session, actor, way=Way.CHAT, name=name.strip(), address=address.strip(), person_id=actor.person_id)


def switch_channel(session: Session, actor: Actor, channel_id: UUID, *, is_active: bool) -> Channel:
    """Switch a channel off, so that nothing more leaves by it, or on again."""
    channel = _own(session, actor, channel_id)
    if channel.is_active != is_active:
        channel.is_active = is_active
        _record(session, actor, channel, "channel_switched_on" if is_active else "channel_switched_off")
    return channel


def change_address(session: Session, actor: Actor, channel_id: UUID, address: str) -> Channel:
    """What leaves by this channel goes to another address from now on: at once what waits, and what has failed once it
    is tried again. A webhook's secret stays.

    Refused: `NotFound`, `NotAllowed`, `Invalid` address, of the kind that the channel had.
    """
    channel = _own(session, actor, channel_id)
    is_webhook = channel.way == Way.WEBHOOK
    if problems := _web_address_problems(address) if is_webhook else _address_problems(address):
        raise Invalid(problems)
    channel.address = address.strip()
    hurry(session, channel_id)
    _record(session, actor, channel, "channel_address_changed")
    return channel


def renew_secret(session: Session, actor: Actor, channel_id: UUID) -> Channel:
    """The webhook signs with a new secret from now on; the old one is worth nothing at once."""
    channel = _own(session, actor, channel_id)
    channel.secret_number += 1
    _record(session, actor, channel, "channel_secret_renewed")
    return channel


def _add(session: Session, actor: Actor, **values: Any) -> Channel:
    channel = Channel(
        **{"id": new_id(), "kinds": [], "created_by": actor.person_id, "created_at": clock.now(), **values}
    )
    session.add(channel)
    _record(session, actor, channel, "channel_added")
    return channel


def _own(session: Session, actor: Actor, channel_id: UUID) -> Channel:
    channel = find_channel(session, channel_id)
    if channel.person_id is None or channel.person_id != actor.person_id:
        require_permission(session, actor, Permission.EDIT_CHANNELS)
    return channel


def _record(session: Session, actor: Actor, channel: Channel, kind: str) -> None:
    """The address is a secret, so the event names its host at most."""
    parts = _parts(channel.address)
    host = parts.hostname if channel.way == Way.WEBHOOK and parts else None
    data = {"way": channel.way, "name": channel.name, "host": host, "kinds": channel.kinds, "role": channel.role}
    record_master_event(session, actor, channel.id, "channel", kind, data)


def _name_problems(name: str) -> list[Problem]:
    if 1 <= len(name.strip()) <= LONGEST_NAME:
        return []
    return [Problem("name", say("A name has 1 to %(limit)s characters.", limit=LONGEST_NAME))]


def _kind_problems(kinds: Sequence[str], known: Sequence[str]) -> list[Problem]:
    if kinds and set(kinds) <= set(known):
        return []
    return [Problem("kinds", say("Choose at least one thing that it is told."))]


def _web_address_problems(url: str) -> list[Problem]:
    parts = _parts(url)
    if len(url) > LONGEST_ADDRESS or parts is None or parts.scheme not in ("http", "https"):
        return [Problem("address", say("An address of the web begins with https:// and has a host."))]
    if parts.username or parts.password:
        return [Problem("address", say("Leave name and password out of the address: the signature proves us."))]
    return []


def _address_problems(address: str) -> list[Problem]:
    if "://" in address and len(address) <= LONGEST_ADDRESS:
        return []
    return [Problem("address", say("An address looks like this: %(example)s", example="wecombot://…"))]


def _parts(url: str) -> SplitResult | None:
    """The parts of a URL with a host; None for anything else."""
    try:
        parts = urlsplit(url.strip())
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_whole else None
