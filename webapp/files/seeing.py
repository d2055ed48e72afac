"""Who may look at a file: whoever sent it, and whoever may see the asset or a case it belongs to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import view_case
from engine.errors import NotFound, say
from engine.files.queries import find_file
from workflows.assets.attachments.queries import may_see_attached
from workflows.disposal.queries import requests_with_photo


def require_visible(session: Session, actor: Actor, file_id: UUID) -> None:
    """Refuse with `NotFound` a file that is not for this actor to see."""
    if find_file(session, file_id).uploaded_by == actor.person_id:
        return
    if may_see_attached(session, actor, file_id):
        return
    for disposal in requests_with_photo(session, file_id):
        if disposal.instance_id:
            view_case(session, actor, disposal.instance_id)
            return
    raise NotFound(say("There is no such file."))
