"""The table of timers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import UtcInstant, new_id

_WAITING = text("fired_at IS NULL AND cancelled_at IS NULL")


class Timer(Base):
    """One timer event that waits, fired, or was disarmed.

    `engine_task_id` and `event` say where it stands in the instance's state; `task_id` is the human task whose time
    limit it is. `literal` is the evaluated ISO 8601 text. `due_at` is null where the literal cannot be read (incident).
    `repetitions_left` counts further firings of a cycle (-1: no end).
    """

    __tablename__ = "timers"
    __table_args__ = (
        Index("ix_timers_due", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_timers_instance", "instance_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instances.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"))
    engine_task_id: Mapped[UUID] = mapped_column(Uuid)
    element_id: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(20))
    literal: Mapped[str] = mapped_column(String(200))
    is_working_time: Mapped[bool] = mapped_column(default=False)
    armed_at: Mapped[datetime] = mapped_column(UtcInstant)
    due_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    repetitions_left: Mapped[int] = mapped_column(default=0)
    fired_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
