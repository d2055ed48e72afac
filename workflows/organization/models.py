"""Tables of accounting periods, document counters and bookkeeping rules."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import new_id


class PeriodStatus(StrEnum):
    """Whether journals may still be posted into a month."""

    OPEN = "open"
    CLOSED = "closed"


class EntityBooks(Base):
    """The bookkeeping rules of one legal entity; an entity without a row keeps its books by the defaults.

    `language` is that of its documents: zh, en or both.
    """

    __tablename__ = "entity_books"
    __table_args__ = (CheckConstraint("language IN ('zh', 'en', 'both')", name="language"),)

    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"), primary_key=True)
    time_zone: Mapped[str] = mapped_column(String(60), default="Asia/Shanghai")
    chart: Mapped[str] = mapped_column(String(20), default="cas")
    depreciation_convention: Mapped[str] = mapped_column(String(30), default="CN_NEXT_MONTH")
    language: Mapped[str] = mapped_column(String(10), default="zh")


class AccountingPeriod(Base):
    """One month of a legal entity's books. A month without a row has never been opened."""

    __tablename__ = "accounting_periods"
    __table_args__ = (
        UniqueConstraint("legal_entity_id", "year", "month"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("status IN ('open', 'closed')", name="status"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    year: Mapped[int]
    month: Mapped[int]
    status: Mapped[str] = mapped_column(String(10))


class DocumentCounter(Base):
    """The last number given out for one kind of document of a legal entity in a year."""

    __tablename__ = "document_counters"

    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int] = mapped_column(default=0)
