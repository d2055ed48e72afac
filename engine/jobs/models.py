"""The table of jobs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, UtcInstant, new_id

_WAITING = text("status = 'waiting'")


class JobStatus(StrEnum):
    WAITING = "waiting"
    DONE = "done"


class Job(Base):
    """Work to be done outside anybody's click. `payload` says what is left; each chunk rewrites it in its commit."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint("status in ('waiting','done')", name="status"),
        Index("ix_jobs_waiting", "run_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JsonText)
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instances.id"))
    status: Mapped[str] = mapped_column(String(20), default=JobStatus.WAITING)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(UtcInstant)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    finished_at: Mapped[datetime | None] = mapped_column(UtcInstant)
