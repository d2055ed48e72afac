"""A person looks at messages that did not leave: they are tried again, or given up."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.outbox import deliveries
from engine.outbox.queries import failed_bundles
from engine.people.permissions import Permission
from engine.people.queries import require_permission


def resend_messages(session: Session, actor: Actor, bundle_ids: Sequence[UUID] | None = None) -> int:
    """Try these bundles (None: all failed ones) once more now; gives how many. Refused: `NotAllowed`."""
    require_permission(session, actor, Permission.EDIT_CHANNELS)
    chosen = failed_bundles(session) if bundle_ids is None else list(bundle_ids)
    return deliveries.send_again(session, chosen)


def give_up_messages(session: Session, actor: Actor, bundle_ids: Sequence[UUID]) -> int:
    """These bundles are tried no more; gives how many. Their notices inside the house stay. Refused: `NotAllowed`."""
    require_permission(session, actor, Permission.EDIT_CHANNELS)
    return deliveries.drop(session, list(bundle_ids))
