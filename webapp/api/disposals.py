"""Marking assets for disposal, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import view_case
from engine.errors import NotFound, say
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.journals import JournalReply, journal_reply
from webapp.api.reading import Entry, Idempotency, PageQuery
from webapp.api.replies import Amount, act, reply
from webapp.assets.reading import view_asset
from webapp.edge import database, settings
from webapp.i18n import named
from webapp.paging import read_id
from workflows.assets.labels import read_label
from workflows.disposal.finding import ask_to_return_to_use
from workflows.disposal.lateness import Lateness, lateness_of
from workflows.disposal.models import DisposalRequest, RequestStatus, Verdict
from workflows.disposal.operations import mark_for_disposal
from workflows.disposal.queries import AssetFacts, RequestFacts, find_request, list_requests, request_facts

DISPOSALS = Tag(name="disposals", description="Assets on their way out of the books.")


class DisposalItem(BaseModel):
    """A disposal request in a list; its case is `instance_id`."""

    id: UUID
    number: str
    instance_id: UUID | None
    status: RequestStatus
    verdict: Verdict
    reason: str
    method: str | None
    est_proceeds: Amount | None
    is_related_party: bool
    currency: str
    requested_by: UUID
    requested_at: datetime
    org_unit_id: UUID
    legal_entity_id: UUID
    revision: int
    journal_id: UUID | None


class DisposalPage(BaseModel):
    """A page of requests, newest first; `next` is null on the last."""

    items: list[DisposalItem]
    next: str | None


class DisposalAsset(BaseModel):
    """One asset of a request, with its values as last computed (null before that)."""

    asset_id: UUID
    asset_no: str
    name: str
    category: str
    state: str
    state_before: str
    cost: Amount
    accumulated: Amount | None
    impairment: Amount | None
    net_value: Amount | None
    carrying: Amount | None


class Disposal(DisposalItem):
    """A request with its assets, photos, sums, flags and journal.

    `late_depreciation` was depreciated in the `late_months` since it was marked: by so much its loss is smaller.
    """

    assets: list[DisposalAsset]
    photo_ids: list[UUID]
    flags: list[str]
    original_cost: Amount
    net_value: Amount | None
    carrying: Amount | None
    late_months: int
    late_depreciation: Amount
    journal: JournalReply | None


class DisposalQuery(PageQuery):
    """Which requests."""

    status: list[RequestStatus] = Field(default_factory=list, description="Several are possible.")
    search: str = Field("", max_length=100, description="Part of the number.")


class DisposalPath(BaseModel):
    """Which request."""

    request_id: UUID


class Mark(Entry):
    """What is done for, and why.

    `verdict` counts from a maintenance engineer; anybody else's is pending. Photos are stored files.
    """

    asset_nos: list[str] = Field(min_length=1, max_length=200, description="Asset numbers, or label addresses.")
    reason: str = Field(min_length=1, max_length=2000)
    verdict: Verdict = Verdict.PENDING
    photo_ids: list[UUID] = Field(min_length=1, max_length=20)


class ReturnToUse(Entry):
    """Why the assets are to be used again."""

    reason: str = Field(min_length=1, max_length=2000)


@blueprint.get("/disposals", responses={200: DisposalPage}, tags=[DISPOSALS])
def list_disposals(query: DisposalQuery) -> Response:
    """The requests you may see, newest first."""
    with database().reading() as session:
        found = list_requests(
            session,
            caller(),
            statuses=query.status,
            search=query.search,
            before=read_id(query.cursor),
            limit=query.limit + 1,
        )
    items = [DisposalItem(**_values(request)) for request in found[: query.limit]]
    return reply(DisposalPage(items=items, next=str(items[-1].id) if len(found) > query.limit else None))


@blueprint.post("/disposals", responses={201: DisposalItem}, tags=[DISPOSALS])
def mark(header: Idempotency, body: Mark) -> Response:
    """Mark assets for disposal: the request gets its number and its case begins."""

    def begin(session: Session, actor: Actor) -> BaseModel:
        request = mark_for_disposal(
            session,
            actor,
            [_asset_id(session, actor, text) for text in body.asset_nos],
            reason=body.reason,
            verdict=body.verdict,
            photo_ids=body.photo_ids,
            source="api",
        )
        return DisposalItem(**_values(request))

    return act(begin, header=header, status=201)


@blueprint.get("/disposals/<uuid:request_id>", responses={200: Disposal}, tags=[DISPOSALS])
def show_disposal(path: DisposalPath) -> Response:
    """One request with everything about it."""
    with database().reading() as session:
        request = find_request(session, path.request_id)
        if request.instance_id is None:
            raise NotFound(say("There is no such disposal request."))
        view_case(session, caller(), request.instance_id)
        facts = request_facts(session, path.request_id)
        return reply(_reply(facts, lateness_of(session, facts)))


@blueprint.post("/disposals/<uuid:request_id>/return-to-use", responses={200: DisposalItem}, tags=[DISPOSALS])
def return_to_use(header: Idempotency, path: DisposalPath, body: ReturnToUse) -> Response:
    """Stop the collection or preparation and ask for the assets' return to use, which then has to be approved."""

    def ask(session: Session, actor: Actor) -> BaseModel:
        ask_to_return_to_use(session, actor, path.request_id, reason=body.reason)
        return DisposalItem(**_values(find_request(session, path.request_id)))

    return act(ask, header=header)


def _asset_id(session: Session, actor: Actor, text: str) -> UUID:
    label = read_label(text)
    asset, _ = view_asset(session, actor, label.code, label.key or "", settings().secret_key)
    return asset.id


def _values(request: DisposalRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in DisposalItem.model_fields}


def _reply(facts: RequestFacts, late: Lateness) -> Disposal:
    return Disposal(
        **_values(facts.request),
        assets=[_asset(item) for item in facts.assets],
        photo_ids=list(facts.photo_ids),
        flags=list(facts.flags),
        original_cost=facts.original_cost,
        net_value=facts.net_value,
        carrying=facts.carrying,
        late_months=late.months,
        late_depreciation=late.amount,
        journal=journal_reply(facts.journal, facts.journal_lines) if facts.journal else None,
    )


def _asset(item: AssetFacts) -> DisposalAsset:
    computed = ("accumulated", "impairment", "net_value", "carrying", "state_before")
    return DisposalAsset(
        asset_id=item.asset.id,
        asset_no=item.asset.asset_no,
        name=item.asset.name,
        category=named(item.category),
        state=item.asset.state,
        cost=item.asset.cost,
        **{name: getattr(item.line, name) for name in computed},
    )
