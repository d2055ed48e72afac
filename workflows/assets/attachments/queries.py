"""Finding photos and documents of assets."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.files.models import File
from workflows.assets.attachments.models import AssetAttachment
from workflows.assets.models import Asset
from workflows.assets.queries import may_see_asset


def attachments_of(session: Session, asset_id: UUID) -> Sequence[tuple[AssetAttachment, File]]:
    """What is there, the newest first, each with its file."""
    query = (
        select(AssetAttachment, File)
        .join(File, File.id == AssetAttachment.file_id)
        .where(AssetAttachment.asset_id == asset_id, AssetAttachment.removed_at.is_(None))
        .order_by(AssetAttachment.id.desc())
    )
    return [(attachment, file) for attachment, file in session.execute(query)]


def may_see_attached(session: Session, actor: Actor, file_id: UUID) -> bool:
    """Whether the file lies beside an asset that the actor may see; a removed one is shown to nobody."""
    query = (
        select(Asset)
        .join(AssetAttachment, AssetAttachment.asset_id == Asset.id)
        .where(AssetAttachment.file_id == file_id, AssetAttachment.removed_at.is_(None))
    )
    return any(may_see_asset(session, actor, asset) for asset in session.scalars(query))
