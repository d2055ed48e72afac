"""A person has put right what was wrong: the case runs on from where it stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine import spiff
from engine.actors import Actor
from engine.advance import load_run, write_down
from engine.errors import AlreadyDone, say
from engine.history.operations import EventDraft
from engine.instances.models import InstanceStatus
from engine.instances.operations import require_instance, resolve_incidents
from engine.instances.queries import find_incident
from engine.people.permissions import Permission
from engine.people.queries import require_permission


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
    run = load_run(session, actor, instance)
    if variables:
        spiff.set_variables(run.engine_instance, variables)
    spiff.run_on(run.engine_instance, stop=lambda element_id, _type: run.has_failed(element_id))
    retried = EventDraft(
        "incident_retried",
        actor,
        element_id=incident.element_id,
        version=instance.version,
        data={"incident": incident_id, "kind": incident.kind, "variables": dict(variables or {})},
    )
    write_down(run, [retried])
    if not run.has_failed(incident.element_id):
        resolve_incidents(session, actor, instance.id, incident_id=incident_id)
