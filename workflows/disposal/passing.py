"""Passing one gate: what somebody answered in its form is checked and kept (domain.md B5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import Conflict, Invalid, Problem, say
from engine.tasks.models import Task, TaskStatus
from workflows.disposal.arguments import Arguments, read_day, read_ids, read_optional_id, read_text
from workflows.disposal.asset_papers import read_cancellations, read_titles, read_vehicle_papers
from workflows.disposal.certificates import media_of, standing_of
from workflows.disposal.gate_papers import read_manifest, read_quotes, read_releases
from workflows.disposal.gates import gates_of, keep_evidence
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.media_rules import Confidentiality
from workflows.disposal.models import DisposalGate, EvidenceKind, Gate, RequestStatus
from workflows.disposal.names import gate_name
from workflows.disposal.papers import Papers
from workflows.disposal.sanitizing import Sanitization, read_media_lines, record_sanitization

_FILES = {
    Gate.SANITIZATION: "certificates",
    Gate.HAZARDOUS_WASTE: "manifests",
    Gate.VEHICLE_PAPERS: "papers",
    Gate.QUOTES: "offers",
    Gate.RELEASE: "documents",
    Gate.SPECIAL_EQUIPMENT: "cancellations",
    Gate.PROPERTY_TITLE: "titles_files",
}
"""The field of each gate's form that takes its files."""


def pass_gate(session: Session, request_id: UUID, gate: Gate, answers: Arguments) -> DisposalGate | None:
    """Check the answers of the gate's form and record that the request has passed it; again replaces what was there.
    None: what was answered is kept, and it takes more to pass (media are still without a certificate that passed).

    Refused, at the form's fields: answers that do not prove it, no file; with `Conflict`: a gate that these assets do
    not have, a request that is not approved.
    """
    locked = lock_request(session, request_id, statuses={RequestStatus.APPROVED})
    if gate not in gates_of(session, locked):
        raise Conflict(
            say("Request %(number)s has no gate “%(gate)s”.", number=locked.request.number, gate=gate_name(gate))
        )
    file_ids = read_ids(answers, _FILES[gate])
    if not file_ids:
        raise Invalid([Problem(_FILES[gate], say("The file that proves it is missing."))])
    papers = _READERS[gate](session, locked, answers)
    keep_evidence(session, request_id, EvidenceKind(gate.value), file_ids)
    if papers is None:
        return None
    row = session.get(DisposalGate, (request_id, gate.value)) or DisposalGate(request_id=request_id, gate=gate)
    row.reference_no, row.details, row.passed_at = papers.reference_no, dict(papers.details), clock.now()
    session.add(row)
    return row


def answers_of(session: Session, instance_id: UUID, element_id: str) -> Mapping[str, object]:
    """What was answered in the human task of this case, the last time it was completed."""
    rows = select(Task.answers).where(
        Task.instance_id == instance_id, Task.element_id == element_id, Task.status == TaskStatus.COMPLETED
    )
    return session.scalars(rows.order_by(Task.closed_at.desc(), Task.id.desc()).limit(1)).first() or {}


def read_sanitization(answers: Arguments) -> Sanitization:
    """The answers of the sanitization form as a record. Refused: a day that is none."""
    return Sanitization(
        media=read_media_lines(read_text(answers, "media_serials"), read_text(answers, "certificate_no")),
        medium_kind=read_text(answers, "medium_kind"),
        confidentiality=read_text(answers, "confidentiality"),
        technique=read_text(answers, "technique"),
        method=read_text(answers, "method"),
        tool=read_text(answers, "tool"),
        verification_method=read_text(answers, "verification_method"),
        has_passed=read_text(answers, "verification") == "passed",
        performed_on=read_day(answers, "performed_on"),
        place=read_text(answers, "place"),
        performed_by=read_optional_id(answers, "performed_by"),
        performed_title=read_text(answers, "performed_title"),
        performed_phone=read_text(answers, "performed_phone"),
        verified_by=read_optional_id(answers, "verified_by"),
        verified_title=read_text(answers, "verified_title"),
        destination=read_text(answers, "destination"),
        confidentiality_after=read_text(answers, "confidentiality_after") or Confidentiality.LOW,
        manufacturer=read_text(answers, "manufacturer"),
        model=read_text(answers, "model"),
        signed_off_by=read_optional_id(answers, "signed_off_by"),
    )


def _certificates(session: Session, locked: LockedRequest, answers: Arguments) -> Papers | None:
    rows = record_sanitization(session, locked, read_sanitization(answers))
    if standing_of(session, locked).left:
        return None
    return Papers(rows[0].certificate_no, {"media": len(media_of(session, locked))})


_READERS: Mapping[Gate, Callable[[Session, LockedRequest, Arguments], Papers | None]] = {
    Gate.SANITIZATION: _certificates,
    Gate.HAZARDOUS_WASTE: read_manifest,
    Gate.VEHICLE_PAPERS: read_vehicle_papers,
    Gate.QUOTES: read_quotes,
    Gate.RELEASE: read_releases,
    Gate.SPECIAL_EQUIPMENT: read_cancellations,
    Gate.PROPERTY_TITLE: read_titles,
}
