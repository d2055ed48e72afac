"""Certificates of sanitization, one for each medium, compared with the register (domain.md B5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import Invalid, Problem, say
from engine.types import new_id
from workflows.assets.models import Asset
from workflows.assets.queries import categories_by_id
from workflows.disposal.locked import LockedRequest
from workflows.disposal.media_rules import (
    Confidentiality,
    SanitizationMethod,
    Treatment,
    VerificationMethod,
    treatment_problems,
)
from workflows.disposal.models import DisposalMethod, SanitizationCertificate, Technique
from workflows.media.models import MediumKind
from workflows.media.queries import RegisteredMedium, registered_media
from workflows.organization.books import today

STAYS_INSIDE = frozenset({DisposalMethod.RELOCATION.value})
MAX_NUMBER = 100
MAX_TOOL = 200


@dataclass(frozen=True)
class CertifiedMedium:
    """A medium as a certificate names it."""

    serial_no: str
    certificate_no: str


@dataclass(frozen=True)
class Sanitization:
    """What was done, to which media, by whom, and whether a look at them afterwards found nothing."""

    media: Sequence[CertifiedMedium]
    medium_kind: str
    confidentiality: str
    technique: str
    method: str
    tool: str
    verification_method: str
    has_passed: bool
    performed_on: date
    performed_by: UUID | None
    verified_by: UUID | None
    signed_off_by: UUID | None = None


def record_sanitization(session: Session, locked: LockedRequest, done: Sanitization) -> list[SanitizationCertificate]:
    """Keep one certificate for each medium named.

    Refused, at the fields of the gate's form: a serial number that the register does not have for these assets, a
    technique or method that is not enough, a verifier who is the operator, a day to come, what is missing.
    """
    media = {_key(medium.serial_no): medium for medium in media_of(session, locked)}
    problems = _shape_problems(session, locked, done) + _media_problems(locked, media, done)
    if not problems:
        problems = _rule_problems(session, locked, media, done)
    if problems:
        raise Invalid(list(dict.fromkeys(problems)))
    rows = [_row(locked, media[_key(named.serial_no)], named, done) for named in done.media]
    session.add_all(rows)
    session.flush()  # what is still missing is read by query
    return rows


def media_of(session: Session, locked: LockedRequest) -> list[RegisteredMedium]:
    """The media that the request has to prove sanitized: those of its data-bearing assets."""
    return registered_media(session, _data_bearing(session, locked))


def uncertified(session: Session, locked: LockedRequest) -> list[str]:
    """The serial numbers of media whose latest certificate is missing or says that verification failed, and the
    numbers of assets that are data-bearing but have no serial number in the register at all."""
    latest = {(row.asset_id, _key(row.serial_no)): row for row in certificates_of(session, locked.request.id)}
    media = media_of(session, locked)
    known = {medium.asset_id for medium in media}
    found = [asset.asset_no for asset in _data_bearing(session, locked) if asset.id not in known]
    for medium in media:
        row = latest.get((medium.asset_id, _key(medium.serial_no)))
        if row is None or not row.has_passed:
            found.append(medium.serial_no)
    return found


def certificates_of(session: Session, request_id: UUID) -> list[SanitizationCertificate]:
    """Every certificate of the request, the oldest first."""
    rows = select(SanitizationCertificate).where(SanitizationCertificate.request_id == request_id)
    return list(session.scalars(rows.order_by(SanitizationCertificate.id)))


def _data_bearing(session: Session, locked: LockedRequest) -> list[Asset]:
    categories = categories_by_id(session)
    return [asset for asset in locked.assets_in_order if categories[asset.category_id].is_data_bearing]


def _key(serial_no: str) -> str:
    return serial_no.strip().upper()


def _shape_problems(session: Session, locked: LockedRequest, done: Sanitization) -> list[Problem]:
    checks = [
        ("medium_kind", done.medium_kind in set(MediumKind), say("Choose one of the kinds of media offered.")),
        ("confidentiality", done.confidentiality in set(Confidentiality), say("Say how confidential the data were.")),
        ("technique", done.technique in set(Technique), say("Choose one of the techniques offered.")),
        ("method", done.method in set(SanitizationMethod), say("Choose one of the methods offered.")),
        ("tool", 0 < len(done.tool) <= MAX_TOOL, say("Name the tool and its version.")),
        (
            "verification_method",
            done.verification_method in set(VerificationMethod),
            say("Say how it was verified."),
        ),
        ("performed_by", done.performed_by is not None, say("Say who sanitized the media.")),
        ("verified_by", done.verified_by is not None, say("Say who verified it.")),
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
        if _key(named.serial_no) not in media:
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
    failed = {_key(row.serial_no) for row in certificates_of(session, locked.request.id) if not row.has_passed}
    problems = []
    for named in done.media:
        medium = media[_key(named.serial_no)]
        if medium.kind is not None and medium.kind != done.medium_kind:
            sentence = say("The register says that %(serial)s is a medium of another kind.", serial=medium.serial_no)
            problems.append(Problem("medium_kind", sentence))
        if _key(named.serial_no) in failed and done.technique != Technique.DESTROY:
            sentence = say("Verification of %(serial)s has failed: it has to be destroyed.", serial=medium.serial_no)
            problems.append(Problem("technique", sentence))
        problems += treatment_problems(_treatment(locked, medium, done))
    return problems


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
        medium_kind=done.medium_kind,
        certificate_no=named.certificate_no,
        confidentiality=done.confidentiality,
        technique=done.technique,
        method=done.method,
        tool=done.tool,
        verification_method=done.verification_method,
        has_passed=done.has_passed,
        performed_on=done.performed_on,
        performed_by=done.performed_by,
        verified_by=done.verified_by,
        signed_off_by=done.signed_off_by,
        recorded_at=clock.now(),
    )


def read_media_lines(text: str, certificate_no: str) -> list[CertifiedMedium]:
    """A line for each medium: its serial number and, after a blank, its own certificate number; else the common one."""
    return [_read_line(line.split(maxsplit=1), certificate_no) for line in text.splitlines() if line.strip()]


def _read_line(parts: Sequence[str], certificate_no: str) -> CertifiedMedium:
    return CertifiedMedium(parts[0], parts[1].strip() if len(parts) > 1 else certificate_no)


def serials(found: Iterable[str]) -> str:
    """Serial numbers for a sentence; the first of many."""
    listed = list(found)
    return ", ".join(listed[:10]) + (" …" if len(listed) > 10 else "")
