"""The cancel hook: no cancelled case leaves an asset without state and owner (domain.md B2, architecture 4)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.instances.operations import describe
from engine.types import new_id
from workflows.assets.models import AssetState
from workflows.disposal.figures import compute
from workflows.disposal.handing_out import refuse_handed_out
from workflows.disposal.locked import LockedRequest, lock_request
from workflows.disposal.models import DisposalPhoto, DisposalRequest, RequestStatus
from workflows.disposal.operations import START_RESUMED, add_lines, number_request, start_case
from workflows.disposal.posting import void_draft

REOPENED = "cancelled_case"


def cancel_request(session: Session, actor: Actor, request_id: UUID, *, reason: str) -> DisposalRequest | None:
    """End the request: a draft journal is voided; assets never scanned in return to the state before marking.

    Assets in quarantine stay there, and a new request with a case of its own goes on with them: it is given back.
    `reason` is written on each asset. Refused: assets that have left the house.
    """
    locked = lock_request(session, request_id)
    request = locked.request
    refuse_handed_out(session, locked)
    void_draft(session, actor, request, reason=reason)
    was_collected = request.status != RequestStatus.MARKED
    request.status = RequestStatus.CANCELLED
    if not was_collected:
        locked.put_assets_back(session, actor, reason=reason)
        return None
    locked.move_assets(session, actor, AssetState.QUARANTINED, reason=reason)
    return _go_on(session, actor, locked)


def _go_on(session: Session, actor: Actor, locked: LockedRequest) -> DisposalRequest:
    """A new request over the same assets, in the first requester's name, who so remains barred from approving it."""
    old = locked.request
    request = DisposalRequest(
        id=new_id(),
        number=number_request(session, old.legal_entity_id),
        status=RequestStatus.COLLECTED,
        source=REOPENED,
        reason=old.reason,
        verdict=old.verdict,
        currency=old.currency,
        requested_by=old.requested_by,
        requested_at=clock.now(),
        legal_entity_id=old.legal_entity_id,
        org_unit_id=old.org_unit_id,
        reopens_id=old.id,
    )
    session.add(request)
    add_lines(session, request, locked.assets_in_order, {line.asset_id: line.state_before for line in locked.lines})
    _take_photos_along(session, old, request)
    facts = compute(session, lock_request(session, request.id))
    start_case(session, actor, request, locked.assets_in_order, at=START_RESUMED, is_collected=True, **facts)
    assert request.instance_id is not None
    describe(session, request.instance_id, amount=facts["net_value"], currency=request.currency)
    return request


def _take_photos_along(session: Session, old: DisposalRequest, new: DisposalRequest) -> None:
    photos = select(DisposalPhoto).where(DisposalPhoto.request_id == old.id)
    for photo in session.scalars(photos).all():
        session.add(DisposalPhoto(request_id=new.id, file_id=photo.file_id, position=photo.position))
