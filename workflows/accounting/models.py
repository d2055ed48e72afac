"""Tables of accounts, of what they are for, of tax rates, and of journals with their lines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import Money, Quantity, UtcInstant, new_id


class JournalStatus(StrEnum):
    """A journal is drafted to be confirmed; only a confirmed one has a number and a posting date."""

    TO_CONFIRM = "to_confirm"
    CONFIRMED = "confirmed"
    VOIDED = "voided"
    REVERSED = "reversed"


class Account(Base):
    """An account of a chart of accounts (`cas`: 企业会计准则)."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("chart", "code"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    chart: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")


class PostingAccount(Base):
    """Which account a chart posts to for a purpose; `method` is a disposal method, or empty for all of them."""

    __tablename__ = "posting_accounts"

    chart: Mapped[str] = mapped_column(String(20), primary_key=True)
    method: Mapped[str] = mapped_column(String(30), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(30), primary_key=True)
    code: Mapped[str] = mapped_column(String(20))


class TaxRate(Base):
    """A VAT rate between two days, both included; no last day: until further notice. Rates are fractions (0.13).

    A price with tax is divided by 1 + `price_rate`; of that, `tax_rate` is the tax: they differ where the law reduces
    3 % to 2 %. `source` is where it is written.
    """

    __tablename__ = "tax_rates"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("price_rate BETWEEN 0 AND 10000 AND tax_rate BETWEEN 0 AND 10000", name="rates"),
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="validity"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(20))
    price_rate: Mapped[Decimal] = mapped_column(Quantity)
    tax_rate: Mapped[Decimal] = mapped_column(Quantity)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200), default="")


class Journal(Base):
    """One journal entry, drafted for the month of `drafted_for`. `posting_on` is the day it was booked on.

    `source_kind` and `source_id` name the document it comes from; `external_voucher_no` is the ERP's own number.
    `reverses_id` is the confirmed journal whose opposite this one is.
    """

    __tablename__ = "journals"
    __table_args__ = (
        UniqueConstraint("legal_entity_id", "number"),
        CheckConstraint("status IN ('to_confirm', 'confirmed', 'voided', 'reversed')", name="status"),
        CheckConstraint(
            "(status IN ('confirmed', 'reversed')) = (number IS NOT NULL AND posting_on IS NOT NULL)", name="confirmed"
        ),
        Index("ix_journals_source", "source_kind", "source_id"),
        Index("ix_journals_org_unit_id_status", "org_unit_id", "status"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    number: Mapped[str | None] = mapped_column(String(40))
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_units.id"))
    kind: Mapped[str] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(20), default=JournalStatus.TO_CONFIRM)
    currency: Mapped[str] = mapped_column(String(3))
    drafted_for: Mapped[date]
    posting_on: Mapped[date | None]
    source_kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[UUID] = mapped_column(Uuid)
    external_voucher_no: Mapped[str] = mapped_column(String(60), default="")
    drafted_at: Mapped[datetime] = mapped_column(UtcInstant)
    drafted_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    voided_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    voided_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reverses_id: Mapped[UUID | None] = mapped_column(ForeignKey("journals.id"), unique=True)


class JournalLine(Base):
    """One line of a journal: an amount on one side of one account, of one department where it matters which.

    `step`: the step of the entry it belongs to.
    """

    __tablename__ = "journal_lines"
    __table_args__ = (CheckConstraint("debit >= 0 AND credit >= 0 AND (debit > 0) <> (credit > 0)", name="one_side"),)

    journal_id: Mapped[UUID] = mapped_column(ForeignKey("journals.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    account_code: Mapped[str] = mapped_column(String(20))
    debit: Mapped[Decimal] = mapped_column(Money)
    credit: Mapped[Decimal] = mapped_column(Money)
    step: Mapped[str] = mapped_column(String(30), default="")
    text: Mapped[str] = mapped_column(String(200), default="")
    org_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("org_units.id"))
