"""Tables of evidence: what is required, what was brought, what was waived."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import UtcInstant, new_id


class EvidenceItem(StrEnum):
    """What may have to be kept, in the order in which it comes about."""

    TAX_BASIS = "tax_basis"
    ASSET_CARD = "asset_card"
    PHOTOS = "photos"
    APPRAISAL = "appraisal"
    RESPONSIBILITY = "responsibility"
    APPROVAL = "approval"
    DECLARATION = "declaration"
    SPECIAL_REPORT = "special_report"
    POLICE_REPORT = "police_report"
    COUNT_SHEET = "count_sheet"
    QUOTES = "quotes"
    CONTRACT = "contract"
    SALES_INVOICE = "sales_invoice"
    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    VENDOR_NOTE = "vendor_note"
    DONEE_RECEIPT = "donee_receipt"
    DEEMED_SUPPLY = "deemed_supply"
    PARTS_LIST = "parts_list"
    MANIFEST = "manifest"
    SANITIZATION = "sanitization"
    VEHICLE = "vehicle"
    USE_REGISTRATION = "use_registration"
    TITLE = "title"
    RELEASE = "release"
    RELEASE_SLIP = "release_slip"
    COMPENSATION = "compensation"
    EXPLANATION = "explanation"
    JOURNAL = "journal"


class EvidenceRule(Base):
    """When an item is required, from `valid_from` on until a later rule for it begins: always, or where one of
    `conditions` holds (blank-separated `class:special`, `loss:large`, `method:sale`, `flag:hazardous`). `brought_by` is
    the role that is asked for it. Shipped rules were changed by nobody."""

    __tablename__ = "evidence_rules"
    __table_args__ = (UniqueConstraint("item", "valid_from"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    item: Mapped[str] = mapped_column(String(30))
    valid_from: Mapped[date]
    is_required: Mapped[bool]
    conditions: Mapped[str] = mapped_column(String(1000))
    brought_by: Mapped[str] = mapped_column(String(40))
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    changed_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class EvidencePaper(Base):
    """Something brought for an item: a file, or a statement in words (such as that there is no compensation)."""

    __tablename__ = "evidence_papers"
    __table_args__ = (
        CheckConstraint("file_id IS NOT NULL OR statement <> ''", name="something"),
        Index("ix_evidence_papers_request_id_id", "request_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"))
    item: Mapped[str] = mapped_column(String(30))
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files.id"), index=True)
    statement: Mapped[str] = mapped_column(Text)
    brought_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    brought_at: Mapped[datetime] = mapped_column(UtcInstant)


class EvidenceWaiver(Base):
    """Finance goes without an item of a request, and says why."""

    __tablename__ = "evidence_waivers"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(30), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    waived_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    waived_at: Mapped[datetime] = mapped_column(UtcInstant)
