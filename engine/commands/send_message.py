"""A program outside tells a case something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.deliver_message import deliver_message
from engine.people.permissions import Permission
from engine.people.queries import require_permission


def send_message(
    session: Session, actor: Actor, name: str, correlation_key: str, variables: Mapping[str, Any]
) -> UUID | None:
    """As `deliver_message`, for somebody from outside. Refused: `NotAllowed` without the permission."""
    require_permission(session, actor, Permission.SEND_MESSAGES)
    return deliver_message(session, actor, name, correlation_key, variables)
