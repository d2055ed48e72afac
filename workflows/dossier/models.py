"""The table of dossiers that were asked for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import UtcInstant, new_id


class PaperLanguage(StrEnum):
    """In what the papers of a dossier are written; the facts beside them name everything in both languages."""

    CHINESE = "zh"
    ENGLISH = "en"
    BOTH = "both"


class Dossier(Base):
    """One dossier of a request, made by a job; `path` is the ZIP in the data folder, `sha256` its hash once there.

    `has_paper`: the PDFs are in it; without the program for them (the extra `pdf`) the rest still proves everything.
    `removed_at`: the ZIP was taken away to save room. The same case gives the same bytes again.
    """

    __tablename__ = "dossiers"
    __table_args__ = (
        CheckConstraint("language IN ('zh', 'en', 'both')", name="language"),
        Index("ix_dossiers_request_id_id", "request_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"))
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcInstant)
    path: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str | None] = mapped_column(String(64))
    size_bytes: Mapped[int | None]
    has_paper: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(10), default=PaperLanguage.BOTH)
    made_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    removed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
