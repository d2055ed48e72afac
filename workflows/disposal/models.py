"""Tables of disposal requests, the assets they are about, and their photos."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, Money, Quantity, UtcInstant, new_id


class RequestStatus(StrEnum):
    """How far a request has come; the last three are its ends. A withdrawn one goes on after the rejection task."""

    MARKED = "marked"
    COLLECTED = "collected"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    DISPOSED = "disposed"
    RELOCATED = "relocated"
    REINSTATED = "reinstated"
    CANCELLED = "cancelled"


FINISHED = frozenset({RequestStatus.DISPOSED, RequestStatus.RELOCATED})
"""Carried out, whichever way the assets went."""
ENDED = FINISHED | {RequestStatus.REINSTATED, RequestStatus.CANCELLED}


class Verdict(StrEnum):
    """Can it be repaired? Pending until a maintenance engineer has said so (S14)."""

    IRREPARABLE = "irreparable"
    REPAIRABLE = "repairable"
    PENDING = "pending"


class TaxClass(StrEnum):
    """How a loss is declared (domain.md B9): at or after the useful life, or early and out of the ordinary."""

    NORMAL = "normal"
    SPECIAL = "special"


class Gate(StrEnum):
    """What has to be settled before special assets leave the house (domain.md B5, node 13 of B3)."""

    SANITIZATION = "sanitization"
    HAZARDOUS_WASTE = "hazardous_waste"
    VEHICLE_PAPERS = "vehicle_papers"
    QUOTES = "quotes"
    RELEASE = "release"
    SPECIAL_EQUIPMENT = "special_equipment"
    PROPERTY_TITLE = "property_title"


class EvidenceKind(StrEnum):
    """What a file proves: that a gate was passed (by the gate's name), the hand-out, or what the management said."""

    SANITIZATION = "sanitization"
    HAZARDOUS_WASTE = "hazardous_waste"
    VEHICLE_PAPERS = "vehicle_papers"
    QUOTES = "quotes"
    RELEASE = "release"
    SPECIAL_EQUIPMENT = "special_equipment"
    PROPERTY_TITLE = "property_title"
    HAND_OUT_PHOTO = "hand_out_photo"
    HAND_OUT_RECEIPT = "hand_out_receipt"
    MINUTES = "minutes"


class Technique(StrEnum):
    """How thoroughly data are made away with (NIST SP 800-88 r1), the weakest first."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"


class DisposalMethod(StrEnum):
    """How assets leave the house (domain.md B6)."""

    SCRAP = "scrap"
    DAMAGE = "damage"
    LOSS = "loss"
    SALE = "sale"
    TRADE_IN = "trade_in"
    DONATION = "donation"
    RELOCATION = "relocation"
    TRANSFER = "transfer"
    RETURN_TO_LESSOR = "return_to_lessor"
    RETURN_TO_VENDOR = "return_to_vendor"
    PARTS = "parts"
    SHORTAGE = "shortage"


MOVING = frozenset({DisposalMethod.RELOCATION, DisposalMethod.TRANSFER})
"""To another department of the same books, and to another legal entity: both need a target."""


def _one_of(column: str, values: type[StrEnum], *, optional: bool = False) -> CheckConstraint:
    listed = f"{column} IN ({', '.join(repr(value.value) for value in values)})"
    return CheckConstraint(f"{column} IS NULL OR {listed}" if optional else listed, name=column)


class DisposalRequest(Base):
    """One application to dispose of one or more assets of one department, with one case behind it.

    Amounts are in `currency`. `revision` grows with every return for correction; the number stays.
    `reopens_id` names the cancelled request whose quarantined assets this one goes on with.
    `cumulative_*` is what it was routed by: its own sums with those of the department's other requests of 30 days.
    `buyer_*`: who is to get the assets; `buyer_id` if an employee, `buyer_relative_of` the employee related to them.
    `target_unit_id`: the department that takes them over, for relocations and transfers.
    `is_release_guarded`: gates and hand-out come before the write-off; not for cases older than the gates.
    `are_gates_detailed`: each gate is passed by records that are checked (`passing`); not for older cases.
    `tax_class`: how the loss is declared, as finance settled it in the review.
    `approval_level`: 1 to 4, by which it was approved; null for older cases and before that.
    `dossier_hash` is SHA-256 in hex (see `archiving`).
    """

    __tablename__ = "disposal_requests"
    __table_args__ = (
        UniqueConstraint("legal_entity_id", "number"),
        _one_of("status", RequestStatus),
        _one_of("verdict", Verdict),
        _one_of("method", DisposalMethod, optional=True),
        _one_of("tax_class", TaxClass, optional=True),
        Index("ix_disposal_requests_org_unit_id_id", "org_unit_id", "id"),
        Index("ix_disposal_requests_archived_at", "archived_at"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(40))
    instance_id: Mapped[UUID | None] = mapped_column(ForeignKey("process_instances.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default=RequestStatus.MARKED)
    source: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(String(20))
    method: Mapped[str | None] = mapped_column(String(30))
    est_proceeds: Mapped[Decimal | None] = mapped_column(Money)
    is_related_party: Mapped[bool] = mapped_column(default=False)
    currency: Mapped[str] = mapped_column(String(3))
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    requested_at: Mapped[datetime] = mapped_column(UtcInstant)
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_units.id"))
    revision: Mapped[int] = mapped_column(default=1)
    journal_id: Mapped[UUID | None] = mapped_column(ForeignKey("journals.id"))
    reopens_id: Mapped[UUID | None] = mapped_column(ForeignKey("disposal_requests.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    cumulative_net_value: Mapped[Decimal | None] = mapped_column(Money)
    cumulative_cost: Mapped[Decimal | None] = mapped_column(Money)
    target_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("org_units.id"))
    buyer_name: Mapped[str] = mapped_column(String(200), default="")
    buyer_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    buyer_relative_of: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    is_release_guarded: Mapped[bool] = mapped_column(default=True)
    are_gates_detailed: Mapped[bool] = mapped_column(default=True)
    tax_class: Mapped[str | None] = mapped_column(String(20))
    approval_level: Mapped[int | None]
    dossier_hash: Mapped[str | None] = mapped_column(String(64))
    archived_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class DisposalSettlement(Base):
    """What a disposal cost and brought in, as it was booked. `proceeds` with VAT, `net_proceeds` without; `tax_base` is
    an amount on which VAT (`deemed_vat`) is due though nobody pays it. `result`: a gain, or a loss below zero."""

    __tablename__ = "disposal_settlements"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    vat_code: Mapped[str] = mapped_column(String(20))
    proceeds: Mapped[Decimal] = mapped_column(Money)
    net_proceeds: Mapped[Decimal] = mapped_column(Money)
    output_vat: Mapped[Decimal] = mapped_column(Money)
    costs: Mapped[Decimal] = mapped_column(Money)
    input_vat: Mapped[Decimal] = mapped_column(Money)
    compensation: Mapped[Decimal] = mapped_column(Money)
    residual_material: Mapped[Decimal] = mapped_column(Money)
    settled_liability: Mapped[Decimal] = mapped_column(Money)
    tax_base: Mapped[Decimal] = mapped_column(Money)
    deemed_vat: Mapped[Decimal] = mapped_column(Money)
    result: Mapped[Decimal] = mapped_column(Money)
    settled_at: Mapped[datetime] = mapped_column(UtcInstant)
    settled_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))


class DisposalLine(Base):
    """One asset of a request, the state it was in before, and its values as last computed for `computed_on`."""

    __tablename__ = "disposal_lines"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), primary_key=True, index=True)
    position: Mapped[int]
    state_before: Mapped[str] = mapped_column(String(30))
    cost: Mapped[Decimal | None] = mapped_column(Money)
    accumulated: Mapped[Decimal | None] = mapped_column(Money)
    impairment: Mapped[Decimal | None] = mapped_column(Money)
    net_value: Mapped[Decimal | None] = mapped_column(Money)
    carrying: Mapped[Decimal | None] = mapped_column(Money)
    computed_on: Mapped[date | None]


class DisposalPhoto(Base):
    """A photo that shows what a request is about."""

    __tablename__ = "disposal_photos"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    position: Mapped[int]


class DisposalGate(Base):
    """One gate that a request has passed, with the number of the paper that says so; `details` as in `gate_papers`."""

    __tablename__ = "disposal_gates"
    __table_args__ = (_one_of("gate", Gate),)

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    gate: Mapped[str] = mapped_column(String(30), primary_key=True)
    reference_no: Mapped[str] = mapped_column(String(100))
    passed_at: Mapped[datetime] = mapped_column(UtcInstant)
    details: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)


class WasteCode(Base):
    """A kind of waste of the National List of Hazardous Wastes, such as HW31 900-052-31 (domain.md B5)."""

    __tablename__ = "waste_codes"

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")


class CategoryWasteCode(Base):
    """Assets of the category become this waste: the manifest has to name it."""

    __tablename__ = "category_waste_codes"

    category_id: Mapped[UUID] = mapped_column(ForeignKey("asset_categories.id"), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("waste_codes.code"), primary_key=True)


class SanitizationCertificate(Base):
    """One medium was sanitized, once, with what NIST SP 800-88 r1 (appendix G) asks to be recorded of it; a failed one
    is followed by another. The property number is that of the asset.

    `source`: what the medium was taken from. `confidentiality` is that before the treatment, `confidentiality_after`
    and `destination` are those of what is left. `place` and the titles and phone are those of the day it was done.
    `signed_off_by`: who agreed to purge instead of destroy a medium with high confidentiality that leaves the house.
    """

    __tablename__ = "sanitization_certificates"
    __table_args__ = (
        _one_of("technique", Technique),
        CheckConstraint("performed_by <> verified_by", name="verified_by_another"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), index=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    serial_no: Mapped[str] = mapped_column(String(100))
    medium_kind: Mapped[str] = mapped_column(String(20))
    manufacturer: Mapped[str] = mapped_column(String(100), default="")
    model: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(300), default="")
    certificate_no: Mapped[str] = mapped_column(String(100))
    confidentiality: Mapped[str] = mapped_column(String(20))
    confidentiality_after: Mapped[str] = mapped_column(String(20), default="")
    destination: Mapped[str] = mapped_column(String(200), default="")
    technique: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(20))
    tool: Mapped[str] = mapped_column(String(200))
    verification_method: Mapped[str] = mapped_column(String(20))
    has_passed: Mapped[bool]
    performed_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(200), default="")
    performed_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    performed_title: Mapped[str] = mapped_column(String(100), default="")
    performed_phone: Mapped[str] = mapped_column(String(40), default="")
    verified_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    verified_title: Mapped[str] = mapped_column(String(100), default="")
    signed_off_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcInstant)


class DisposalHandOut(Base):
    """The assets of a request have left the house: to whom, how heavy (kilograms), past which guard.

    `recipient_id` if the recipient is an employee, `relative_of` the employee they declared to be related to.
    """

    __tablename__ = "disposal_hand_outs"
    __table_args__ = (CheckConstraint("weight >= 0", name="weight"),)

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    handed_out_at: Mapped[datetime] = mapped_column(UtcInstant)
    handed_out_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    recipient_name: Mapped[str] = mapped_column(String(200))
    recipient_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    relative_of: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    guard_name: Mapped[str] = mapped_column(String(100))
    weight: Mapped[Decimal] = mapped_column(Quantity)


class DisposalEvidence(Base):
    """A file that proves that a gate was passed or that the assets were handed out."""

    __tablename__ = "disposal_evidence"
    __table_args__ = (_one_of("kind", EvidenceKind),)

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    position: Mapped[int]
