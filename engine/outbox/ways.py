"""Which way a message takes to whom: what people chose, and the channels that are set up. One statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    cast,
    false,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from engine.outbox.kinds import MessageKind, Way
from engine.outbox.models import Channel, MessageChoice
from engine.people.models import RoleHolder
from engine.people.queries import pool_key
from engine.types import JsonText

INBOX_IS_ENOUGH = frozenset({MessageKind.POOL_TASK_OPENED})
"""Kinds that nobody is told of unless they ask for it: a pool's tasks stand in everybody's inbox."""

QUIET = frozenset({MessageKind.COMMENTED, MessageKind.CASE_ENDED})
"""Kinds that by default stay inside the house."""


def is_wanted_by_default(kind: str, way: str) -> bool:
    """Whether somebody who has chosen nothing is told messages of `kind` by `way`."""
    if kind in INBOX_IS_ENOUGH:
        return False
    return way == Way.NOTICE or kind not in QUIET


@dataclass(frozen=True)
class Outlet:
    """An active channel as far as telling needs it."""

    id: UUID
    way: str
    person_id: UUID | None
    role: str | None
    kinds: frozenset[str]


@dataclass(frozen=True)
class Ways:
    """What was read: choices by (person, kind, way), who of a pool made one, the channels in question, and which of the
    people hold the role (person, role) that one of these is for."""

    choices: dict[tuple[UUID, str, str], bool] = field(default_factory=dict)
    members: dict[str, tuple[UUID, ...]] = field(default_factory=dict)
    outlets: tuple[Outlet, ...] = ()
    held: frozenset[tuple[UUID, str]] = frozenset()

    def wants(self, person_id: UUID, kind: str, way: str) -> bool:
        return self.choices.get((person_id, kind, way), is_wanted_by_default(kind, way))

    def chats_of(self, person_id: UUID) -> list[Outlet]:
        return [outlet for outlet in self.outlets if outlet.person_id == person_id]

    def groups_for(self, kind: str, people: Iterable[UUID], pools: Iterable[str]) -> list[Outlet]:
        """The chat groups that take this kind and are for anybody, or for a role that one of these people or pools
        has."""
        people, roles = list(people), {pool.partition("@")[0] for pool in pools}
        groups = [o for o in self.outlets if o.way == Way.CHAT and o.person_id is None and kind in o.kinds]
        return [
            group
            for group in groups
            if group.role is None or group.role in roles or any((person, group.role) in self.held for person in people)
        ]

    def webhooks_for(self, fact: str) -> list[Outlet]:
        return [outlet for outlet in self.outlets if outlet.way == Way.WEBHOOK and fact in outlet.kinds]


def read_ways(session: Session, people: set[UUID], pools: set[str]) -> Ways:
    """The choices of these people and of those in these pools who asked to be told, and every channel that could be
    meant: the people's own ones, groups and webhooks."""
    units = {pool: _unit_of(pool) for pool in sorted(pools)}
    asked: dict[str, Any] = {"people": list(people), "roles": list({pool.partition("@")[0] for pool in pools})}
    for number, (pool, unit_id) in enumerate(units.items()):
        asked[f"role_{number}"] = pool.partition("@")[0]
        if unit_id is not None:
            asked[f"unit_{number}"] = unit_id
    choices: dict[tuple[UUID, str, str], bool] = {}
    members: dict[str, tuple[UUID, ...]] = {}
    outlets: list[Outlet] = []
    held: set[tuple[UUID, str]] = set()
    statement = _statement(tuple(unit_id is None for unit_id in units.values()))
    for part, row_id, person, first, second, kinds, flag in session.execute(statement, asked):
        if part == _CHOICE:
            choices[person, first, second] = flag
        elif part == _HOLDER:
            held.add((person, first))
        elif part == _MEMBER:
            pool = pool_key(first, row_id)
            members[pool] = (*members.get(pool, ()), person)
        else:
            outlets.append(Outlet(row_id, second, person, first, frozenset(kinds or ())))
    return Ways(choices, members, tuple(outlets), frozenset(held))


