"""Give a program the means to act in one's own name."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.history.operations import record_master_event
from engine.people import tokens
from engine.people.models import PersonalToken


def issue_token(session: Session, actor: Actor, name: str, *, days: int = 90) -> tuple[PersonalToken, str]:
    """A new personal token, valid for `days` (1 to 366), and its text, which is shown this once."""
    token, text = tokens.issue_token(session, actor, name, days=days)
    data = {"token_id": token.id, "name": token.name, "expires_at": token.expires_at}
    record_master_event(session, actor, token.person_id, "person", "token_issued", data)
    return token, text
