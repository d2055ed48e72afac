"""Archiving a finished request: one hash over its case's history, its papers and its voucher (S36)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.files.queries import files_by_id
from engine.history.models import EventChain
from engine.types import canonical_json
from workflows.accounting.queries import lines_of
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import FINISHED, DisposalEvidence, DisposalHandOut, DisposalLine, DisposalPhoto
from workflows.evidence.models import EvidencePaper


def archive(session: Session, request_id: UUID) -> str:
    """Keep and give the dossier's hash: SHA-256 in hex over the canonical JSON of `dossier`.

    It covers the case's events up to the act before this one; those of this act follow it in the same chain.
    """
    locked = lock_request(session, request_id, statuses=FINISHED)
    request = locked.request
    request.dossier_hash = hashlib.sha256(canonical_json(dossier(session, locked)).encode()).hexdigest()
    request.archived_at = clock.now()
    return request.dossier_hash


def dossier(session: Session, locked: LockedRequest) -> Mapping[str, Any]:
    """What the hash covers: what was disposed of, how, why and at which values, who took it away, the voucher's lines,
    head and length of the chain, hashes of the files. Amounts are texts with two digits after the point.

    No names of our people: those are forgotten when somebody asks for it, and the hash stays.
    """
    request = locked.request
    chain = session.get(EventChain, request.instance_id, populate_existing=True) if request.instance_id else None
    return {
        "number": request.number,
        "revision": request.revision,
        "method": request.method,
        "tax_class": request.tax_class,
        "reason": request.reason,
        "currency": request.currency,
        "assets": [asset.asset_no for asset in locked.assets_in_order],
        "values": [_values(line) for line in locked.lines],
        "journal": request.journal_id,
        "voucher": _voucher_lines(session, request.journal_id),
        "hand_out": _hand_out(session, request.id),
        "chain": {"length": chain.length, "head": chain.head.hex()} if chain is not None else None,
        "files": _hashes_of_files(session, request.id),
    }


def amount_text(value: Decimal | None) -> str | None:
    """An amount as it is hashed: two digits after the point."""
    return None if value is None else f"{value:.2f}"


def _values(line: DisposalLine) -> list[str | None]:
    return [amount_text(amount) for amount in (line.cost, line.accumulated, line.impairment, line.net_value)]


def _voucher_lines(session: Session, journal_id: UUID | None) -> list[list[str | None]]:
    lines = lines_of(session, journal_id) if journal_id else []
    return [[line.account_code, amount_text(line.debit), amount_text(line.credit)] for line in lines]


def _hand_out(session: Session, request_id: UUID) -> Mapping[str, str] | None:
    left = session.get(DisposalHandOut, request_id)
    if left is None:
        return None
    weight = f"{left.weight.normalize():f}"
    return {"recipient": left.recipient_name, "guard": left.guard_name, "weight_kg": weight}


def _hashes_of_files(session: Session, request_id: UUID) -> list[str]:
    photos = select(DisposalPhoto.file_id).where(DisposalPhoto.request_id == request_id)
    papers = select(DisposalEvidence.file_id).where(DisposalEvidence.request_id == request_id)
    brought = select(EvidencePaper.file_id).where(
        EvidencePaper.request_id == request_id, EvidencePaper.file_id.is_not(None)
    )
    ids = {file_id for rows in (photos, papers, brought) for file_id in session.scalars(rows) if file_id is not None}
    return sorted(file.sha256 for file in files_by_id(session, ids).values())
