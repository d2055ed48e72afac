"""An incident asks somebody to look, and tells them so."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from engine.errors import Sentence, say
from engine.instances.models import Incident, ProcessInstance
from engine.instances.operations import open_incident
from engine.outbox.kinds import MessageKind
from engine.outbox.operations import tell
from engine.people.queries import holders, nearest_pool
from engine.tasks.assignment import FALLBACK_ROLE


def report_incident(
    session: Session,
    instance: ProcessInstance,
    *,
    element_id: str,
    kind: str,
    message: Sentence,
    engine_task_id: UUID | None = None,
    detail: str = "",
) -> Incident:
    """Open an incident of the case and tell the process owners of its unit; a further failure at the same place counts
    on the open incident and tells nobody again."""
    incident = open_incident(
        session,
        instance.id,
        element_id=element_id,
        kind=kind,
        message=message,
        engine_task_id=engine_task_id,
        detail=detail,
    )
    if inspect(incident).pending:  # it was not there before
        pool = nearest_pool(session, FALLBACK_ROLE, instance.org_unit_id)
        owners = [person.id for person in holders(session, *pool)] if pool else []
        case = " ".join(filter(None, (instance.business_key, instance.title)))
        sentence = say("Somebody has to look at %(case)s: %(message)s", case=case, message=message)
        tell(session, owners, sentence, f"/incidents/{incident.id}", kind=MessageKind.INCIDENT)
    return incident