def _unit_of(pool: str) -> UUID | None:
    """The unit of a pool `role@unit id`; None for `role@*`."""
    unit = pool.partition("@")[2]
    return None if unit in ("", "*") else UUID(unit)


_PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)
_Row = Select[Any, Any, Any, Any, Any, Any, Any]
_CHOICE, _MEMBER, _CHANNEL, _HOLDER = "choice", "member", "channel", "holder"


@lru_cache(maxsize=64)
def _statement(everywhere: tuple[bool, ...]) -> CompoundSelect[Any, Any, Any, Any, Any, Any, Any]:
    """Built once for so many pools, each held everywhere or in a unit: every completion executes it."""
    is_member = _is_in(everywhere)
    return union_all(_choices(is_member), _channels(), _held(), *([_members(is_member)] if everywhere else []))


def _choices(is_member: ColumnElement[bool]) -> _Row:
    members = select(RoleHolder.person_id).where(is_member)
    asked = and_(MessageChoice.kind.in_(INBOX_IS_ENOUGH), MessageChoice.person_id.in_(members))
    return select(
        literal(_CHOICE),
        cast(null(), Uuid),
        MessageChoice.person_id,
        MessageChoice.kind,
        MessageChoice.way,
        cast(null(), JsonText),
        MessageChoice.is_wanted,
    ).where(or_(MessageChoice.person_id.in_(_PEOPLE), asked))


def _members(is_member: ColumnElement[bool]) -> _Row:
    asked = select(MessageChoice.person_id).where(
        MessageChoice.kind.in_(INBOX_IS_ENOUGH),
        MessageChoice.is_wanted,
    )
    return select(
        literal(_MEMBER),
        RoleHolder.org_unit_id,
        RoleHolder.person_id,
        cast(RoleHolder.role, String),
        cast(null(), String),
        cast(null(), JsonText),
        cast(null(), Boolean),
    ).where(is_member, RoleHolder.person_id.in_(asked))


def _held() -> _Row:
    """Which of these people hold a role that a group is for."""
    of_groups = select(Channel.role).where(Channel.is_active, Channel.person_id.is_(None), Channel.role.is_not(None))
    return select(
        literal(_HOLDER),
        cast(null(), Uuid),
        RoleHolder.person_id,
        cast(RoleHolder.role, String),
        cast(null(), String),
        cast(null(), JsonText),
        cast(null(), Boolean),
    ).where(RoleHolder.person_id.in_(_PEOPLE), RoleHolder.role.in_(of_groups))


def _channels() -> _Row:
    """A group with a role is meant where one of the people, or one of the pools, has it."""
    held = select(RoleHolder.role).where(RoleHolder.person_id.in_(_PEOPLE))
    roles: BindParameter[Any] = bindparam("roles", expanding=True)
    is_theirs = or_(Channel.role.is_(None), Channel.role.in_(roles), Channel.role.in_(held))
    return select(
        literal(_CHANNEL),
        Channel.id,
        Channel.person_id,
        cast(Channel.role, String),
        Channel.way,
        Channel.kinds,
        cast(null(), Boolean),
    ).where(Channel.is_active, or_(Channel.person_id.in_(_PEOPLE), and_(Channel.person_id.is_(None), is_theirs)))


def _is_in(everywhere: tuple[bool, ...]) -> ColumnElement[bool]:
    """A role holder belongs to one of so many pools; their roles and units are parameters."""
    tests: list[ColumnElement[bool]] = []
    for number, is_everywhere in enumerate(everywhere):
        held_in: ColumnElement[bool] = RoleHolder.org_unit_id.is_(None)
        if not is_everywhere:
            held_in = RoleHolder.org_unit_id == bindparam(f"unit_{number}")
        tests.append(and_(RoleHolder.role == bindparam(f"role_{number}"), held_in))
    return or_(*tests) if tests else false()
