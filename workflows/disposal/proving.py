"""The evidence of a request: what its case proves by itself, what people bring, and no closing without it (B9)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotAllowed, Problem, say
from engine.files.operations import attach_files
from engine.history.operations import EventDraft, record_event
from workflows.disposal.evidence_facts import facts_about
from workflows.disposal.gates import require_gates
from workflows.disposal.handing_out import require_handed_out
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import ENDED, FINISHED, EvidenceKind, Gate, RequestStatus, TaxClass, Verdict
from workflows.disposal.passing import answers_of
from workflows.disposal.queries import RequestFacts, find_request, request_facts
from workflows.disposal.role_holding import holds_role_for
from workflows.evidence.checklist import ChecklistRow, checklist
from workflows.evidence.models import EvidenceItem, EvidencePaper, EvidenceWaiver
from workflows.evidence.names import item_name
from workflows.organization.books import books_of

REVIEW, TAX_CLASS = "Task_FinanceReview", "tax_class"
WAIVES = "finance_manager"
OPEN = frozenset(RequestStatus) - ENDED
MAX_STATEMENT = 2000
MAX_FILES = 20
_OF_GATE = {
    Gate.QUOTES: EvidenceItem.QUOTES,
    Gate.HAZARDOUS_WASTE: EvidenceItem.MANIFEST,
    Gate.SANITIZATION: EvidenceItem.SANITIZATION,
    Gate.VEHICLE_PAPERS: EvidenceItem.VEHICLE,
    Gate.RELEASE: EvidenceItem.RELEASE,
    Gate.SPECIAL_EQUIPMENT: EvidenceItem.USE_REGISTRATION,
    Gate.PROPERTY_TITLE: EvidenceItem.TITLE,
}


def checklist_of(session: Session, request_id: UUID) -> list[ChecklistRow]:
    """What the request needs as it stands now, and what is there; one that is archived by the rules of that day."""
    facts = request_facts(session, request_id)
    request = facts.request
    books = books_of(session, request.legal_entity_id)
    on = books.day_of(request.archived_at or clock.now())
    return checklist(session, request_id, facts=facts_about(session, facts), proved=_proved(facts), on=on)


def settle_tax_class(session: Session, locked: LockedRequest) -> None:
    """Keep how finance wants the loss declared, as answered in its review."""
    if locked.request.instance_id is None:
        return
    answered = answers_of(session, locked.request.instance_id, REVIEW).get(TAX_CLASS)
    if answered in set(TaxClass):
        locked.request.tax_class = str(answered)


def bring_evidence(
    session: Session, actor: Actor, request_id: UUID, item: str, *, file_ids: Sequence[UUID], statement: str = ""
) -> list[EvidencePaper]:
    """Put files, or a statement in words, on the checklist; whether the actor may see the case is the caller's to know.

    Refused: nobody, an item that is none, neither file nor words, a request that has ended.
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can bring evidence."))
    statement = statement.strip()
    _check(item, file_ids, statement)
    locked = lock_request(session, request_id, statuses=OPEN)
    attach_files(session, actor, file_ids)
    papers = [
        EvidencePaper(
            request_id=request_id,
            item=item,
            file_id=file_id,
            statement=statement,
            brought_by=actor.person_id,
            brought_at=clock.now(),
        )
        for file_id in (dict.fromkeys(file_ids) or [None])
    ]
    session.add_all(papers)
    _record(session, actor, locked, "evidence_brought", item, files=list(file_ids), statement=statement)
    return papers


def waive_evidence(session: Session, actor: Actor, request_id: UUID, item: str, *, reason: str) -> EvidenceWaiver:
    """Go without an item of this request.

    Refused: anybody but a finance manager of its department or above, an empty reason, an item that is not missing.
    """
    locked = lock_request(session, request_id, statuses=OPEN)
    if not holds_role_for(session, actor.person_id, WAIVES, locked.request.org_unit_id):
        raise NotAllowed(say("Only a finance manager can go without evidence."))
    assert actor.person_id is not None
    reason = reason.strip()
    if not 0 < len(reason) <= MAX_STATEMENT:
        raise Invalid([Problem("reason", say("Say why the case can be closed without it."))])
    if item not in {row.item for row in checklist_of(session, request_id) if row.is_missing}:
        raise Conflict(say("This evidence is not missing."))
    waiver = EvidenceWaiver(
        request_id=request_id, item=item, reason=reason, waived_by=actor.person_id, waived_at=clock.now()
    )
    session.add(waiver)
    _record(session, actor, locked, "evidence_waived", item, reason=reason)
    return waiver


def may_waive(session: Session, actor: Actor, request_id: UUID) -> bool:
    """Whether `waive_evidence` would let this actor."""
    return holds_role_for(session, actor.person_id, WAIVES, find_request(session, request_id).org_unit_id)


def require_evidence(session: Session, request_id: UUID) -> None:
    """Refuse with `Conflict` a request that cannot be closed yet, naming what is missing: a gate, the hand-out, a piece
    of evidence. Cases older than the gates and their records need nothing."""
    locked = lock_request(session, request_id, statuses=OPEN)
    if not (locked.request.are_gates_detailed and locked.request.is_release_guarded):
        return
    require_gates(session, locked)
    require_handed_out(session, locked)
    missing = [row for row in checklist_of(session, request_id) if row.is_missing]
    if missing:
        raise Conflict(
            say(
                "Evidence is missing (%(count)s): %(first)s. See the papers of the case.",
                count=len(missing),
                first=item_name(missing[0].item),
            )
        )


def _proved(facts: RequestFacts) -> set[EvidenceItem]:
    request = facts.request
    kinds = [proof.kind for proof in facts.evidence]
    found = {_OF_GATE[Gate(row.gate)] for row in facts.gates} | {EvidenceItem.ASSET_CARD}
    checks = {
        EvidenceItem.PHOTOS: len(facts.photo_ids) + kinds.count(EvidenceKind.HAND_OUT_PHOTO.value) >= 2,
        EvidenceItem.RELEASE_SLIP: EvidenceKind.HAND_OUT_RECEIPT.value in kinds,
        EvidenceItem.APPRAISAL: request.verdict != Verdict.PENDING,
        EvidenceItem.APPROVAL: request.status in FINISHED | {RequestStatus.APPROVED},
        EvidenceItem.JOURNAL: facts.journal is not None,
    }
    return found | {item for item, holds in checks.items() if holds}


def _check(item: str, file_ids: Sequence[UUID], statement: str) -> None:
    problems = []
    if item not in set(EvidenceItem):
        problems.append(Problem("item", say("Choose what it proves.")))
    if not file_ids and not statement:
        problems.append(Problem("statement", say("Add a file, or say in words how it is.")))
    if len(statement) > MAX_STATEMENT:
        problems.append(Problem("statement", say("At most %(limit)s characters.", limit=MAX_STATEMENT)))
    if len(file_ids) > MAX_FILES:
        problems.append(Problem("files", say("At most %(limit)s files at once.", limit=MAX_FILES)))
    if problems:
        raise Invalid(problems)


def _record(session: Session, actor: Actor, locked: LockedRequest, kind: str, item: str, **data: object) -> None:
    case_id = locked.request.instance_id
    if case_id is not None:
        record_event(session, case_id, EventDraft(kind, actor, data={"item": item, **data}))
