"""What a person chooses to be told, and how."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.outbox.kinds import MessageKind, Way
from engine.outbox.models import MessageChoice
from engine.outbox.ways import is_wanted_by_default

CHOOSABLE = (Way.NOTICE, Way.MAIL, Way.CHAT)


def choose(session: Session, actor: Actor, wanted: Mapping[tuple[str, str], bool]) -> None:
    """The actor wants, or does not want, these (kind, way) from now on; what is not named goes back to the default."""
    if actor.person_id is None:
        return
    session.execute(delete(MessageChoice).where(MessageChoice.person_id == actor.person_id))
    rows = [
        {"person_id": actor.person_id, "kind": kind, "way": way, "is_wanted": wanted[kind, way]}
        for kind in MessageKind
        for way in CHOOSABLE
        if (kind, way) in wanted and wanted[kind, way] != is_wanted_by_default(kind, way)
    ]
    if rows:
        session.execute(insert(MessageChoice), rows)
