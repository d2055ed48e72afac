"""Certificates of sanitization, one for each medium, compared with the register (domain.md B5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.errors import Invalid, Problem, say
from engine.types import new_id
from workflows.assets.models import Asset
from workflows.disposal.certificates import certificates_of, key_of, media_of
from workflows.disposal.locked import LockedRequest
from workflows.disposal.media_rules import (
    Confidentiality,
    SanitizationMethod,
    Treatment,
    VerificationMethod,
    treatment_problems,
)
from workflows.disposal.models import DisposalMethod, SanitizationCertificate, Technique
from workflows.disposal.role_holding import holds_role_for
from workflows.media.models import MediumKind
from workflows.media.queries import RegisteredMedium
from workflows.organization.books import today

SIGNS_OFF = "ciso"
STAYS_INSIDE = frozenset({DisposalMethod.RELOCATION.value})
MAX_NUMBER = 100
MAX_TEXT = 200
MAX_SHORT = 100
MAX_PHONE = 40
MAX_SOURCE = 300


@dataclass(frozen=True)
class CertifiedMedium:
    """A medium as a certificate names it."""

    serial_no: str
    certificate_no: str


@dataclass(frozen=True)
class Sanitization:
    """What was done, to which media, by whom, and whether a look at them afterwards found nothing.

    `medium_kind`, `manufacturer` and `model` count where the register does not know them. `confidentiality_after` and
    `destination` are those of what is left.
    """

    media: Sequence[CertifiedMedium]
    medium_kind: str
    confidentiality: str
    technique: str
    method: str
    tool: str
    verification_method: str
    has_passed: bool
    performed_on: date
    place: str
    performed_by: UUID | None
    performed_title: str
    performed_phone: str
    verified_by: UUID | None
    verified_title: str
    destination: str
    confidentiality_after: str = Confidentiality.LOW
    manufacturer: str = ""
    model: str = ""
    signed_off_by: UUID | None = None


def record_sanitization(session: Session, locked: LockedRequest, done: Sanitization) -> list[SanitizationCertificate]:
    """Keep one certificate for each medium named.

    Refused, at the fields of the gate's form: a serial number that the register does not have for these assets, a
    technique or method that is not enough, a verifier who is the operator, a day to come, what is missing.
    """
    media = {key_of(medium.serial_no): medium for medium in media_of(session, locked)}
    problems = _shape_problems(session, locked, done) + _media_problems(locked, media, done)
    if not problems:
        problems = _rule_problems(session, locked, media, done)
    if problems:
        raise Invalid(list(dict.fromkeys(problems)))
    rows = [_row(locked, media[key_of(named.serial_no)], named, done) for named in done.media]
    session.add_all(rows)
    session.flush()  # what is still missing is read by query
    return rows


def _shape_problems(session: Session, locked: LockedRequest, done: Sanitization) -> list[Problem]:
    checks = [
        (
            "medium_kind",
            done.medium_kind in {"", *MediumKind},
            say("Choose one of the kinds of media offered."),
        ),
        ("confidentiality", done.confidentiality in set(Confidentiality), say("Say how confidential the data were.")),
        ("technique", done.technique in set(Technique), say("Choose one of the techniques offered.")),
        ("method", done.method in set(SanitizationMethod), say("Choose one of the methods offered.")),
        (
            "confidentiality_after",
            done.confidentiality_after in set(Confidentiality),
            say("Say how confidential it is afterwards."),
        ),
        ("tool", 0 < len(done.tool) <= MAX_TEXT, say("Name the tool and its version.")),
        ("place", 0 < len(done.place) <= MAX_TEXT, say("Say where the media were sanitized.")),
        ("destination", 0 < len(done.destination) <= MAX_TEXT, say("Say where the media go to.")),
        ("manufacturer", len(done.manufacturer) <= MAX_SHORT, say("At most %(limit)s characters.", limit=MAX_SHORT)),
        ("model", len(done.model) <= MAX_SHORT, say("At most %(limit)s characters.", limit=MAX_SHORT)),
        (
            "verification_method",
            done.verification_method in set(VerificationMethod),
            say("Say how it was verified."),
        ),
        ("performed_by", done.performed_by is not None, say("Say who sanitized the media.")),
        ("performed_title", 0 < len(done.performed_title) <= MAX_SHORT, say("Say what their title is.")),
        ("performed_phone", 0 < len(done.performed_phone) <= MAX_PHONE, say("Say how to reach them by phone.")),
        ("verified_by", done.verified_by is not None, say("Say who verified it.")),
        ("verified_title", 0 < len(done.verified_title) <= MAX_SHORT, say("Say what their title is.")),
        (
            "verified_by",
            done.verified_by is None or done.verified_by != done.performed_by,
            say("Whoever sanitized the media does not verify it."),
        ),
        (
            "signed_off_by",
            done.signed_off_by is None or done.signed_off_by not in (done.performed_by, done.verified_by),
            say("The consent is given by somebody who neither sanitized nor verified."),
        ),
        (
            "signed_off_by",
            done.signed_off_by is None
            or holds_role_for(session, done.signed_off_by, SIGNS_OFF, locked.request.org_unit_id),
            say("Only a chief information security officer can consent to it."),
        ),
        (
            "performed_on",
            done.performed_on <= today(session, locked.request.legal_entity_id),
            say("This day is still to come."),
        ),
    ]
    return [Problem(where, sentence) for where, holds, sentence in checks if not holds]


def _media_problems(locked: LockedRequest, media: dict[str, RegisteredMedium], done: Sanitization) -> list[Problem]:
    problems = []
    if not done.media:
        problems.append(Problem("media_serials", say("Enter the serial number of each medium.")))
    for named in done.media:
        if key_of(named.serial_no) not in media:
            sentence = say(
                "The register has no medium %(serial)s in the assets of request %(number)s.",
                serial=named.serial_no[:MAX_NUMBER],
                number=locked.request.number,
            )
            problems.append(Problem("media_serials", sentence))
        if not 0 < len(named.certificate_no) <= MAX_NUMBER:
            problems.append(Problem("certificate_no", say("Enter the number of the certificate.")))
    return problems


def _rule_problems(
    session: Session, locked: LockedRequest, media: dict[str, RegisteredMedium], done: Sanitization
) -> list[Problem]:
    failed = {key_of(row.serial_no) for row in certificates_of(session, locked.request.id) if not row.has_passed}
    problems = []
    for named in done.media:
        medium = media[key_of(named.serial_no)]
        kind_problems = _kind_problems(medium, done)
        if key_of(named.serial_no) in failed and done.technique != Technique.DESTROY:
            sentence = say("Verification of %(serial)s has failed: it has to be destroyed.", serial=medium.serial_no)
            problems.append(Problem("technique", sentence))
        problems += kind_problems or treatment_problems(_treatment(locked, medium, done))
    return problems


def _kind_problems(medium: RegisteredMedium, done: Sanitization) -> list[Problem]:
    if medium.kind is None and not done.medium_kind:
        sentence = say("The register does not know what kind of medium %(serial)s is.", serial=medium.serial_no)
        return [Problem("medium_kind", sentence)]
    if medium.kind is not None and done.medium_kind and medium.kind != done.medium_kind:
        sentence = say("The register says that %(serial)s is a medium of another kind.", serial=medium.serial_no)
        return [Problem("medium_kind", sentence)]
    return []


def _treatment(locked: LockedRequest, medium: RegisteredMedium, done: Sanitization) -> Treatment:
    return Treatment(
        kind=MediumKind(medium.kind or done.medium_kind),
        is_encrypted=medium.is_encrypted,
        leaves_house=locked.request.method not in STAYS_INSIDE,
        confidentiality=Confidentiality(done.confidentiality),
        technique=Technique(done.technique),
        method=SanitizationMethod(done.method),
        is_signed_off=done.signed_off_by is not None,
    )


def _row(
    locked: LockedRequest, medium: RegisteredMedium, named: CertifiedMedium, done: Sanitization
) -> SanitizationCertificate:
    assert done.performed_by is not None
    assert done.verified_by is not None
    return SanitizationCertificate(
        id=new_id(),
        request_id=locked.request.id,
        asset_id=medium.asset_id,
        serial_no=medium.serial_no,
        medium_kind=medium.kind or done.medium_kind,
        manufacturer=medium.manufacturer or done.manufacturer,
        model=medium.model or done.model,
        source=_source(locked.assets[medium.asset_id]),
        certificate_no=named.certificate_no,
        confidentiality=done.confidentiality,
        confidentiality_after=done.confidentiality_after,
        destination=done.destination,
        technique=done.technique,
        method=done.method,
        tool=done.tool,
        verification_method=done.verification_method,
        has_passed=done.has_passed,
        performed_on=done.performed_on,
        place=done.place,
        performed_by=done.performed_by,
        performed_title=done.performed_title,
        performed_phone=done.performed_phone,
        verified_by=done.verified_by,
        verified_title=done.verified_title,
        signed_off_by=done.signed_off_by,
        recorded_at=clock.now(),
    )


def _source(asset: Asset) -> str:
    return f"{asset.name} {asset.spec}".strip()[:MAX_SOURCE]


def read_media_lines(text: str, certificate_no: str) -> list[CertifiedMedium]:
    """A line for each medium: its serial number and, after a blank, its own certificate number; else the common one."""
    return [_read_line(line.split(maxsplit=1), certificate_no) for line in text.splitlines() if line.strip()]


def _read_line(parts: Sequence[str], certificate_no: str) -> CertifiedMedium:
    return CertifiedMedium(parts[0], parts[1].strip() if len(parts) > 1 else certificate_no)
