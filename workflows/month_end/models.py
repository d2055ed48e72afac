"""Tables of the monthly runs of depreciation."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import Money, UtcInstant, new_id


class DepreciationRun(Base):
    """The depreciation of a legal entity's assets in one currency for one month, with the journal drafted from it.

    Worked out anew, it replaces what it said before, until its journal is confirmed.
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
