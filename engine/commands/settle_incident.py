"""A person says that nothing is left to be done about an incident."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.retry_incident import lock_incident
from engine.errors import Conflict, Invalid, Problem, say
from engine.history.operations import EventDraft, append_events
from engine.instances.incidents import SETTLED_BY_HAND
from engine.instances.operations import resolve_incidents

LONGEST_REASON = 2000


def settle_incident(session: Session, actor: Actor, incident_id: UUID, reason: str) -> None:
    """Close an incident by hand, for a reason that the history keeps.

    Refused: as `retry_incident`; `Invalid` reason; `Conflict` where the case waits in the element that failed, for
    then it would wait there for ever without anybody looking.
    """
    reason = reason.strip()
    if not reason:
        raise Invalid([Problem("reason", say("Please say why nothing is to be done."))])
    if len(reason) > LONGEST_REASON:
        raise Invalid([Problem("reason", say("At most %(limit)s characters.", limit=LONGEST_REASON))])
    incident, instance = lock_incident(session, actor, incident_id)
    if incident.kind not in SETTLED_BY_HAND:
        raise Conflict(say("The case still waits at this element: try again, or cancel the case."))
    resolve_incidents(session, actor, instance.id, incident_id=incident_id)
    settled = EventDraft(
        "incident_settled",
        actor,
        element_id=incident.element_id,
        version=instance.version,
        data={"incident": incident_id, "kind": incident.kind, "reason": reason},
    )
    append_events(session, instance.id, [settled])
