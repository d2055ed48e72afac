"""A case begins."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.advance import start_run, write_down
from engine.definitions.queries import latest_process
from engine.history.operations import EventDraft, open_chain
from engine.instances.models import ProcessInstance
from engine.types import new_id


def start_process(
    session: Session,
    actor: Actor,
    process_id: str,
    variables: Mapping[str, Any],
    *,
    org_unit_id: UUID,
    legal_entity_id: UUID,
    business_key: str = "",
    title: str = "",
    subject_kind: str = "",
    subject_id: UUID | None = None,
    amount: Decimal | None = None,
    currency: str = "",
    at: str | None = None,
    initiator_id: UUID | None = None,
) -> ProcessInstance:
    """Start the latest version of a process and run it until it waits. Locks nothing.

    `variables` are ids and routing facts; `business_key`, `title`, `amount` and `currency` say in lists what the case
    is about; `subject_kind` and `subject_id` name its business record; `at` picks a start event where there are
    several; `initiator_id` is whose case it is, by default the actor's. Refused: `NotFound` for an unknown process.
    """
    process = latest_process(session, process_id)
    now = clock.now()
    instance = ProcessInstance(
        id=new_id(),
        bundle_version_id=process.bundle_version_id,
        process_id=process_id,
        version=f"{process.bundle_key}@{process.number}",
        state="",
        revision=0,
        business_key=business_key,
        title=title[:300],
        amount=amount,
        currency=currency,
        subject_kind=subject_kind,
        subject_id=subject_id,
        initiator_id=initiator_id or actor.on_behalf_of or actor.person_id,
        legal_entity_id=legal_entity_id,
        org_unit_id=org_unit_id,
        started_at=now,
    )
    session.add(instance)
    session.flush()  # rows written during the run refer to it
    open_chain(session, instance.id, "case")
    run = start_run(session, actor, instance, variables, at=at)
    started = EventDraft(
        "case_started",
        actor,
        version=instance.version,
        at=now,
        data={
            "process": process_id,
            "variables": dict(variables),
            "business_key": business_key,
            "subject_kind": subject_kind,
            "subject": subject_id,
            "amount": amount,
            "currency": currency,
        },
    )
    write_down(run, [started])
    return instance
