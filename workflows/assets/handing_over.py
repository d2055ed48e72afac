"""Assets in use change hands: the giver scans, the receiver scans, and one scan alone is an exception with a clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotFound, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import has_permission, visible_to
from engine.types import new_id
from workflows.assets.models import Asset, CustodyChange, HandOver, Location
from workflows.assets.queries import lock_assets, may_see_asset
from workflows.assets.states import require_movable

OTHER_SIDE_WITHIN = timedelta(hours=24)


def give_asset(session: Session, actor: Actor, asset_id: UUID) -> HandOver:
    """The actor has scanned the asset to give it away. With the receiver's scan it is theirs.

    Refused: an asset out of service (domain.md B2), one the actor neither has nor looks after, a second scan.
    """
    asset, open_one = _asset_and_open_one(session, actor, asset_id)
    person_id = _person(actor)
    if asset.custodian_id != person_id and not has_permission(session, actor, Permission.EDIT_ASSETS):
        raise Conflict(say("You do not have this asset: its custodian or an asset manager gives it away."))
    if open_one is None:
        open_one = _begin(session, asset)
    elif open_one.given_by is not None:
        raise Conflict(say("It has been given away already; the receiver has to scan it."))
    open_one.given_by, open_one.given_scan_at = person_id, clock.now()
    return _settle(session, actor, asset, open_one)


def receive_asset(session: Session, actor: Actor, asset_id: UUID, location_id: UUID) -> HandOver:
    """The actor has scanned the asset as its receiver, at a location. With the giver's scan it is theirs.

    Refused: an asset out of service, a second scan, the giver as receiver, a location of another company or one for
    what is out of use.
    """
    asset, open_one = _asset_and_open_one(session, actor, asset_id)
    location = session.get(Location, location_id)
    if location is None or location.legal_entity_id != asset.legal_entity_id or location.is_quarantine:
        raise Invalid([Problem("location_id", say("Choose a location of this company that is not a quarantine area."))])
    if open_one is None:
        open_one = _begin(session, asset)
    elif open_one.received_by is not None:
        raise Conflict(say("It has been received already; the giver has to scan it."))
    open_one.received_by, open_one.received_scan_at = _person(actor), clock.now()
    open_one.location_id = location.id
    return _settle(session, actor, asset, open_one)


def call_off_hand_over(session: Session, actor: Actor, hand_over_id: UUID) -> None:
    """The asset stays where it was. Refused: not by one of the two and without the permission, or over already."""
    found = session.get(HandOver, hand_over_id)
    if found is None:
        raise NotFound(say("There is no such hand-over."))
    lock_assets(session, [found.asset_id])
    session.refresh(found)
    is_theirs = actor.person_id in (found.given_by, found.received_by)
    if not is_theirs and not has_permission(session, actor, Permission.EDIT_ASSETS):
        raise NotFound(say("There is no such hand-over."))
    if found.closed_at is not None:
        raise Conflict(say("This hand-over is over already."))
    found.closed_at = clock.now()
    data = {"hand_over": found.id}
    record_master_event(session, actor, found.asset_id, "asset", "asset.hand_over_called_off", data)


def open_hand_over(session: Session, asset_id: UUID) -> HandOver | None:
    """The hand-over of the asset that one side has scanned."""
    return session.scalars(select(HandOver).where(HandOver.asset_id == asset_id, HandOver.closed_at.is_(None))).first()


def one_sided_hand_overs(session: Session, actor: Actor, *, limit: int = 200) -> Sequence[tuple[HandOver, Asset]]:
    """The hand-overs with one scan alone that concern the actor or an asset they may see, the longest due first."""
    query = (
        select(HandOver, Asset)
        .join(Asset, Asset.id == HandOver.asset_id)
        .where(
            HandOver.closed_at.is_(None),
            or_(
                visible_to(session, actor, Asset.org_unit_id),
                HandOver.given_by == actor.person_id,
                HandOver.received_by == actor.person_id,
            ),
        )
        .order_by(HandOver.due_at)
        .limit(limit)
    )
    return [(hand_over, asset) for hand_over, asset in session.execute(query)]


def _asset_and_open_one(session: Session, actor: Actor, asset_id: UUID) -> tuple[Asset, HandOver | None]:
    asset = lock_assets(session, [asset_id])[asset_id]
    open_one = open_hand_over(session, asset_id)
    if not may_see_asset(session, actor, asset) and open_one is None:
        raise NotFound(say("There is no such asset."))
    require_movable(asset)
    return asset, open_one


def _begin(session: Session, asset: Asset) -> HandOver:
    found = HandOver(id=new_id(), asset_id=asset.id, due_at=clock.now() + OTHER_SIDE_WITHIN)
    session.add(found)
    return found


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Invalid([Problem("", say("A person has to scan the asset."))])
    return actor.person_id


def _settle(session: Session, actor: Actor, asset: Asset, found: HandOver) -> HandOver:
    asset.last_physical_evidence_at = clock.now()
    if found.given_by is None or found.received_by is None:
        kind = "asset.given" if found.received_by is None else "asset.received"
        record_master_event(session, actor, asset.id, "asset", kind, {"hand_over": found.id})
        return found
    if found.given_by == found.received_by:
        raise Invalid([Problem("", say("Whoever hands the asset over cannot be the one who receives it."))])
    assert found.given_scan_at is not None
    assert found.received_scan_at is not None
    assert found.location_id is not None
    session.add(
        CustodyChange(
            asset_id=asset.id,
            given_by=found.given_by,
            received_by=found.received_by,
            location_id=found.location_id,
            given_scan_at=found.given_scan_at,
            received_scan_at=found.received_scan_at,
        )
    )
    found.closed_at = clock.now()
    asset.custodian_id, asset.location_id = found.received_by, found.location_id
    data = {"given_by": found.given_by, "received_by": found.received_by, "location": found.location_id, "case": None}
    record_master_event(session, actor, asset.id, "asset", "asset.handed_over", data)
    return found
