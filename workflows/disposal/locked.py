"""A request with its lines and assets, their rows locked in one fixed order: request, then assets by id."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, NotFound, say
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import lock_assets
from workflows.assets.states import set_state
from workflows.disposal.models import ENDED, DisposalLine, DisposalRequest, RequestStatus


@dataclass(frozen=True)
class LockedRequest:
    """A request that nobody else can change before this transaction ends."""

    request: DisposalRequest
    lines: tuple[DisposalLine, ...]
    assets: dict[UUID, Asset]

    @property
    def assets_in_order(self) -> list[Asset]:
        return [self.assets[line.asset_id] for line in self.lines]

    def move_assets(self, session: Session, actor: Actor, to: AssetState, *, reason: str = "") -> None:
        """Bring every asset that is not there yet into state `to`, in the order of ids. `reason`: a person's words."""
        for asset_id in sorted(self.assets):
            asset = self.assets[asset_id]
            if asset.state != to:
                set_state(session, actor, asset, to, reason=reason, case_id=self.request.instance_id)

    def put_assets_back(self, session: Session, actor: Actor, *, reason: str = "") -> None:
        """Return every asset to the state it was in before it was marked."""
        before = {line.asset_id: AssetState(line.state_before) for line in self.lines}
        for asset_id in sorted(self.assets):
            set_state(
                session,
                actor,
                self.assets[asset_id],
                before[asset_id],
                reason=reason,
                case_id=self.request.instance_id,
            )


def lock_request(
    session: Session, request_id: UUID, *, statuses: Collection[RequestStatus] | None = None
) -> LockedRequest:
    """Lock and read the request. Refused with `Conflict` unless it is in one of `statuses` (by default: not ended)."""
    request = session.scalars(
        select(DisposalRequest)
        .where(DisposalRequest.id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if request is None:
        raise NotFound(say("There is no such disposal request."))
    allowed = set(RequestStatus) - ENDED if statuses is None else statuses
    if request.status not in allowed:
        raise Conflict(say("Disposal request %(number)s has moved on meanwhile.", number=request.number))
    rows = select(DisposalLine).where(DisposalLine.request_id == request_id).order_by(DisposalLine.position)
    lines = tuple(session.scalars(rows))
    return LockedRequest(request, lines, lock_assets(session, (line.asset_id for line in lines)))
