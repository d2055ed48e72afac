"""Locking many cases without waiting for any."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine.instances.models import ProcessInstance


def lock_free_instances(session: Session, instance_ids: Collection[UUID] | Select[UUID]) -> set[UUID]:
    """Lock those of these cases, or of those that the question names, that nobody is at work on: in the order of their
    ids, without reading their state."""
    locking = select(ProcessInstance.id).where(ProcessInstance.id.in_(instance_ids)).order_by(ProcessInstance.id)
    return set(session.scalars(locking.with_for_update(skip_locked=True)))
