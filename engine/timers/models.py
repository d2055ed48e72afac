"""Tables of timers and of the policies that tune them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, Money, Quantity, UtcInstant, new_id

_WAITING = text("fired_at IS NULL AND cancelled_at IS NULL")
_OF_TASK = text("task_id IS NOT NULL")
_ACTIVE = text("is_active")


class Timer(Base):
    """One timer event of a diagram, or one stage of a seat's ladder, that waits, fired, or was disarmed.

    `engine_task_id` and `event` say where it stands in the instance's state; `task_id` is the human task whose time
    limit it is. `literal` is the evaluated ISO 8601 text that counts, `base_literal` the diagram's own, which a policy
    (`policy_id`) may have overridden. `due_at` is null where the literal cannot be read (incident).
    `repetitions_left` counts further firings of a cycle (-1: no end) or of a ladder's last stage.

    A stage has an `action`, its `stage` in percent of the limit, the `recipients` of `engine.timers.ladder.Stage`, and
    in `engine_task_id` the human task; `repetition` counts the times it has been repeated. `armed_at` is then when the
    seat's clock started.
    """

    __tablename__ = "timers"
    __table_args__ = (
        CheckConstraint("action in ('remind','copy','escalate','reassign')", name="action"),
        Index("ix_timers_due", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_timers_instance", "instance_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_timers_task", "task_id", sqlite_where=_OF_TASK, postgresql_where=_OF_TASK),
        Index(
            "ix_timers_element",
            "process_id",
            "element_id",
            "task_id",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instances.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"))
    seat_id: Mapped[UUID | None] = mapped_column(ForeignKey("seats.id"))
    engine_task_id: Mapped[UUID] = mapped_column(Uuid)
    process_id: Mapped[str] = mapped_column(String(200), default="")
    element_id: Mapped[str] = mapped_column(String(200))
    event: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(20))
    literal: Mapped[str] = mapped_column(String(200))
    base_literal: Mapped[str] = mapped_column(String(200), default="")
    is_working_time: Mapped[bool] = mapped_column(default=False)
    is_base_working_time: Mapped[bool] = mapped_column(default=False)
    calendar_code: Mapped[str] = mapped_column(String(40), default="")
    policy_id: Mapped[UUID | None] = mapped_column(ForeignKey("timer_policies.id"))
    stage: Mapped[int | None]
    action: Mapped[str | None] = mapped_column(String(10))
    recipients: Mapped[list[str]] = mapped_column(JsonText, default=list)
    repetition: Mapped[int] = mapped_column(default=0)
    repeat_every: Mapped[str] = mapped_column(String(40), default="")
    armed_at: Mapped[datetime] = mapped_column(UtcInstant)
    due_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    repetitions_left: Mapped[int] = mapped_column(default=0)
    fired_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")


class TimerPolicy(Base):
    """What the owners of a process set instead of the limit and ladder that its diagram draws at one timer event.

    `org_unit_id` (with the units below it) and the amount band (`amount_from` included, `amount_to` not, in
    `currency`) narrow it; the narrowest that is active wins. `stages` are those of `engine.timers.ladder`, without the
    limit itself. A policy is never changed: a new one supersedes it, so that the history can name both.
    """

    __tablename__ = "timer_policies"
    __table_args__ = (
        CheckConstraint("limit_value > 0", name="limit_value"),
        CheckConstraint(
            "limit_unit in ('minutes','hours','days','working_minutes','working_hours','working_days')",
            name="limit_unit",
        ),
        Index("ix_timer_policies_active", "process_id", sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    process_id: Mapped[str] = mapped_column(String(200))
    element_id: Mapped[str] = mapped_column(String(200))
    org_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("org_units.id"))
    amount_from: Mapped[Decimal | None] = mapped_column(Money)
    amount_to: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3), default="")
    limit_value: Mapped[Decimal] = mapped_column(Quantity)
    limit_unit: Mapped[str] = mapped_column(String(20))
    calendar_code: Mapped[str] = mapped_column(String(40), default="")
    stages: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    repeat_every: Mapped[str] = mapped_column(String(40), default="")
    max_repeat: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    moves_waiting: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    superseded_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    superseded_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
