"""How the assets of a request leave the house: the gates before the hand-out, the hand-out, the archived dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.files.models import File
from engine.files.queries import files_by_id
from engine.people.models import Person
from engine.people.queries import people_by_id
from workflows.disposal.certificates import key_of, latest_certificates
from workflows.disposal.gate_details import Detail, details_of
from workflows.disposal.gates import gates_for
from workflows.disposal.models import DisposalGate, EvidenceKind, Gate, RequestStatus, SanitizationCertificate
from workflows.disposal.queries import RequestFacts
from workflows.media.queries import RegisteredMedium, registered_media

RELEASED = (RequestStatus.APPROVED, RequestStatus.DISPOSED)


@dataclass(frozen=True)
class GateRow:
    """A gate that the assets have to pass; `passed` is None while they have not."""

    gate: Gate
    passed: DisposalGate | None
    files: Sequence[File]

    @property
    def details(self) -> Sequence[Detail]:
        return details_of(self.passed.details) if self.passed else ()


@dataclass(frozen=True)
class MediumRow:
    """A medium that has to be sanitized, and its last certificate."""

    medium: RegisteredMedium
    certificate: SanitizationCertificate | None


@dataclass(frozen=True)
class Release:
    """What the page shows of it. `minutes` are those of the management's decision."""

    gates: Sequence[GateRow]
    media: Sequence[MediumRow]
    photos: Sequence[File]
    receipts: Sequence[File]
    minutes: Sequence[File]
    handed_out_by: Person | None

    @property
    def has_begun(self) -> bool:
        return bool(self.gates or self.minutes or self.handed_out_by)


def read_release(session: Session, facts: RequestFacts) -> Release:
    """What is known of the way out of a request's assets, in two statements, three more where media are sanitized.
    Gates that are still ahead are told once the request is approved: before, the method may change."""
    found = files_by_id(session, [proof.file_id for proof in facts.evidence])
    by_kind: dict[str, list[File]] = {}
    for proof in facts.evidence:
        by_kind.setdefault(proof.kind, []).append(found[proof.file_id])
    by = facts.hand_out.handed_out_by if facts.hand_out else None
    gates = _gates(facts, by_kind)
    return Release(
        gates,
        _media(session, facts) if Gate.SANITIZATION in [row.gate for row in gates] else (),
        by_kind.get(EvidenceKind.HAND_OUT_PHOTO, []),
        by_kind.get(EvidenceKind.HAND_OUT_RECEIPT, []),
        by_kind.get(EvidenceKind.MINUTES, []),
        people_by_id(session, [by]).get(by) if by else None,
    )


def _media(session: Session, facts: RequestFacts) -> list[MediumRow]:
    media = registered_media(session, [item.asset for item in facts.assets if item.category.is_data_bearing])
    latest = latest_certificates(session, facts.request.id)
    return [MediumRow(medium, latest.get((medium.asset_id, key_of(medium.serial_no)))) for medium in media]


def _gates(facts: RequestFacts, files: Mapping[str, Sequence[File]]) -> list[GateRow]:
    passed = {row.gate: row for row in facts.gates}
    needed = gates_for(facts.flags, facts.request.method) if facts.request.status in RELEASED else []
    shown = [gate for gate in Gate if gate in passed or gate in needed]
    return [GateRow(gate, passed.get(gate), files.get(gate, ())) for gate in shown]
