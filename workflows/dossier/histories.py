"""The histories in a dossier: one per case of the request, and the text that was archived over them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.history.models import Event, EventChain
from engine.history.operations import ZERO_HASH, chain_hash
from engine.instances.models import ProcessInstance
from engine.types import canonical_json
from workflows.disposal.archiving import dossier as covered_by_hash
from workflows.disposal.locked import LockedRequest
from workflows.disposal.operations import SUBJECT_KIND
from workflows.disposal.queries import request_facts


def cases_of(session: Session, request_id: UUID) -> list[UUID]:
    """The cases of a request, the oldest first, the present one last: a write-off that was undone has a second one."""
    of_request = (ProcessInstance.subject_kind == SUBJECT_KIND, ProcessInstance.subject_id == request_id)
    return list(session.scalars(select(ProcessInstance.id).where(*of_request).order_by(ProcessInstance.id)))


def hold_chains(session: Session, request_id: UUID) -> None:
    """Nobody acts on the cases of the request until the transaction ends: what is read of them fits together."""
    held = select(EventChain.id).where(EventChain.id.in_(cases_of(session, request_id))).order_by(EventChain.id)
    session.execute(held.with_for_update())


def chains_of(session: Session, case_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Where each history ends, and the file it goes into."""
    rows = select(EventChain).where(EventChain.id.in_(case_ids)).order_by(EventChain.id)
    return [
        {
            "id": chain.id,
            "path": "chain.jsonl" if chain.id == case_ids[-1] else f"chain-{place}.jsonl",
            "length": chain.length,
            "head": chain.head.hex(),
        }
        for place, chain in enumerate(session.scalars(rows.execution_options(populate_existing=True)), 1)
    ]


def chain_lines(session: Session, case_id: UUID) -> list[str]:
    """The events of the case as they were hashed, oldest first."""
    rows = select(Event.body).where(Event.chain_id == case_id).order_by(Event.number)
    return list(session.scalars(rows))


def archived_text(session: Session, request_id: UUID, chain: Sequence[str]) -> str | None:
    """What was archived, as the text whose SHA-256 was kept; None before that. Where nothing of today gives that hash
    any more, the text of today, which does not match it."""
    facts = request_facts(session, request_id)
    if facts.request.dossier_hash is None:
        return None
    lines = tuple(item.line for item in facts.assets)
    read = LockedRequest(facts.request, lines, {item.asset.id: item.asset for item in facts.assets})
    today = covered_by_hash(session, read)
    head = ZERO_HASH
    for length, line in enumerate(chain, 1):
        head = chain_hash(head, line)
        then = canonical_json({**today, "chain": {"length": length, "head": head.hex()}})
        if hashlib.sha256(then.encode()).hexdigest() == facts.request.dossier_hash:
            return then
    return canonical_json(today)
