"""The table of planned days."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import UtcInstant


class Stage(StrEnum):
    """What a disposal reaches one after the other."""

    COLLECTED = "collected"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    LEFT = "left"
    POSTED = "posted"


class PlannedStage(Base):
    """A stage of a request is to be reached by `planned_on`, a day where its company keeps its books."""

    __tablename__ = "disposal_planned_stages"
    __table_args__ = (CheckConstraint(f"stage IN ({', '.join(repr(stage.value) for stage in Stage)})", name="stage"),)

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(String(20), primary_key=True)
    planned_on: Mapped[date] = mapped_column(Date, index=True)
    set_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime] = mapped_column(UtcInstant)
