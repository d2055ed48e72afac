"""Tables of process instances, message subscriptions and incidents."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, Money, UtcInstant, new_id


class InstanceStatus(StrEnum):
    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ProcessInstance(Base):
    """One case. `state` is what engine.spiff saved; `revision` counts its saves; the rest is for lists and scope.

    `version` reads `bundle@number`. `subject_kind` and `subject_id` name the business record the case is about.
    """

    __tablename__ = "process_instances"
    __table_args__ = (
        CheckConstraint("status in ('active','completed','cancelled')", name="status"),
        Index("ix_process_instances_subject", "subject_kind", "subject_id"),
        Index("ix_process_instances_unit", "org_unit_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    bundle_version_id: Mapped[UUID] = mapped_column(ForeignKey("bundle_versions.id"), index=True)
    process_id: Mapped[str] = mapped_column(String(200))
    version: Mapped[str] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(20), default=InstanceStatus.ACTIVE)
    state: Mapped[str] = mapped_column(Text, deferred=True, deferred_raiseload=True)
    revision: Mapped[int] = mapped_column(default=0)
    business_key: Mapped[str] = mapped_column(String(100), default="", index=True)
    title: Mapped[str] = mapped_column(String(300), default="")
    amount: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3), default="")
    subject_kind: Mapped[str] = mapped_column(String(60), default="")
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    initiator_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_units.id"))
    started_at: Mapped[datetime] = mapped_column(UtcInstant)
    ended_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class Subscription(Base):
    """A place in an instance where it waits for a message with this name and correlation key."""

    __tablename__ = "subscriptions"
    __table_args__ = (Index("ix_subscriptions_name_key", "name", "correlation_key"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instances.id"), index=True)
    engine_task_id: Mapped[UUID] = mapped_column(Uuid)
    event: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(200))
    correlation_key: Mapped[str] = mapped_column(String(200))


class BufferedMessage(Base):
    """A message nobody waited for yet; delivered as soon as somebody does, dropped when it expires."""

    __tablename__ = "buffered_messages"
    __table_args__ = (Index("ix_buffered_messages_name_key", "name", "correlation_key"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    correlation_key: Mapped[str] = mapped_column(String(200))
    variables: Mapped[dict[str, object]] = mapped_column(JsonText)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)


class Incident(Base):
    """Something in an instance that a person has to look at. Open while `resolved_at` is null."""

    __tablename__ = "incidents"
    __table_args__ = (
        Index(
            "ix_incidents_open",
            "opened_at",
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    instance_id: Mapped[UUID] = mapped_column(ForeignKey("process_instances.id"), index=True)
    element_id: Mapped[str] = mapped_column(String(200))
    engine_task_id: Mapped[UUID | None] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(40))
    message: Mapped[dict[str, object]] = mapped_column(JsonText)
    detail: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime] = mapped_column(UtcInstant)
    attempts: Mapped[int] = mapped_column(default=1)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    resolved_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None
