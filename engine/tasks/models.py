"""Tables of human tasks, seats, drafts and inbox entries."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.definitions.task_words import SignMode as SignMode
from engine.types import JsonText, UtcInstant, new_id


class TaskStatus(StrEnum):
    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class SeatStatus(StrEnum):
    """`waiting`: its turn has not come, or somebody asked before it (加签) has not answered yet."""

    WAITING = "waiting"
    OPEN = "open"
    DECIDED = "decided"
    NOT_NEEDED = "not_needed"


class AddedHow(StrEnum):
    """Where an added signer (加签) stands to who added them: before them, after them, or beside them in the vote."""

    BEFORE = "before"
    AFTER = "after"
    BESIDE = "beside"


class Task(Base):
    """A BPMN human task that waits, or waited. `id` is also its id inside the instance's state.

    `inputs` are the task's own variables (`zeebe:input`); `answers` what was decided with, once completed.
    `revision` grows when somebody else changes what a decider sees; a decision on an older one is refused.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("status in ('open','completed','cancelled')", name="status"),
        Index("ix_tasks_instance_element", "instance_id", "element_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instances.id"))
    bundle_version_id: Mapped[UUID] = mapped_column(ForeignKey("bundle_versions.id"))
    process_id: Mapped[str] = mapped_column(String(200))
    element_id: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20), default=TaskStatus.OPEN)
    sign_mode: Mapped[str] = mapped_column(String(20), default="one")
    priority: Mapped[int] = mapped_column(default=50)
    inputs: Mapped[dict[str, Any]] = mapped_column(JsonText)
    decision: Mapped[str | None] = mapped_column(String(40))
    answers: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    revision: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime] = mapped_column(UtcInstant)
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class Seat(Base):
    """One person's or one pool's place in a task. `pools` are keys as `role@unit`; a list is one pool.

    `weight` counts in a vote by ratio, `has_veto` lets its rejection decide there. `opened_at` is null while the seat
    waits for its turn. An added signer's seat (加签) names who added it and, in `anchor_id`, the seat it was added to.
    While `delegated_to` is set, that person advises; the word stays with the seat's holder.
    """

    __tablename__ = "seats"
    __table_args__ = (
        CheckConstraint("status in ('waiting','open','decided','not_needed')", name="status"),
        CheckConstraint("added_how in ('before','after','beside')", name="added_how"),
        Index("ix_seats_decided", "decided_by", "decided_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    weight: Mapped[int] = mapped_column(default=1)
    has_veto: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(20), default=SeatStatus.OPEN)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    pools: Mapped[list[str]] = mapped_column(JsonText)
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    opened_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    due_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    decided_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    on_behalf_of: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    decision: Mapped[str | None] = mapped_column(String(40))
    comment: Mapped[str] = mapped_column(Text, default="")
    added_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    added_how: Mapped[str | None] = mapped_column(String(10))
    anchor_id: Mapped[UUID | None] = mapped_column(Uuid)
    delegated_to: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    delegated_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    urged_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class InboxEntry(Base):
    """The projection an inbox reads: one row per recipient and open seat. `recipient` is `person:<id>` or a pool key.

    `sort_at` is the due instant; where there is none it lies far away, later for what came later, so that one index
    serves the page.
    """

    __tablename__ = "inbox_entries"
    __table_args__ = (Index("ix_inbox_entries_page", "recipient", "sort_at", "task_id"),)

    seat_id: Mapped[UUID] = mapped_column(ForeignKey("seats.id"), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(120), primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), index=True)
    sort_at: Mapped[datetime] = mapped_column(UtcInstant)


class Draft(Base):
    """What a person has typed into a task's form and not yet sent: raw form values."""

    __tablename__ = "drafts"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JsonText)
    saved_at: Mapped[datetime] = mapped_column(UtcInstant)


class CaseComment(Base):
    """Something said about a case outside of a decision; `task_id` where it was said at a task."""

    __tablename__ = "case_comments"
    __table_args__ = (Index("ix_case_comments_instance", "instance_id", "id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instances.id"))
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcInstant)


class CaseCopy(Base):
    """A case that was sent to a person to read (抄送): from then on they may see it. One per case and person."""

    __tablename__ = "case_copies"
    __table_args__ = (
        UniqueConstraint("instance_id", "person_id"),
        Index("ix_case_copies_person", "person_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instances.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcInstant)
    read_at: Mapped[datetime | None] = mapped_column(UtcInstant)
