"""The table of photos and documents of assets."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import UtcInstant, new_id


class AssetAttachment(Base):
    """A file that somebody put beside an asset. Once removed it is shown no more, and neither it nor its file is
    deleted."""

    __tablename__ = "asset_attachments"
    __table_args__ = (CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), index=True)
    caption: Mapped[str] = mapped_column(String(200), default="")
    added_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    added_at: Mapped[datetime] = mapped_column(UtcInstant)
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
