"""The table of the files."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import UtcInstant, new_id

EXTENSIONS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


class File(Base):
    """One upload; its bytes lie in the store under `sha256`, perhaps shared with others.

    `attached_at` is null until something (an answer, a request) names the file; then it is never swept.
    """

    __tablename__ = "files"
    __table_args__ = (
        Index(
            "ix_files_unattached",
            "uploaded_at",
            sqlite_where=text("attached_at IS NULL"),
            postgresql_where=text("attached_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    size_bytes: Mapped[int]
    original_name: Mapped[str] = mapped_column(String(200))
    width: Mapped[int | None]
    height: Mapped[int | None]
    uploaded_by: Mapped[UUID | None] = mapped_column(Uuid)
    uploaded_at: Mapped[datetime] = mapped_column(UtcInstant)
    attached_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    @property
    def download_name(self) -> str:
        """The uploader's name with the ending of what the content now is."""
        return (PurePath(self.original_name).stem or "file") + EXTENSIONS[self.media_type]
