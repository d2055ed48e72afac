"""Reading disposal requests: everything a page or a program shows of one, and lists of what the actor may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.people.queries import visible_to
from workflows.accounting.models import Journal, JournalLine
from workflows.accounting.queries import lines_of
from workflows.assets.labels import printable
from workflows.assets.models import Asset, AssetCategory
from workflows.assets.queries import assets_by_id, categories_by_id
from workflows.disposal.figures import flags_of
from workflows.disposal.models import (
    ENDED,
    DisposalEvidence,
    DisposalGate,
    DisposalHandOut,
    DisposalLine,
    DisposalPhoto,
    DisposalRequest,
    RequestStatus,
)
from workflows.evidence.models import EvidencePaper


@dataclass(frozen=True)
class AssetFacts:
    """One asset of a request with its category and its values as last computed (None before that)."""

    asset: Asset
    category: AssetCategory
    line: DisposalLine


@dataclass(frozen=True)
class RequestFacts:
    """A request as a page shows it. Sums are None before the values were computed; amounts in `request.currency`."""

    request: DisposalRequest
    assets: Sequence[AssetFacts]
    photo_ids: Sequence[UUID]
    flags: Sequence[str]
    journal: Journal | None
    journal_lines: Sequence[JournalLine]
    gates: Sequence[DisposalGate]
    hand_out: DisposalHandOut | None
    evidence: Sequence[DisposalEvidence]

    @property
    def original_cost(self) -> Decimal:
        return sum((facts.asset.cost for facts in self.assets), Decimal("0.00"))

    @property
    def net_value(self) -> Decimal | None:
        return _sum_of([facts.line.net_value for facts in self.assets])

    @property
    def carrying(self) -> Decimal | None:
        return _sum_of([facts.line.carrying for facts in self.assets])


def find_request(session: Session, request_id: UUID) -> DisposalRequest:
    """The request, or `NotFound`. Whether the actor may see it is decided by its case."""
    request = session.get(DisposalRequest, request_id)
    if request is None:
        raise NotFound(say("There is no such disposal request."))
    return request


def request_facts(session: Session, request_id: UUID) -> RequestFacts:
    """Everything about a request, in a fixed number of statements."""
    request = find_request(session, request_id)
    lines = list(
        session.scalars(
            select(DisposalLine).where(DisposalLine.request_id == request_id).order_by(DisposalLine.position)
        )
    )
    assets, categories = assets_by_id(session, (line.asset_id for line in lines)), categories_by_id(session)
    facts = [AssetFacts(assets[line.asset_id], categories[assets[line.asset_id].category_id], line) for line in lines]
    photos = select(DisposalPhoto.file_id).where(DisposalPhoto.request_id == request_id)
    evidence = select(DisposalEvidence).where(DisposalEvidence.request_id == request_id)
    journal = session.get(Journal, request.journal_id) if request.journal_id else None
    return RequestFacts(
        request,
        facts,
        list(session.scalars(photos.order_by(DisposalPhoto.position))),
        flags_of(assets.values(), categories),
        journal,
        lines_of(session, journal.id) if journal else [],
        list(
            session.scalars(
                select(DisposalGate).where(DisposalGate.request_id == request_id).order_by(DisposalGate.passed_at)
            )
        ),
        session.get(DisposalHandOut, request_id),
        list(session.scalars(evidence.order_by(DisposalEvidence.kind, DisposalEvidence.position))),
    )


def list_requests(
    session: Session,
    actor: Actor,
    *,
    statuses: Collection[RequestStatus] = (),
    search: str = "",
    before: UUID | None = None,
    limit: int = 50,
) -> list[DisposalRequest]:
    """Requests of the units the actor may see and the actor's own, newest first, older than `before`: a keyset page."""
    may_see = or_(
        visible_to(session, actor, DisposalRequest.org_unit_id), DisposalRequest.requested_by == actor.person_id
    )
    query = select(DisposalRequest).where(may_see)
    if statuses:
        query = query.where(DisposalRequest.status.in_([status.value for status in statuses]))
    if search := printable(search):
        query = query.where(DisposalRequest.number.icontains(search, autoescape=True))
    if before is not None:
        query = query.where(DisposalRequest.id < before)
    return list(session.scalars(query.order_by(DisposalRequest.id.desc()).limit(limit)))


def requests_of_asset(session: Session, asset_id: UUID) -> list[DisposalRequest]:
    """Every request about the asset, newest first."""
    return list(
        session.scalars(
            select(DisposalRequest)
            .join(DisposalLine, DisposalLine.request_id == DisposalRequest.id)
            .where(DisposalLine.asset_id == asset_id)
            .order_by(DisposalRequest.id.desc())
        )
    )


def open_request_of_asset(session: Session, asset_id: UUID) -> DisposalRequest | None:
    """The request that the asset is on its way in, if any."""
    return next((request for request in requests_of_asset(session, asset_id) if request.status not in ENDED), None)


def requests_with_photo(session: Session, file_id: UUID) -> list[DisposalRequest]:
    """The requests that this file shows or proves something of: whoever may see one of them may see it."""
    shown = select(DisposalPhoto.request_id).where(DisposalPhoto.file_id == file_id)
    proved = select(DisposalEvidence.request_id).where(DisposalEvidence.file_id == file_id)
    brought = select(EvidencePaper.request_id).where(EvidencePaper.file_id == file_id)
    query = select(DisposalRequest).where(DisposalRequest.id.in_(shown.union(proved, brought)))
    return list(session.scalars(query.order_by(DisposalRequest.id)))


def _sum_of(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if len(known) == len(amounts) else None
