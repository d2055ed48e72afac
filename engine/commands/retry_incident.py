"""A person has put right what was wrong: the case runs on from where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine import spiff
from engine.actors import Actor
from engine.advance import Run, load_run, write_down
from engine.advance.write_down import key_problem
from engine.errors import AlreadyDone, say
from engine.history.operations import EventDraft
from engine.history.queries import latest_event
from engine.instances.models import Incident, InstanceStatus
from engine.instances.operations import require_instance, resolve_incidents
from engine.instances.queries import find_incident
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.timers.queries import has_unreadable

UNREADABLE = frozenset({"timer_unreadable", "message_key_unreadable"})


def retry_incident(
    session: Session, actor: Actor, incident_id: UUID, *, variables: Mapping[str, Any] | None = None
) -> None:
    """Set variables, if any are given, and run on. A new failure leaves the incident open with one more attempt.

    Refused: `NotAllowed` without the permission, `NotFound`, `AlreadyDone` where it is resolved or the case has ended.
    """
    require_permission(session, actor, Permission.RESOLVE_INCIDENTS)
    incident = find_incident(session, incident_id)
    instance = require_instance(session, incident.instance_id)
    session.refresh(incident)
    if incident.resolved_at is not None or instance.status != InstanceStatus.ACTIVE:
        raise AlreadyDone(say("This incident has been settled already."))
    attempts = incident.attempts
    run = load_run(session, actor, instance, caller=_caller(session, actor, incident))
    if variables:
        spiff.set_variables(run.engine_instance, variables)
    if incident.kind in UNREADABLE and incident.engine_task_id is not None:
        spiff.reread(run.engine_instance, incident.engine_task_id)
    spiff.run_on(run.engine_instance, stop=run.resumes(incident.element_id))
    retried = EventDraft(
        "incident_retried",
        actor,
        element_id=incident.element_id,
        version=instance.version,
        data={"incident": incident_id, "kind": incident.kind, "variables": dict(variables or {})},
    )
    write_down(run, [retried])
    if _is_still_unreadable(run, incident):
        incident.attempts += 1
    if incident.attempts == attempts:
        resolve_incidents(session, actor, instance.id, incident_id=incident_id)


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
