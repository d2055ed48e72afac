"""The evidence checklist of a disposal."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import view_case
from engine.errors import NotFound, say
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.disposals import DISPOSALS, DisposalPath
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database
from workflows.disposal.proving import bring_evidence, checklist_of, waive_evidence
from workflows.disposal.queries import find_request
from workflows.evidence.checklist import ChecklistRow
from workflows.evidence.models import EvidenceItem


class EvidenceState(BaseModel):
    """An item of the checklist. `is_proved`: by the case itself; `waived`: why finance goes without."""

    item: EvidenceItem
    is_required: bool
    is_missing: bool
    is_proved: bool
    brought_by: str
    file_ids: list[UUID]
    statements: list[str]
    waived: str | None


class Checklist(BaseModel):
    """Everything that the disposal has to prove, or proves."""

    items: list[EvidenceState]


class Bring(Entry):
    """Stored files, or a statement in words."""

    file_ids: list[UUID] = Field(default_factory=list, max_length=20)
    statement: str = Field("", max_length=2000)


class Waive(Entry):
    """Why the case can be closed without it."""

    reason: str = Field(min_length=1, max_length=2000)


class EvidencePath(DisposalPath):
    """Which item of which request."""

    item: EvidenceItem


@blueprint.get("/disposals/<uuid:request_id>/evidence", responses={200: Checklist}, tags=[DISPOSALS])
def show_evidence(path: DisposalPath) -> Response:
    """What is required of this disposal, and what is there."""
    with database().reading() as session:
        _view(session, caller(), path.request_id)
        return reply(_checklist(session, path.request_id))


@blueprint.post("/disposals/<uuid:request_id>/evidence/<item>", responses={200: Checklist}, tags=[DISPOSALS])
def add_evidence(header: Idempotency, path: EvidencePath, body: Bring) -> Response:
    """Bring files or a statement for an item."""

    def bring(session: Session, actor: Actor) -> BaseModel:
        _view(session, actor, path.request_id)
        bring_evidence(session, actor, path.request_id, path.item, file_ids=body.file_ids, statement=body.statement)
        session.flush()  # the answer reads it by query
        return _checklist(session, path.request_id)

    return act(bring, header=header)


@blueprint.post("/disposals/<uuid:request_id>/evidence/<item>/waive", responses={200: Checklist}, tags=[DISPOSALS])
def go_without_evidence(header: Idempotency, path: EvidencePath, body: Waive) -> Response:
    """Go without an item: for a finance manager, with a reason."""

    def waive(session: Session, actor: Actor) -> BaseModel:
        _view(session, actor, path.request_id)
        waive_evidence(session, actor, path.request_id, path.item, reason=body.reason)
        session.flush()  # as above
        return _checklist(session, path.request_id)

    return act(waive, header=header)


def _view(session: Session, actor: Actor, request_id: UUID) -> None:
    request = find_request(session, request_id)
    if request.instance_id is None:
        raise NotFound(say("There is no such disposal request."))
    view_case(session, actor, request.instance_id)


def _checklist(session: Session, request_id: UUID) -> Checklist:
    return Checklist(items=[_state(row) for row in checklist_of(session, request_id)])


def _state(row: ChecklistRow) -> EvidenceState:
    return EvidenceState(
        item=row.item,
        is_required=row.is_required,
        is_missing=row.is_missing,
        is_proved=row.is_proved,
        brought_by=row.brought_by,
        file_ids=[paper.file_id for paper in row.papers if paper.file_id],
        statements=[paper.statement for paper in row.papers if paper.statement],
        waived=row.waiver.reason if row.waiver else None,
    )
