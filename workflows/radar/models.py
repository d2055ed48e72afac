"""Tables of what the nightly watch has found and told."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import Quantity, UtcInstant, new_id


class Kpi(StrEnum):
    """The key figures: 平均处置周期 and 账实差异率."""

    DISPOSAL_CYCLE = "disposal_cycle"
    VARIANCE_RATE = "variance_rate"


class RadarLabel(Base):
    """An asset is labelled 即将到期 since this day; the row goes when the rule no longer holds."""

    __tablename__ = "radar_labels"

    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), primary_key=True)
    since_on: Mapped[date]


class TaxWarning(Base):
    """Somebody was told that the tax deadline of a request, which is not in the books yet, is `days` days away."""

    __tablename__ = "tax_warnings"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_at: Mapped[datetime] = mapped_column(UtcInstant)


class KpiTarget(Base):
    """What a key figure was held against from `set_at` on, until the next row for it (see `targets.Target`)."""

    __tablename__ = "kpi_targets"
    __table_args__ = (
        CheckConstraint("kpi IN ('disposal_cycle', 'variance_rate')", name="kpi"),
        Index("ix_kpi_targets_kpi_id", "kpi", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kpi: Mapped[str] = mapped_column(String(30))
    baseline: Mapped[Decimal | None] = mapped_column(Quantity)
    target: Mapped[Decimal] = mapped_column(Quantity)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="")
    set_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime] = mapped_column(UtcInstant)
