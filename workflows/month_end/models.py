"""Tables of the monthly runs of depreciation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, Money, UtcInstant, new_id


class MonthStatus(StrEnum):
    """How far the work on a month has come: what was worked out before is cleared away, asset after asset is worked
    out, and only a month that is done has journals and is shown."""

    CLEARING = "clearing"
    COMPUTING = "computing"
    DONE = "done"


class DepreciationMonth(Base):
    """The work on one month of a legal entity's books, done in chunks: `after_id` is the last asset worked out.

    `register_sums` add up what the chunks have read of the register (`reading.RegisterSums`): if the register says
    something else at the end, it has changed under way and the month is worked out anew.
    """

    __tablename__ = "depreciation_months"
    __table_args__ = (
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("status IN ('clearing', 'computing', 'done')", name="status"),
    )

    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    convention: Mapped[str] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(20))
    after_id: Mapped[UUID | None] = mapped_column(Uuid)
    register_sums: Mapped[list[int]] = mapped_column(JsonText, default=list)
    assets_done: Mapped[int] = mapped_column(default=0)
    assets_total: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcInstant)
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class DepreciationRun(Base):
    """The depreciation of a legal entity's assets in one currency for one month, with the journal drafted from it.

    It counts once its month is done. `shares` are amounts by department: `{unit id: [of owned, of leased assets]}`.
    Worked out anew, it is replaced, until its journal is confirmed.
    """

    __tablename__ = "depreciation_runs"
    __table_args__ = (
        UniqueConstraint("legal_entity_id", "year", "month", "currency"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    year: Mapped[int]
    month: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    convention: Mapped[str] = mapped_column(String(30))
    journal_id: Mapped[UUID | None] = mapped_column(ForeignKey("journals.id"))
    asset_count: Mapped[int]
    total: Mapped[Decimal] = mapped_column(Money)
    shares: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    computed_at: Mapped[datetime] = mapped_column(UtcInstant)
    computed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class DepreciationLine(Base):
    """What one asset loses in the month of a run, and has lost by its end. `difference`: what an import had depreciated
    more than our formula by the month it was read in."""

    __tablename__ = "depreciation_lines"

    run_id: Mapped[UUID] = mapped_column(ForeignKey("depreciation_runs.id"), primary_key=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), primary_key=True)
    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_units.id"))
    category_id: Mapped[UUID] = mapped_column(ForeignKey("asset_categories.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    accumulated: Mapped[Decimal] = mapped_column(Money)
    difference: Mapped[Decimal] = mapped_column(Money)
