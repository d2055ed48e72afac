"""The hand-out: the assets of an approved request leave the house, scanned, weighed and signed for (S4, B3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotAllowed, Problem, Sentence, say
from workflows.assets.operations import release_from_house
from workflows.disposal.gate_papers import manifest_problems
from workflows.disposal.gates import gates_passed, keep_evidence, require_gates
from workflows.disposal.independence import require_independence
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import DisposalHandOut, EvidenceKind, Gate, RequestStatus
from workflows.disposal.scanning import label_problems
from workflows.organization.books import today

MAX_WEIGHT = Decimal(10_000_000)


@dataclass(frozen=True)
class Recipient:
    """Who takes the assets away; `person_id` if an employee, `relative_of` the employee they are related to."""

    name: str
    person_id: UUID | None = None
    relative_of: UUID | None = None


def hand_out(
    session: Session,
    actor: Actor,
    request_id: UUID,
    *,
    scanned_labels: str,
    recipient: Recipient,
    guard_name: str,
    weight: Decimal | None,
    photo_ids: Sequence[UUID],
    receipt_ids: Sequence[UUID],
) -> DisposalHandOut:
    """The actor hands every asset of the request to `recipient`, past the guard. `weight` is in kilograms.

    Refused, at their fields: labels that are not those of the request, what is missing, a recipient who is not
    independent; with `Conflict`: gates not passed, assets that have left already.
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can hand assets out."))
    locked = lock_request(session, request_id, statuses={RequestStatus.APPROVED})
    if session.get(DisposalHandOut, request_id) is not None:
        raise Conflict(say("The assets of request %(number)s have left already.", number=locked.request.number))
    require_gates(session, locked)
    problems = label_problems(locked, scanned_labels)
    problems += _missing(recipient, guard_name, weight, photo_ids, receipt_ids)
    problems += _licence_problems(session, locked, recipient)
    if problems:
        raise Invalid(problems)
    require_independence(
        session,
        locked.request,
        receiver_id=recipient.person_id,
        relative_of=recipient.relative_of,
        where="recipient",
    )
    assert weight is not None
    return _record(session, actor, locked, recipient, guard_name, weight, photo_ids, receipt_ids)


def require_handed_out(session: Session, locked: LockedRequest) -> None:
    """Refuse with `Conflict` a request whose assets are still in the house."""
    if session.get(DisposalHandOut, locked.request.id) is None:
        raise Conflict(say("The assets of request %(number)s have not left yet.", number=locked.request.number))


def refuse_handed_out(session: Session, locked: LockedRequest) -> None:
    """Refuse with `Conflict` a request whose assets have left the house: there is no way back but to finish it."""
    if session.get(DisposalHandOut, locked.request.id) is not None:
        raise Conflict(
            say(
                "The assets of request %(number)s have left the house: the case can only be finished.",
                number=locked.request.number,
            )
        )


def _record(
    session: Session,
    actor: Actor,
    locked: LockedRequest,
    recipient: Recipient,
    guard_name: str,
    weight: Decimal,
    photo_ids: Sequence[UUID],
    receipt_ids: Sequence[UUID],
) -> DisposalHandOut:
    assert actor.person_id is not None
    request = locked.request
    handed_out = DisposalHandOut(
        request_id=request.id,
        handed_out_at=clock.now(),
        handed_out_by=actor.person_id,
        recipient_name=recipient.name,
        recipient_id=recipient.person_id,
        relative_of=recipient.relative_of,
        guard_name=guard_name,
        weight=weight,
    )
    session.add(handed_out)
    keep_evidence(session, request.id, EvidenceKind.HAND_OUT_PHOTO, photo_ids)
    keep_evidence(session, request.id, EvidenceKind.HAND_OUT_RECEIPT, receipt_ids)
    for asset_id in sorted(locked.assets):
        release_from_house(session, actor, locked.assets[asset_id], request_id=request.id, case_id=request.instance_id)
    return handed_out


def _licence_problems(session: Session, locked: LockedRequest, recipient: Recipient) -> list[Problem]:
    """Waste goes only to whom the manifest names, while the licence is valid (domain.md B5)."""
    manifest = gates_passed(session, locked.request.id).get(Gate.HAZARDOUS_WASTE)
    if manifest is None or not manifest.details:
        return []
    day = today(session, locked.request.legal_entity_id)
    return manifest_problems(manifest.details, picked_up_on=day, recipient=recipient.name)


def _missing(
    recipient: Recipient,
    guard_name: str,
    weight: Decimal | None,
    photo_ids: Sequence[UUID],
    receipt_ids: Sequence[UUID],
) -> list[Problem]:
    is_weight = weight is not None and 0 <= weight < MAX_WEIGHT and weight == round(weight, 4)
    checks: list[tuple[str, bool, Sentence]] = [
        ("recipient_name", 0 < len(recipient.name) <= 200, say("Say who takes the assets away.")),
        ("guard_name", 0 < len(guard_name) <= 100, say("Say which guard let them pass.")),
        ("weight", is_weight, say("Enter the weight in kilograms, with at most four digits after the point.")),
        ("photos", bool(photo_ids), say("Take at least one photo of what leaves.")),
        ("receipt", bool(receipt_ids), say("The signed receipt is missing.")),
    ]
    return [Problem(where, sentence) for where, holds, sentence in checks if not holds]
