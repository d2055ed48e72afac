"""How long the assets on their way out have been in their state, by state, custodian or department (S6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.people.models import OrgUnit, Person
from engine.people.queries import people_by_id
from workflows.assets.models import Asset, AssetState
from workflows.assets.states import IN_SERVICE
from workflows.radar.rules import BUCKETS
from workflows.radar.scope import within

ON_THE_WAY = tuple(state for state in AssetState if state not in IN_SERVICE and state != AssetState.DISPOSED)
SHOWN = 50
"""Custodians or departments, those with the oldest assets first."""
_NONE = [0] * len(BUCKETS)


class By(StrEnum):
    """What the assets are counted by."""

    STATE = "state"
    CUSTODIAN = "custodian"
    UNIT = "unit"


@dataclass(frozen=True)
class AgeingRow:
    """How many assets have been in their state for the days of each bucket of `rules.BUCKETS`.

    `of` is a state, a person or a unit; None: nobody holds them.
    """

    of: AssetState | Person | OrgUnit | None
    counts: Sequence[int]


def ageing(
    session: Session, actor: Actor, *, by: By = By.STATE, unit_id: UUID | None = None, state: AssetState | None = None
) -> list[AgeingRow]:
    """The assets on their way out, or those in one such state; every state, and at most 50 custodians or units."""
    column = {By.STATE: Asset.state, By.CUSTODIAN: Asset.custodian_id, By.UNIT: Asset.org_unit_id}[by]
    states = [state] if state else ON_THE_WAY
    counted = [func.sum(case((condition, 1), else_=0)) for condition in _buckets()]
    query = (
        select(column, *counted)
        .where(Asset.state.in_([found.value for found in states]), within(session, actor, Asset.org_unit_id, unit_id))
        .group_by(Asset.state, column)  # with the state, or SQLite walks through every asset in the order of `column`
    )
    rows: dict[Any, list[int]] = {}
    for key, *counts in session.execute(query):
        rows[key] = [sum(pair) for pair in zip(rows.get(key, _NONE), map(int, counts), strict=True)]
    oldest_first = sorted(rows.items(), key=lambda row: row[1][::-1], reverse=True)[:SHOWN]
    return _named(session, by, dict(oldest_first), states)


def _buckets() -> list[ColumnElement[bool]]:
    """A bucket begins when so many days are full, and ends before the next one does."""
    now = clock.now()
    starts = [now - timedelta(days=first) for first, _ in BUCKETS]
    conditions = [Asset.state_since <= start for start in starts]
    ends = [Asset.state_since > start for start in starts[1:]]
    return [ends[0], *(begun & ended for begun, ended in zip(conditions[1:], ends[1:], strict=False)), conditions[-1]]


def _named(session: Session, by: By, rows: dict[Any, list[int]], states: Sequence[AssetState]) -> list[AgeingRow]:
    if by == By.STATE:
        return [AgeingRow(found, rows.get(found.value, _NONE)) for found in states]
    if by == By.CUSTODIAN:
        people = people_by_id(session, rows)
        return [AgeingRow(people.get(key), counts) for key, counts in rows.items()]
    units = {unit.id: unit for unit in session.scalars(select(OrgUnit).where(OrgUnit.id.in_(rows)))}
    return [AgeingRow(units[key], counts) for key, counts in rows.items()]
