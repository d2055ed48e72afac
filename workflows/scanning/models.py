"""The table of sightings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import UtcInstant, new_id


class AssetSighting(Base):
    """A person stood before the asset and scanned its label (S10): physical evidence, never changed or removed.

    `location_id`: where, if they said so. It need not be where the register has the asset: a sighting moves nothing.
    """

    __tablename__ = "asset_sightings"
    __table_args__ = (Index("ix_asset_sightings_asset_id_id", "asset_id", "id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    seen_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    seen_at: Mapped[datetime] = mapped_column(UtcInstant)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("locations.id"))
    note: Mapped[str] = mapped_column(String(500), default="")
