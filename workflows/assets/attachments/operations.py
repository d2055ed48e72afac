"""Putting photos and documents beside an asset, captioning and removing them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotAllowed, NotFound, Problem, say
from engine.files.operations import attach_files
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import has_permission
from engine.types import new_id
from workflows.assets.attachments.models import AssetAttachment
from workflows.assets.models import Asset
from workflows.assets.queries import lock_assets, may_see_asset

LONGEST_CAPTION, MOST_ATTACHMENTS = 200, 200


def attach_to_asset(
    session: Session,
    actor: Actor,
    asset_id: UUID,
    file_ids: Collection[UUID],
    *,
    caption: str = "",
    is_seen: bool = False,
) -> list[AssetAttachment]:
    """Put uploads of the actor's beside an asset that they may see, in whatever state it is. `is_seen`: the actor has
    just taken them before the asset, which counts as physical evidence (S10).

    Refused: an asset that is not theirs to see, no file, somebody else's upload, too long a caption, too many files.
    """
    asset = _visible(session, actor, asset_id)
    caption = _caption(caption)
    if not file_ids:
        raise Invalid([Problem("files", say("Choose a photo or a document."))])
    count = select(func.count()).where(AssetAttachment.asset_id == asset.id, AssetAttachment.removed_at.is_(None))
    if (session.scalar(count) or 0) + len(file_ids) > MOST_ATTACHMENTS:
        raise Invalid([Problem("files", say("An asset has at most %(limit)s files.", limit=MOST_ATTACHMENTS))])
    attach_files(session, actor, file_ids)
    added = [
        AssetAttachment(
            id=new_id(),
            asset_id=asset.id,
            file_id=file_id,
            caption=caption,
            added_by=_person(actor),
            added_at=clock.now(),
        )
        for file_id in dict.fromkeys(file_ids)
    ]
    session.add_all(added)
    if is_seen:
        asset.last_physical_evidence_at = clock.now()
    data = {"files": [one.file_id for one in added], "reason": caption, "is_seen": is_seen}
    record_master_event(session, actor, asset.id, "asset", "asset.file_added", data)
    return added


def caption_attachment(session: Session, actor: Actor, attachment_id: UUID, caption: str) -> AssetAttachment:
    """Say something else below a file. Refused as by `remove_attachment`."""
    found = _own(session, actor, attachment_id)
    before, found.caption = found.caption, _caption(caption)
    if found.caption != before:
        data = {"file": found.file_id, "changes": {"caption": [before, found.caption]}}
        record_master_event(session, actor, found.asset_id, "asset", "asset.file_captioned", data)
    return found


def remove_attachment(session: Session, actor: Actor, attachment_id: UUID) -> AssetAttachment:
    """Show a file no more; its adding and its removal stay in the asset's history.

    Refused: an asset that is not the actor's to see, a file that somebody else added without the permission to edit
    assets, one that is removed already.
    """
    found = _own(session, actor, attachment_id)
    found.removed_by, found.removed_at = _person(actor), clock.now()
    data = {"file": found.file_id, "reason": found.caption}
    record_master_event(session, actor, found.asset_id, "asset", "asset.file_removed", data)
    return found


def _own(session: Session, actor: Actor, attachment_id: UUID) -> AssetAttachment:
    found = session.get(AssetAttachment, attachment_id)
    if found is None:
        raise NotFound(say("There is no such file."))
    _visible(session, actor, found.asset_id)
    session.refresh(found)
    if found.added_by != actor.person_id and not has_permission(session, actor, Permission.EDIT_ASSETS):
        raise NotAllowed(say("Whoever added a file removes it, or an asset manager."))
    if found.removed_at is not None:
        raise Conflict(say("The file has been removed already."))
    return found


def _visible(session: Session, actor: Actor, asset_id: UUID) -> Asset:
    asset = lock_assets(session, [asset_id])[asset_id]
    if not may_see_asset(session, actor, asset):
        raise NotFound(say("There is no such asset."))
    return asset


def _caption(text: str) -> str:
    caption = " ".join(text.split())
    if len(caption) > LONGEST_CAPTION or not caption.isprintable():
        raise Invalid([Problem("caption", say("At most %(limit)s characters.", limit=LONGEST_CAPTION))])
    return caption


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Invalid([Problem("", say("A file is added by a person."))])
    return actor.person_id
