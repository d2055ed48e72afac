"""Who has seen an asset, and where."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.scanning.models import AssetSighting


def sightings_of(session: Session, asset_id: UUID, *, limit: int = 50) -> list[AssetSighting]:
    """The latest sightings of an asset, newest first."""
    query = select(AssetSighting).where(AssetSighting.asset_id == asset_id)
    return list(session.scalars(query.order_by(AssetSighting.id.desc()).limit(limit)))
