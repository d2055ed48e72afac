"""The gates before the hand-out (domain.md B5): which a request has to pass, and that it has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import Conflict, Invalid, Problem, say
from workflows.assets.queries import categories_by_id
from workflows.disposal.certificates import listed, standing_of
from workflows.disposal.figures import flags_of
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import DisposalEvidence, DisposalGate, DisposalMethod, EvidenceKind, Gate, RequestStatus
from workflows.disposal.names import gate_name

_GATE_OF_FLAG = {
    "data_bearing": Gate.SANITIZATION,
    "hazardous": Gate.HAZARDOUS_WASTE,
    "vehicle": Gate.VEHICLE_PAPERS,
    "state_owned": Gate.QUOTES,
    "leased": Gate.RELEASE,
    "mortgaged": Gate.RELEASE,
    "subsidised": Gate.RELEASE,
    "under_customs_supervision": Gate.RELEASE,
    "special_equipment": Gate.SPECIAL_EQUIPMENT,
    "property": Gate.PROPERTY_TITLE,
}


@dataclass(frozen=True)
class Proof:
    """What says that a gate was passed: the number of the paper, and the files that show it."""

    reference_no: str
    file_ids: Sequence[UUID]


def gates_for(flags: Collection[str], method: str | None) -> list[Gate]:
    """The gates that assets with these flags have to pass when they leave this way, in the order of B3."""
    needed = {_GATE_OF_FLAG[flag] for flag in flags if flag in _GATE_OF_FLAG}
    if method == DisposalMethod.SALE:
        needed.add(Gate.QUOTES)
    return [gate for gate in Gate if gate in needed]


def gates_of(session: Session, locked: LockedRequest) -> list[Gate]:
    """The gates that the request has to pass, by its assets as they are now."""
    flags = flags_of(locked.assets.values(), categories_by_id(session))
    return gates_for(flags, locked.request.method)


def pass_gates(session: Session, request_id: UUID, proofs: Mapping[Gate, Proof]) -> None:
    """Make sure that the request has passed its gates, one by one (`passing`).

    Cases older than the gates' records pass them all here by `proofs`; those of gates that the request need not pass
    are left alone. Refused: a gate that is not passed, for older cases one without number or file, with its name; a
    request that is not approved.
    """
    locked = lock_request(session, request_id, statuses={RequestStatus.APPROVED})
    if locked.request.are_gates_detailed:
        require_gates(session, locked)
        return
    known = set(session.scalars(select(DisposalGate.gate).where(DisposalGate.request_id == request_id)))
    for gate in gates_of(session, locked):
        proof = proofs.get(gate)
        if proof is None or not proof.reference_no or not proof.file_ids:
            raise Invalid([Problem(gate.value, say("The proof for “%(gate)s” is missing.", gate=gate_name(gate)))])
        if gate.value not in known:
            session.add(
                DisposalGate(
                    request_id=request_id, gate=gate, reference_no=proof.reference_no[:100], passed_at=clock.now()
                )
            )
        keep_evidence(session, request_id, EvidenceKind(gate.value), proof.file_ids)


def require_gates(session: Session, locked: LockedRequest) -> None:
    """Refuse with `Conflict` a request that has a gate still before it, or a medium without certificate."""
    needed, passed = gates_of(session, locked), gates_passed(session, locked.request.id)
    for gate in needed:
        if gate not in passed:
            raise Conflict(
                say(
                    "Request %(number)s still has to pass “%(gate)s”.",
                    number=locked.request.number,
                    gate=gate_name(gate),
                )
            )
    if Gate.SANITIZATION in needed and locked.request.are_gates_detailed:
        _require_certificates(session, locked)


def gates_passed(session: Session, request_id: UUID) -> dict[Gate, DisposalGate]:
    """The gates that the request has passed, with what proves it."""
    rows = session.scalars(select(DisposalGate).where(DisposalGate.request_id == request_id))
    return {Gate(row.gate): row for row in rows}


def _require_certificates(session: Session, locked: LockedRequest) -> None:
    if missing := standing_of(session, locked).left:
        raise Conflict(say("Still without a certificate: %(media)s", media=listed(missing)))


def keep_evidence(session: Session, request_id: UUID, kind: EvidenceKind, file_ids: Iterable[UUID]) -> None:
    """Put files, which have been attached already, on the request; those that are there stay as they are."""
    session.flush()  # the files of this very act among them
    rows = select(DisposalEvidence.file_id).where(
        DisposalEvidence.request_id == request_id, DisposalEvidence.kind == kind
    )
    known = list(session.scalars(rows))
    for file_id in dict.fromkeys(file_ids):
        if file_id not in known:
            known.append(file_id)
            session.add(DisposalEvidence(request_id=request_id, kind=kind, file_id=file_id, position=len(known)))
