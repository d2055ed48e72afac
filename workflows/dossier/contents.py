"""What a dossier says: everything about a request, in words that need no database to be understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.definitions.definition import Definition
from engine.definitions.queries import load_definition
from engine.errors import Wording
from engine.files.models import EXTENSIONS, File
from engine.files.queries import files_by_id
from engine.instances.models import ProcessInstance
from engine.people.models import LegalEntity, OrgUnit, Person
from engine.people.queries import people_by_id
from engine.tasks.models import Seat, SeatStatus, Task
from workflows.accounting.models import Account
from workflows.accounting.queries import accounts_by_code
from workflows.disposal.archiving import amount_text as as_archived
from workflows.disposal.models import DisposalGate, SanitizationCertificate
from workflows.disposal.proving import checklist_of
from workflows.disposal.queries import RequestFacts, request_facts
from workflows.dossier.histories import cases_of, chains_of
from workflows.evidence.models import EvidencePaper, EvidenceWaiver
from workflows.organization.books import Books, books_of

FORMAT = "zhangshi.dossier/1"
PHOTO = "photo"


def read_contents(session: Session, request_id: UUID) -> dict[str, Any]:
    """The dossier's facts as JSON: ids, names in both languages (`zh`, `en`), amounts as texts, instants as ISO 8601
    in the company's time zone with its offset.

    `chains` are the ends of the histories as they are now, one per case of the request; the last is the present one's.
    """
    case_ids = cases_of(session, request_id)
    facts = request_facts(session, request_id)
    request = facts.request
    books = books_of(session, request.legal_entity_id)
    instance = session.get_one(ProcessInstance, request.instance_id)
    seats = _decided_seats(session, case_ids)
    certificates = _certificates(session, request_id)
    people = people_by_id(session, [*_people_of(facts, seats, certificates), *_waivers(session, request_id)])
    return {
        "format": FORMAT,
        "number": request.number,
        "title": instance.title,
        "case_id": instance.id,
        "revision": request.revision,
        "status": request.status,
        "entity": _named(session.get_one(LegalEntity, request.legal_entity_id)),
        "unit": _named(session.get_one(OrgUnit, request.org_unit_id)),
        "reason": request.reason,
        "verdict": request.verdict,
        "method": request.method,
        "tax_class": request.tax_class,
        "flags": list(facts.flags),
        "currency": request.currency,
        "requested_by": _named(people.get(request.requested_by)),
        "requested_at": books.local_text(request.requested_at),
        "time_zone": books.time_zone,
        "buyer": request.buyer_name,
        "original_cost": as_archived(facts.original_cost),
        "net_value": as_archived(facts.net_value),
        "carrying": as_archived(facts.carrying),
        "assets": [_asset(item) for item in facts.assets],
        "opinions": [_opinion(books, seat, task, people, _definition(session, task)) for seat, task in seats],
        "gates": [_gate(books, gate) for gate in facts.gates],
        "certificates": [_certificate(row, people) for row in certificates],
        "hand_out": _hand_out(books, facts, people),
        "voucher": _voucher(session, books, facts),
        "checklist": _checklist(session, request_id, people),
        "files": _files(session, books, facts),
        "archived": {
            "hash": request.dossier_hash,
            "at": books.local_text(request.archived_at) if request.archived_at else None,
        },
        "chains": chains_of(session, case_ids),
    }


def _decided_seats(session: Session, case_ids: Sequence[UUID]) -> Sequence[tuple[Seat, Task]]:
    query = (
        select(Seat, Task)
        .join(Task, Task.id == Seat.task_id)
        .where(Task.instance_id.in_(case_ids), Seat.status == SeatStatus.DECIDED, Seat.decided_at.is_not(None))
    )
    return [(seat, task) for seat, task in session.execute(query.order_by(Seat.decided_at, Seat.id))]


def _certificates(session: Session, request_id: UUID) -> Sequence[SanitizationCertificate]:
    rows = select(SanitizationCertificate).where(SanitizationCertificate.request_id == request_id)
    return session.scalars(rows.order_by(SanitizationCertificate.id)).all()


def _people_of(
    facts: RequestFacts, seats: Iterable[tuple[Seat, Task]], certificates: Iterable[SanitizationCertificate]
) -> Iterable[UUID | None]:
    yield facts.request.requested_by
    yield facts.hand_out.handed_out_by if facts.hand_out else None
    for seat, _ in seats:
        yield from (seat.decided_by, seat.on_behalf_of)
    for row in certificates:
        yield from (row.performed_by, row.verified_by, row.signed_off_by)


def _definition(session: Session, task: Task) -> Definition:
    return load_definition(session, task.bundle_version_id)


def _named(thing: Person | LegalEntity | OrgUnit | Account | None) -> dict[str, str] | None:
    return {"zh": thing.name, "en": thing.name_en or thing.name} if thing is not None else None


def _person(person: Person | None) -> dict[str, str] | None:
    """A person whom the history names by the id."""
    named = _named(person)
    return {**named, "id": str(person.id)} if named and person is not None else None


def _worded(wording: Wording) -> dict[str, str]:
    return {"zh": wording.in_language("zh_CN"), "en": wording.in_language("en")}


def _asset(item: Any) -> dict[str, Any]:
    asset, line = item.asset, item.line
    return {
        "asset_no": asset.asset_no,
        "name": asset.name,
        "spec": asset.spec,
        "serial_no": asset.serial_no,
        "category": {"zh": item.category.name, "en": item.category.name_en or item.category.name},
        "in_service_on": asset.in_service_on,
        "cost": as_archived(line.cost),
        "accumulated": as_archived(line.accumulated),
        "impairment": as_archived(line.impairment),
        "net_value": as_archived(line.net_value),
    }


def _opinion(
    books: Books, seat: Seat, task: Task, people: Mapping[UUID, Person], definition: Definition
) -> dict[str, Any]:
    return {
        "seat": seat.id,
        "step": _worded(definition.wording(task.element_id)),
        "person": _person(people.get(seat.decided_by)) if seat.decided_by else None,
        "on_behalf_of": _person(people.get(seat.on_behalf_of)) if seat.on_behalf_of else None,
        "decision": seat.decision or "",
        "comment": seat.comment,
        "at": books.local_text(seat.decided_at) if seat.decided_at else None,
    }


def _gate(books: Books, gate: DisposalGate) -> dict[str, Any]:
    return {
        "gate": gate.gate,
        "reference_no": gate.reference_no,
        "passed_at": books.local_text(gate.passed_at),
        "details": gate.details,
    }


def _certificate(row: SanitizationCertificate, people: Mapping[UUID, Person]) -> dict[str, Any]:
    return {
        "serial_no": row.serial_no,
        "medium_kind": row.medium_kind,
        "manufacturer": row.manufacturer,
        "model": row.model,
        "source": row.source,
        "certificate_no": row.certificate_no,
        "confidentiality": row.confidentiality,
        "confidentiality_after": row.confidentiality_after,
        "destination": row.destination,
        "technique": row.technique,
        "method": row.method,
        "tool": row.tool,
        "verification_method": row.verification_method,
        "has_passed": row.has_passed,
        "performed_on": row.performed_on,
        "place": row.place,
        "performed_by": _named(people.get(row.performed_by)),
        "performed_title": row.performed_title,
        "performed_phone": row.performed_phone,
        "verified_by": _named(people.get(row.verified_by)),
        "verified_title": row.verified_title,
        "signed_off_by": _named(people.get(row.signed_off_by)) if row.signed_off_by else None,
    }


def _hand_out(books: Books, facts: RequestFacts, people: Mapping[UUID, Person]) -> dict[str, Any] | None:
    left = facts.hand_out
    if left is None:
        return None
    return {
        "at": books.local_text(left.handed_out_at),
        "by": _named(people.get(left.handed_out_by)),
        "recipient": left.recipient_name,
        "guard": left.guard_name,
        "weight_kg": f"{left.weight.normalize():f}",
    }


def _voucher(session: Session, books: Books, facts: RequestFacts) -> dict[str, Any] | None:
    journal = facts.journal
    if journal is None:
        return None
    accounts = accounts_by_code(session, books.chart)
    return {
        "number": journal.number,
        "status": journal.status,
        "posting_on": journal.posting_on,
        "erp_voucher_no": journal.external_voucher_no,
        "lines": [
            {
                "account": line.account_code,
                "name": _named(accounts.get(line.account_code)),
                "debit": as_archived(line.debit),
                "credit": as_archived(line.credit),
                "text": line.text,
            }
            for line in facts.journal_lines
        ],
    }


def _checklist(session: Session, request_id: UUID, people: Mapping[UUID, Person]) -> list[dict[str, Any]]:
    return [
        {
            "item": row.item,
            "is_required": row.is_required,
            "is_there": row.is_there,
            "statement": "\n".join(paper.statement for paper in row.papers if paper.statement),
            "waiver": {"reason": row.waiver.reason, "by": _named(people.get(row.waiver.waived_by))}
            if row.waiver
            else None,
        }
        for row in checklist_of(session, request_id)
    ]


def _waivers(session: Session, request_id: UUID) -> list[UUID]:
    return list(session.scalars(select(EvidenceWaiver.waived_by).where(EvidenceWaiver.request_id == request_id)))


def _files(session: Session, books: Books, facts: RequestFacts) -> list[dict[str, Any]]:
    named = [(PHOTO, file_id) for file_id in facts.photo_ids]
    named += [(proof.kind, proof.file_id) for proof in facts.evidence]
    brought = select(EvidencePaper).where(
        EvidencePaper.request_id == facts.request.id, EvidencePaper.file_id.is_not(None)
    )
    named += [
        (paper.item, paper.file_id) for paper in session.scalars(brought.order_by(EvidencePaper.id)) if paper.file_id
    ]
    found = files_by_id(session, (file_id for _, file_id in named))
    return [_file(books, kind, found[file_id]) for kind, file_id in named if file_id in found]


def _file(books: Books, kind: str, file: File) -> dict[str, Any]:
    return {
        "kind": kind,
        "name": file.download_name,
        "sha256": file.sha256,
        "size": file.size_bytes,
        "path": f"files/{file.sha256}{EXTENSIONS[file.media_type]}",
        "is_picture": file.media_type.startswith("image/"),
        "uploaded_at": books.local_text(file.uploaded_at),
    }
