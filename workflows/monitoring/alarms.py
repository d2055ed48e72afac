"""An alarm comes in: the asset is marked for disposal, or the alarm is kept where that has been done already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, EngineError, Invalid, NotFound, Problem, Sentence, say
from engine.history.operations import record_master_event
from engine.people.models import Person
from engine.types import new_id
from workflows.assets.models import Asset
from workflows.assets.queries import lock_assets
from workflows.assets.states import IN_SERVICE, state_name
from workflows.disposal.models import Verdict
from workflows.disposal.operations import MAX_REASON, mark_for_disposal
from workflows.disposal.queries import open_request_of_asset
from workflows.monitoring.models import MonitoringCall, MonitoringSource, Outcome
from workflows.monitoring.sources import find_source

SOURCE = "monitoring"
LONGEST_ALARM_ID = 200
LONGEST_MESSAGE = 1500
BETWEEN_REFUSALS = timedelta(seconds=10)
"""Somebody without the secret can call as often as they like: no more often than this is it written down."""


@dataclass(frozen=True)
class Alarm:
    """What a monitoring system says: its own id of the alarm, which asset by number, and what is wrong with it."""

    alarm_id: str
    asset_no: str
    message: str


def take_alarm(session: Session, source_id: UUID, alarm: Alarm) -> MonitoringCall:
    """Mark the asset of the alarm for disposal, its verdict pending: an alarm is a reason to look, not a judgement.

    An asset that is out of service or in a request stays as it is (domain.md B2) and keeps the alarm on its time line.
    The same alarm again gets the first answer and does nothing. Refused: a source that is off or whose person has
    left, an asset that is not of its company, an empty or over-long entry.
    """
    source = session.scalars(
        select(MonitoringSource).where(MonitoringSource.id == source_id).with_for_update()
    ).one_or_none()
    if source is None:
        raise NotFound(say("There is no such monitoring source."))
    _check(session, source, alarm)
    if (taken := _taken(session, source.id, alarm.alarm_id)) is not None:
        return taken
    asset = _asset(session, source, alarm.asset_no)
    actor = Actor(source.person_id, channel=SOURCE)
    outcome, request_id, sentence = _settle(session, actor, source, asset, alarm)
    call = _call(source, alarm, outcome, sentence)
    call.asset_id, call.request_id = asset.id, request_id
    session.add(call)
    return call


def record_refusal(session: Session, source_id: UUID, alarm: Alarm, refusal: EngineError) -> None:
    """Write down that a call was refused, for whoever looks after the source; not each of many in a few seconds."""
    source = find_source(session, source_id)
    latest = session.scalars(
        select(MonitoringCall.received_at)
        .where(MonitoringCall.source_id == source.id, MonitoringCall.outcome == Outcome.REFUSED)
        .order_by(MonitoringCall.id.desc())
        .limit(1)
    ).first()
    if latest is not None and clock.now() - latest < BETWEEN_REFUSALS:
        return
    session.add(_call(source, alarm, Outcome.REFUSED, refusal.sentence))


def _settle(
    session: Session, actor: Actor, source: MonitoringSource, asset: Asset, alarm: Alarm
) -> tuple[Outcome, UUID | None, Sentence]:
    request = open_request_of_asset(session, asset.id)
    if request is None and asset.state in IN_SERVICE:
        marked = mark_for_disposal(
            session,
            actor,
            [asset.id],
            reason=f"{source.name} {alarm.alarm_id}: {alarm.message}"[:MAX_REASON],
            verdict=Verdict.PENDING,
            photo_ids=(),
            source=SOURCE,
        )
        said = say("Asset %(asset_no)s is marked: %(number)s.", asset_no=asset.asset_no, number=marked.number)
        return Outcome.MARKED, marked.id, said
    data = {"source": source.id, "alarm": alarm.alarm_id, "reason": alarm.message}
    record_master_event(session, actor, asset.id, "asset", "asset.alarm_raised", data)
    said = say(
        "Asset %(asset_no)s is “%(state)s” already: the alarm is kept on its time line.",
        asset_no=asset.asset_no,
        state=state_name(asset.state),
    )
    return Outcome.RECORDED, request.id if request else None, said


def _check(session: Session, source: MonitoringSource, alarm: Alarm) -> None:
    if not source.is_active:
        raise Conflict(say("The source “%(name)s” is switched off.", name=source.name))
    if not session.get_one(Person, source.person_id).is_active:
        raise Conflict(say("Whoever answers for the source “%(name)s” has left: name somebody else.", name=source.name))
    checks = (
        ("webhook-id", 1 <= len(alarm.alarm_id) <= LONGEST_ALARM_ID, LONGEST_ALARM_ID),
        ("message", 1 <= len(alarm.message.strip()) <= LONGEST_MESSAGE, LONGEST_MESSAGE),
    )
    problems = [
        Problem(where, say("Between 1 and %(limit)s characters.", limit=limit))
        for where, holds, limit in checks
        if not holds
    ]
    if problems:
        raise Invalid(problems)


def _asset(session: Session, source: MonitoringSource, asset_no: str) -> Asset:
    """The asset, its row locked; one of another company is not there."""
    found = session.scalars(
        select(Asset.id).where(Asset.asset_no == asset_no, Asset.legal_entity_id == source.legal_entity_id)
    ).first()
    if found is None:
        raise NotFound(say("This company has no asset with the number “%(asset_no)s”.", asset_no=asset_no[:80]))
    return lock_assets(session, [found])[found]


def _taken(session: Session, source_id: UUID, alarm_id: str) -> MonitoringCall | None:
    return session.scalars(
        select(MonitoringCall).where(
            MonitoringCall.source_id == source_id,
            MonitoringCall.alarm_id == alarm_id,
            MonitoringCall.outcome != Outcome.REFUSED,
        )
    ).first()


def _call(source: MonitoringSource, alarm: Alarm, outcome: Outcome, sentence: Sentence) -> MonitoringCall:
    return MonitoringCall(
        id=new_id(),
        source_id=source.id,
        alarm_id=alarm.alarm_id[:LONGEST_ALARM_ID],
        asset_no=alarm.asset_no[:100],
        received_at=clock.now(),
        outcome=outcome,
        sentence=sentence.to_data(),
    )
