"""A person has put right what was wrong: the case runs on from where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine import spiff
from engine.actors import Actor
from engine.advance import Run, load_run, write_down
from engine.advance.showing import shown_each
from engine.advance.write_down import key_problem
from engine.commands.reseating import reseat
from engine.errors import AlreadyDone, say
from engine.history.operations import EventDraft, append_events
from engine.history.queries import latest_event
from engine.instances.incidents import JOB_FAILED, NOBODY_TO_ASK, TIMER_FAILED
from engine.instances.models import Incident, InstanceStatus, ProcessInstance
from engine.instances.operations import require_instance, resolve_incidents
from engine.instances.queries import find_incident
from engine.jobs.operations import try_jobs_now
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.timers.queries import has_unreadable
from engine.timers.trying import try_timers_now
from engine.visibility import require_sight

UNREADABLE = frozenset({"timer_unreadable", "message_key_unreadable"})


class Retried(StrEnum):
    """What came of a retry. `SOON`: the clock or a worker tries within seconds."""

    RUNS_ON = "runs_on"
    FAILED_AGAIN = "failed_again"
    SOON = "soon"


def retry_incident(
    session: Session, actor: Actor, incident_id: UUID, *, variables: Mapping[str, Any] | None = None
) -> Retried:
    """Set variables of the process, if any are given (FEEL values by name), and run on. A new failure leaves the
    incident open with one more attempt.

    Where nobody could be asked, the people are looked up anew; a timer or a job that failed is due at once.
    Refused: `NotAllowed` without the permission, `NotFound`, `AlreadyDone` where it is resolved or the case has ended.
    """
    incident, instance = lock_incident(session, actor, incident_id)
    retried = _event(actor, incident, instance, variables or {})
    if incident.kind in (TIMER_FAILED, JOB_FAILED) and not variables:
        return _try_soon(session, incident, retried)
    attempts = incident.attempts
    run = load_run(session, actor, instance, caller=_caller(session, actor, incident))
    if variables:
        spiff.set_variables(run.engine_instance, variables)
    if incident.kind == NOBODY_TO_ASK and incident.engine_task_id is not None:
        is_settled = reseat(run, actor, incident.engine_task_id, [retried])
        incident.attempts += not is_settled
    else:
        _run_on(run, incident, retried)
    if incident.attempts != attempts:
        return Retried.FAILED_AGAIN
    if incident.kind in (TIMER_FAILED, JOB_FAILED):
        return _try_soon(session, incident)
    resolve_incidents(session, actor, instance.id, incident_id=incident_id)
    return Retried.RUNS_ON


def lock_incident(session: Session, actor: Actor, incident_id: UUID) -> tuple[Incident, ProcessInstance]:
    """An open incident, its case locked, for somebody who may resolve it; refused as `retry_incident` says."""
    require_permission(session, actor, Permission.RESOLVE_INCIDENTS)
    incident = find_incident(session, incident_id)
    require_sight(session, actor, incident.instance_id)
    instance = require_instance(session, incident.instance_id)
    session.refresh(incident)
    if not incident.is_open or instance.status != InstanceStatus.ACTIVE:
        raise AlreadyDone(say("This incident has been settled already."))
    return incident, instance


def _run_on(run: Run, incident: Incident, retried: EventDraft) -> None:
    if incident.kind in UNREADABLE and incident.engine_task_id is not None:
        spiff.reread(run.engine_instance, incident.engine_task_id)
    spiff.run_on(run.engine_instance, stop=run.resumes(incident.element_id))
    write_down(run, [retried])
    if _is_still_unreadable(run, incident):
        incident.attempts += 1


def _try_soon(session: Session, incident: Incident, *events: EventDraft) -> Retried:
    if incident.kind == TIMER_FAILED and incident.engine_task_id is not None:
        try_timers_now(session, incident.instance_id, incident.engine_task_id)
    else:
        try_jobs_now(session, incident.instance_id)
    append_events(session, incident.instance_id, events)
    return Retried.SOON


def _event(actor: Actor, incident: Incident, instance: ProcessInstance, variables: Mapping[str, Any]) -> EventDraft:
    return EventDraft(
        "incident_retried",
        actor,
        element_id=incident.element_id,
        version=instance.version,
        data={"incident": incident.id, "kind": incident.kind, "variables": shown_each(variables)},
    )


def _caller(session: Session, actor: Actor, incident: Incident) -> Actor:
    """Whoever's act led to the failed task: it is done in that person's name, as if it had not failed."""
    opened = latest_event(session, incident.instance_id, "incident_opened", incident.element_id)
    if opened is None:
        return Actor(None, channel=actor.channel)
    return Actor(opened.actor_id, opened.on_behalf_of, channel=actor.channel)


def _is_still_unreadable(run: Run, incident: Incident) -> bool:
    """Whether the timer or message key that the incident is about gives nothing even now."""
    place = incident.engine_task_id
    if place is None:
        return False
    messages = spiff.waiting(run.engine_instance).messages
    return has_unreadable(run.session, place) or any(m.task_id == place and key_problem(m) for m in messages)
