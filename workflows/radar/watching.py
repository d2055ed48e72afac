"""The nightly watch: labels assets that come of age, and warns of the tax deadline; a job that asks for the next."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import SYSTEM
from engine.errors import say
from engine.history.operations import record_master_event
from engine.jobs.models import Job, JobStatus
from engine.jobs.operations import enqueue, job_kind
from engine.outbox.operations import tell
from engine.people.queries import holders, nearest_pool
from workflows.assets.models import Asset
from workflows.disposal.models import DisposalRequest
from workflows.organization.books import today
from workflows.radar.assets_at_risk import high_risk_condition
from workflows.radar.deadlines import day_left, handed_out_unposted
from workflows.radar.models import RadarLabel, TaxWarning
from workflows.radar.rules import warning_due

WATCH = "nightly_watch"
HOUR = 18
"""In UTC: two at night in China."""
LABELLED_AT_ONCE = 500
ACCOUNTANT = "finance_accountant"


def ensure_watch(session: Session) -> None:
    """Have the watch run tonight and every night after; twice changes nothing."""
    waiting = select(Job.id).where(Job.kind == WATCH, Job.status == JobStatus.WAITING).limit(1)
    if session.scalars(waiting).first() is None:
        enqueue(session, WATCH, {}, run_at=next_night(clock.now()))


def next_night(now: datetime) -> datetime:
    """The next time that the watch runs."""
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)


@job_kind(WATCH)
def _watch(session: Session, job: Job) -> bool:
    if label_assets(session):
        return False
    warn_of_deadlines(session)
    enqueue(session, WATCH, {}, run_at=next_night(clock.now()))
    return True


def label_assets(session: Session) -> bool:
    """Label up to 500 assets that are high risk and not labelled yet, and take labels off others; True if there is
    more to do."""
    is_risky = high_risk_condition(session)
    session.execute(delete(RadarLabel).where(RadarLabel.asset_id.not_in(select(Asset.id).where(is_risky))))
    fresh = select(Asset).where(is_risky, Asset.id.not_in(select(RadarLabel.asset_id))).limit(LABELLED_AT_ONCE)
    found = session.scalars(fresh).all()
    for asset in found:
        session.add(RadarLabel(asset_id=asset.id, since_on=today(session, asset.legal_entity_id)))
        record_master_event(session, SYSTEM, asset.id, "asset", "asset.labelled", {"label": "coming_of_age"})
    return len(found) == LABELLED_AT_ONCE


def warn_of_deadlines(session: Session) -> int:
    """Tell the accountants of requests that left last year and are not in the books, 60, 30 and 7 days before 31 May,
    once each; gives how many were told of."""
    told = 0
    for request, handed_out_at in session.execute(handed_out_unposted()).all():
        due = warning_due(day_left(session, request, handed_out_at), today(session, request.legal_entity_id))
        if due is None or session.get(TaxWarning, (request.id, due)) is not None:
            continue
        session.add(TaxWarning(request_id=request.id, days=due, told_at=clock.now()))
        _tell_accountants(session, request, due)
        told += 1
    return told


def _tell_accountants(session: Session, request: DisposalRequest, days: int) -> None:
    pool = nearest_pool(session, ACCOUNTANT, request.org_unit_id)
    sentence = say(
        "%(number)s left the house last year and is not in the books: %(days)s days or less until the tax deadline.",
        number=request.number,
        days=days,
    )
    people = [person.id for person in holders(session, *pool)] if pool else []
    tell(session, people, sentence, f"/cases/{request.instance_id}")
