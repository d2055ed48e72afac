"""What a person has typed so far is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.tasks.operations import keep_draft
from engine.tasks.queries import find_task, seats_of
from engine.tasks.rules import require_open, sitting_of
from engine.types import canonical_json

MAX_DRAFT = 200_000


def save_draft(session: Session, actor: Actor, task_id: UUID, values: Mapping[str, Any]) -> None:
    """Keep raw form values for this person and task; not part of the history, and the case is not locked.

    Refused: `AlreadyDone`, `Conflict`, `NotAllowed` as for deciding; `Invalid` over 200,000 characters.
    """
    task = find_task(session, task_id)
    seats = seats_of(session, [task_id])
    require_open(session, task, seats)
    sitting_of(session, actor, task, seats)
    if len(canonical_json(dict(values))) > MAX_DRAFT:
        raise Invalid([Problem("draft", say("The draft is too large to be kept."))])
    assert actor.person_id is not None
    keep_draft(session, actor.person_id, task_id, values)
