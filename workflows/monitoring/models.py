"""Tables of monitoring sources and their calls."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, UtcInstant, new_id

_TAKEN = text("outcome <> 'refused'")


class Outcome(StrEnum):
    """What became of a call: the asset was marked, the alarm was kept beside it, or nothing was done."""

    MARKED = "marked"
    RECORDED = "recorded"
    REFUSED = "refused"


class MonitoringSource(Base):
    """A monitoring system that may raise alarms about the assets of one company.

    `person_id` answers for its alarms: requests are in their name. Its signing secret is made from its id and
    `secret_number`, so that no row and no backup holds it.
    """

    __tablename__ = "monitoring_sources"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    secret_number: Mapped[int] = mapped_column(default=1)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    created_at: Mapped[datetime] = mapped_column(UtcInstant)


class MonitoringCall(Base):
    """One call of a source. An alarm is taken once: `alarm_id` is unique among what was not refused.

    `asset_no` is what was sent; `sentence` is what was answered, as {template, values}.
    """

    __tablename__ = "monitoring_calls"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({', '.join(repr(one.value) for one in Outcome)})", name="outcome"),
        Index("ix_monitoring_calls_source_id_id", "source_id", "id"),
        Index(
            "ix_monitoring_calls_taken",
            "source_id",
            "alarm_id",
            unique=True,
            sqlite_where=_TAKEN,
            postgresql_where=_TAKEN,
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    source_id: Mapped[UUID] = mapped_column(ForeignKey("monitoring_sources.id"))
    alarm_id: Mapped[str] = mapped_column(String(200))
    asset_no: Mapped[str] = mapped_column(String(100))
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    outcome: Mapped[str] = mapped_column(String(20))
    sentence: Mapped[dict[str, Any]] = mapped_column(JsonText)
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("disposal_requests.id"))
