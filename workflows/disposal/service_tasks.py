"""The service tasks that `bpmn/disposal` calls: each reads its arguments and calls one operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.service_tasks import ServiceCall, service_task
from workflows.disposal import (
    archiving,
    cancelling,
    certificates,
    collecting,
    deciding,
    gate_papers,
    gates,
    handing_out,
    passing,
    posting,
    proving,
    settling,
    splitting,
)
from workflows.disposal.arguments import (
    read_amount,
    read_day,
    read_flag,
    read_id,
    read_ids,
    read_optional_id,
    read_text,
)
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import Gate
from workflows.disposal.queries import find_request


def _request_id(session: Session, call: ServiceCall) -> UUID:
    """The request that the case is about: variables put right by hand must not reach into another case."""
    request_id = read_id(call.arguments, "request_id")
    if find_request(session, request_id).instance_id != call.instance_id:
        raise Invalid([Problem("request_id", say("This case is about another disposal request."))])
    return request_id


@service_task("asset.scan_in")
def scan_in(session: Session, actor: Actor, call: ServiceCall) -> None:
    collecting.scan_in(
        session,
        actor,
        _request_id(session, call),
        scanned_labels=read_text(call.arguments, "scanned_label"),
        given_by=read_optional_id(call.arguments, "given_by"),
        quarantine_location=read_text(call.arguments, "quarantine_location"),
        verdict=read_text(call.arguments, "verdict"),
    )


@service_task("disposal.compute")
def compute(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    return deciding.compute_request(session, _request_id(session, call))


@service_task("disposal.submit")
def submit(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    return deciding.submit(
        session,
        actor,
        _request_id(session, call),
        method=read_text(call.arguments, "method"),
        est_proceeds=read_amount(call.arguments, "est_proceeds"),
        is_related_party=read_flag(call.arguments, "is_related_party"),
        buyer=deciding.Buyer(
            name=read_text(call.arguments, "buyer_name"),
            person_id=read_optional_id(call.arguments, "buyer_id"),
            relative_of=read_optional_id(call.arguments, "buyer_relative_of"),
        ),
        target_unit=read_text(call.arguments, "target_unit"),
    )


@service_task("disposal.add_up")
def add_up(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    request_id = _request_id(session, call)
    others = splitting.add_up_with_others(session, request_id)
    request = find_request(session, request_id)
    return {
        "cumulative_net_value": request.cumulative_net_value,
        "cumulative_cost": request.cumulative_cost,
        "others_count": others.count,
        "others_net_value": others.net_value,
        "others_cost": others.cost,
    }


@service_task("disposal.return")
def send_back(session: Session, actor: Actor, call: ServiceCall) -> None:
    deciding.send_back(session, actor, _request_id(session, call))


@service_task("disposal.reject")
def reject(session: Session, actor: Actor, call: ServiceCall) -> None:
    deciding.reject(session, actor, _request_id(session, call))


@service_task("disposal.withdraw")
def withdraw(session: Session, actor: Actor, call: ServiceCall) -> None:
    deciding.withdraw(session, actor, _request_id(session, call))


@service_task("disposal.reinstate")
def reinstate(session: Session, actor: Actor, call: ServiceCall) -> None:
    deciding.reinstate(session, actor, _request_id(session, call))


@service_task("disposal.draft_voucher")
def draft_voucher(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    request_id = _request_id(session, call)
    level = int(read_amount(call.arguments, "level") or 0)
    journal = posting.draft_voucher(session, actor, request_id, level=level)
    locked = lock_request(session, request_id)
    needed = gates.gates_of(session, locked)
    waste = ", ".join(gate_papers.waste_of(session, locked))
    facts = {"journal_id": str(journal.id), "gates": [gate.value for gate in needed], "waste_codes": waste}
    return {**facts, **_media(session, locked)}


@service_task("disposal.undo_draft_voucher")
def undo_draft_voucher(session: Session, actor: Actor, call: ServiceCall) -> None:
    posting.undo_draft_voucher(session, actor, _request_id(session, call))


@service_task("disposal.pass_gate")
def pass_gate(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    """Reads the answers of the human task whose id is the argument `task`, for the gate named `gate`. Gives, as texts,
    the media without a certificate that passed (`media_left`) and those that failed (`media_failed`)."""
    given = read_text(call.arguments, "gate")
    if given not in set(Gate):
        raise Invalid([Problem("gate", say("There is no gate “%(gate)s”.", gate=given[:60]))])
    answers = passing.answers_of(session, call.instance_id, read_text(call.arguments, "task"))
    request_id = _request_id(session, call)
    passing.pass_gate(session, request_id, Gate(given), answers)
    return _media(session, lock_request(session, request_id)) if given == Gate.SANITIZATION else {}


def _media(session: Session, locked: LockedRequest) -> Mapping[str, str]:
    standing = certificates.standing_of(session, locked)
    return {"media_left": certificates.listed(standing.left), "media_failed": certificates.listed(standing.failed)}


@service_task("disposal.pass_gates")
def pass_gates(session: Session, actor: Actor, call: ServiceCall) -> None:
    """Reads, for older cases, `<gate>_no` and `<gate>_files` for each gate."""
    proofs = {
        gate: gates.Proof(read_text(call.arguments, f"{gate}_no"), read_ids(call.arguments, f"{gate}_files"))
        for gate in Gate
    }
    gates.pass_gates(session, _request_id(session, call), proofs)


@service_task("disposal.hand_out")
def hand_out(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    handed_out = handing_out.hand_out(
        session,
        actor,
        _request_id(session, call),
        scanned_labels=read_text(call.arguments, "scanned_label"),
        recipient=handing_out.Recipient(
            name=read_text(call.arguments, "recipient_name"),
            person_id=read_optional_id(call.arguments, "recipient_id"),
            relative_of=read_optional_id(call.arguments, "recipient_relative_of"),
        ),
        guard_name=read_text(call.arguments, "guard_name"),
        weight=read_amount(call.arguments, "weight"),
        photo_ids=read_ids(call.arguments, "photos"),
        receipt_ids=read_ids(call.arguments, "receipt"),
    )
    return {"handed_out_at": handed_out.handed_out_at}


@service_task("disposal.write_off")
def write_off(session: Session, actor: Actor, call: ServiceCall) -> None:
    request_id = _request_id(session, call)
    proving.require_evidence(session, request_id)
    posting.write_off(
        session,
        actor,
        request_id,
        journal_id=read_id(call.arguments, "journal_id"),
        posting_on=read_day(call.arguments, "posting_date"),
        voucher_no=read_text(call.arguments, "voucher_no"),
        given=settling.read_settlement(call.arguments),
    )


@service_task("disposal.archive")
def archive(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    return {"dossier_hash": archiving.archive(session, _request_id(session, call))}


@service_task("disposal.cancel")
def cancel(session: Session, actor: Actor, call: ServiceCall) -> None:
    reason = read_text(call.arguments, "reason")
    cancelling.cancel_request(session, actor, _request_id(session, call), reason=reason)
