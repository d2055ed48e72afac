"""Where the time of disposals goes: in each state, and at each step, waiting and worked on (B10, S18, S52)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definitions.queries import load_definition
from engine.errors import Wording
from engine.history.models import Event
from engine.tasks.models import Task
from workflows.assets.models import AssetState
from workflows.disposal.models import DisposalLine, DisposalRequest, RequestStatus
from workflows.radar.ageing import ON_THE_WAY
from workflows.radar.rules import Cycle, cycle_of
from workflows.radar.scope import within

READ = 1000
"""Disposals at most, the newest of the period."""
VOTES = ("task_voted", "task_completed")


@dataclass(frozen=True)
class StateStretch:
    """How long the assets of disposals were in a state, all its times together."""

    state: AssetState
    lasted: Cycle


@dataclass(frozen=True)
class StepStretch:
    """How long the tasks of a step waited for the decision, and the mean of the minutes that deciders had it before
    them, where that is known."""

    element_id: str
    name: Wording
    waited: Cycle
    minutes_touched: Decimal | None


@dataclass(frozen=True)
class Stretches:
    """Of the disposals of a period; `is_cut` where only the newest thousand were read."""

    states: Sequence[StateStretch]
    steps: Sequence[StepStretch]
    is_cut: bool


def stretches(
    session: Session, actor: Actor, since: datetime, until: datetime, *, unit_id: UUID | None = None
) -> Stretches:
    """Of the disposals archived after `since` and up to `until`, in a fixed number of statements."""
    rows = session.execute(
        select(DisposalRequest.id, DisposalRequest.instance_id)
        .where(
            DisposalRequest.status == RequestStatus.DISPOSED,
            DisposalRequest.archived_at > since,
            DisposalRequest.archived_at <= until,
            within(session, actor, DisposalRequest.org_unit_id, unit_id),
        )
        .order_by(DisposalRequest.archived_at.desc())
        .limit(READ + 1)
    ).all()
    requests = [request_id for request_id, _ in rows[:READ]]
    cases = [case_id for _, case_id in rows[:READ] if case_id is not None]
    return Stretches(_states(session, requests), _steps(session, cases), len(rows) > READ)


def _states(session: Session, request_ids: Sequence[UUID]) -> list[StateStretch]:
    """From the histories of the assets: a state that the case brought about lasts until the next change."""
    query = (
        select(Event.chain_id, Event.at, Event.body, DisposalRequest.instance_id)
        .join(DisposalLine, DisposalLine.asset_id == Event.chain_id)
        .join(DisposalRequest, DisposalRequest.id == DisposalLine.request_id)
        .where(DisposalRequest.id.in_(request_ids), Event.kind == "asset.state_changed")
        .order_by(DisposalRequest.id, Event.chain_id, Event.number)
    )
    lasted: dict[tuple[UUID, str], timedelta] = {}
    running: tuple[UUID, str, datetime] | None = None
    for asset_id, at, body, case_id in session.execute(query):
        if running is not None and running[0] == asset_id:
            key = running[:2]
            lasted[key] = lasted.get(key, timedelta()) + (at - running[2])
        data = json.loads(body)["data"]
        running = (asset_id, data["to"], at) if data.get("case") == str(case_id) else None
    return [StateStretch(state, _cycle_in(lasted, state)) for state in ON_THE_WAY]


def _cycle_in(lasted: dict[tuple[UUID, str], timedelta], state: AssetState) -> Cycle:
    return cycle_of([duration for (_, found), duration in lasted.items() if found == state])


def _steps(session: Session, case_ids: Sequence[UUID]) -> list[StepStretch]:
    """From what the votes tell, the slowest step first."""
    query = select(Event.element_id, Event.body).where(Event.chain_id.in_(case_ids), Event.kind.in_(VOTES))
    waited: dict[str, list[timedelta]] = {}
    touched: dict[str, list[int]] = {}
    for element_id, body in session.execute(query):
        data = json.loads(body)["data"]
        if element_id is not None and data.get("waited_seconds") is not None:
            waited.setdefault(element_id, []).append(timedelta(seconds=data["waited_seconds"]))
            if data.get("touched_seconds") is not None:
                touched.setdefault(element_id, []).append(data["touched_seconds"])
    names = _names(session, case_ids)
    found = [
        StepStretch(element_id, names[element_id], cycle_of(times), _minutes(touched.get(element_id, [])))
        for element_id, times in waited.items()
        if element_id in names
    ]
    return sorted(found, key=lambda step: step.waited.mean or 0, reverse=True)


def _minutes(seconds: Sequence[int]) -> Decimal | None:
    if not seconds:
        return None
    return (Decimal(sum(seconds)) / 60 / len(seconds)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _names(session: Session, case_ids: Iterable[UUID]) -> dict[str, Wording]:
    """What the steps are called, by the newest diagram that one of the cases ran on."""
    query = select(Task.element_id, Task.bundle_version_id).where(Task.instance_id.in_(list(case_ids))).distinct()
    newest: dict[str, UUID] = {}
    for element_id, version_id in session.execute(query):
        newest[element_id] = max(version_id, newest.get(element_id, version_id))
    return {
        element_id: load_definition(session, version_id).wording(element_id)
        for element_id, version_id in newest.items()
    }
