"""Telling people and programs: notices inside, and messages that leave the house later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Sentence
from engine.outbox.kinds import FactKind, MessageKind, Way
from engine.outbox.models import Notice, OutboxMessage
from engine.outbox.ways import Ways, read_ways
from engine.types import new_id


@dataclass(frozen=True)
class Telling:
    """What people are told: `path` is the page the message opens, `due_at` until when something is asked of them, by
    `asked_by`. Of `pools` (`role@unit id`) only those are told who asked for it."""

    people: Sequence[UUID]
    sentence: Sentence
    path: str
    kind: MessageKind = MessageKind.NOTIFIED
    due_at: datetime | None = None
    asked_by: UUID | None = None
    pools: Sequence[str] = ()


@dataclass(frozen=True)
class Fact:
    """What webhooks are told: ids, codes and instants as JSON; no names of persons."""

    kind: FactKind
    path: str
    data: Mapping[str, Any] = field(default_factory=dict)


def tell(
    session: Session,
    person_ids: Iterable[UUID],
    sentence: Sentence,
    path: str,
    *,
    kind: MessageKind = MessageKind.NOTIFIED,
    due_at: datetime | None = None,
    asked_by: UUID | None = None,
) -> None:
    """Tell these people, by the ways they chose: see `Telling`. Rows only; the outbox is delivered later."""
    tell_all(session, [Telling(list(person_ids), sentence, path, kind, due_at, asked_by)])


def tell_all(session: Session, tellings: Sequence[Telling], facts: Sequence[Fact] = ()) -> None:
    """Tell many things at once: one statement reads who wants what, and one each writes notices and messages.

    Nobody reads the same sentence about the same page twice, such as one for each seat of a task.
    """
    tellings = _merged(tellings)
    people = {person for telling in tellings for person in telling.people}
    pools = {pool for telling in tellings for pool in telling.pools}
    if not people and not pools and not facts:
        return
    ways = read_ways(session, people, pools)
    notices: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for telling in tellings:
        new_notices, new_messages = _rows(telling, ways)
        notices += new_notices
        messages += new_messages
    messages += [row for fact in facts for row in _fact_rows(fact, ways)]
    if notices:
        session.execute(insert(Notice), notices)
    if messages:
        session.execute(insert(OutboxMessage), messages)


def _merged(tellings: Iterable[Telling]) -> list[Telling]:
    """Those that say the same become one, to the people and pools of all."""
    same: dict[str, Telling] = {}
    for telling in tellings:
        key = repr(replace(telling, people=(), pools=()))
        before = same.get(key, replace(telling, people=(), pools=()))
        same[key] = replace(
            before,
            people=(*before.people, *telling.people),
            pools=tuple(dict.fromkeys((*before.pools, *telling.pools))),
        )
    return list(same.values())


def _rows(telling: Telling, ways: Ways) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    common = {
        "kind": telling.kind,
        "sentence": telling.sentence.to_data(),
        "path": telling.path,
        "due_at": telling.due_at,
        "created_at": clock.now(),
    }
    readers = _readers(telling, ways)
    notices = [
        {"id": new_id(), "person_id": person, **common}
        for person in readers
        if ways.wants(person, telling.kind, Way.NOTICE)
    ]
    targets: list[tuple[str, UUID | None, UUID | None]] = []
    for person in readers:
        if ways.wants(person, telling.kind, Way.MAIL):
            targets.append((Way.MAIL, person, None))
        if ways.wants(person, telling.kind, Way.CHAT):
            targets += [(Way.CHAT, person, chat.id) for chat in ways.chats_of(person)]
    if telling.people or telling.pools:
        groups = ways.groups_for(telling.kind, telling.people, telling.pools)
        targets += [(Way.CHAT, None, group.id) for group in groups]
    return notices, [_message(target, {**common, "facts": None, "asked_by": telling.asked_by}) for target in targets]


def _readers(telling: Telling, ways: Ways) -> list[UUID]:
    """The people named, each once, and those who asked to be told what their pools are asked."""
    asked = [person for pool in telling.pools for person in ways.members.get(pool, ())]
    return list(dict.fromkeys([*telling.people, *asked]))


def _fact_rows(fact: Fact, ways: Ways) -> list[dict[str, Any]]:
    now = clock.now()
    values = {
        "kind": fact.kind,
        "sentence": None,
        "facts": {"type": fact.kind, "at": now, "data": fact.data},
        "path": fact.path,
        "due_at": None,
        "asked_by": None,
        "created_at": now,
    }
    return [_message((Way.WEBHOOK, None, hook.id), values) for hook in ways.webhooks_for(fact.kind)]


def _message(target: tuple[str, UUID | None, UUID | None], values: Mapping[str, Any]) -> dict[str, Any]:
    channel, person_id, channel_id = target
    return {
        "id": new_id(),
        "channel": channel,
        "person_id": person_id,
        "channel_id": channel_id,
        "deliver_at": values["created_at"],
        **values,
    }


def mail_alone(session: Session, person_id: UUID, sentence: Sentence, path: str, *, kind: str) -> None:
    """Send this person a mail of its own, whatever they chose, and no notice beside it."""
    message_id, now = new_id(), clock.now()
    session.add(
        OutboxMessage(
            id=message_id,
            channel=Way.MAIL,
            person_id=person_id,
            kind=kind,
            sentence=sentence.to_data(),
            path=path,
            created_at=now,
            deliver_at=now,
            bundle_id=message_id,
        )
    )


def mark_notices_read(session: Session, actor: Actor, *, until: datetime) -> None:
    """The actor has seen the notices up to this instant."""
    session.execute(
        update(Notice)
        .where(Notice.person_id == actor.person_id, Notice.read_at.is_(None), Notice.created_at <= until)
        .values(read_at=clock.now())
    )
