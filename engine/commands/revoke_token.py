"""End a personal token at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.history.operations import record_master_event
from engine.people import tokens


def revoke_token(session: Session, actor: Actor, token_id: UUID) -> None:
    """No program can use the token any more. Only its owner may do this; others are told that there is none."""
    token = tokens.revoke_token(session, actor, token_id)
    record_master_event(session, actor, token.person_id, "person", "token_revoked", {"token_id": token.id})
