"""The assets that somebody has, and giving them to somebody else without a scan: who has left scans nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.outbox.operations import tell
from engine.people.models import Person
from engine.people.permissions import Permission
from engine.people.queries import find_person, has_business_in, name_of, nearest_pool, require_permission, visible_to
from engine.people.queries import holders as holders_of
from workflows.assets.handing_over import call_off_hand_over, open_hand_over
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import lock_assets
from workflows.assets.states import IN_SERVICE

ASSET_MANAGER = "asset_manager"


@dataclass(frozen=True)
class Reassigned:
    """How many assets have a new custodian, and how many stayed: out of service an asset is assigned to nobody."""

    moved: int
    kept: int


def in_custody(session: Session, person_id: UUID) -> Sequence[Asset]:
    """The assets that a person has, by number; those written off are in nobody's custody."""
    theirs = select(Asset).where(Asset.custodian_id == person_id, Asset.state != AssetState.DISPOSED)
    return session.scalars(theirs.order_by(Asset.asset_no)).all()


def visible_custody(session: Session, actor: Actor, person_id: UUID) -> Sequence[Asset]:
    """Those of `in_custody` that the actor, who edits assets, may see. Refused: `NotAllowed`."""
    require_permission(session, actor, Permission.EDIT_ASSETS)
    theirs = select(Asset).where(
        Asset.custodian_id == person_id,
        Asset.state != AssetState.DISPOSED,
        visible_to(session, actor, Asset.org_unit_id),
    )
    return session.scalars(theirs.order_by(Asset.asset_no)).all()


def reassign_assets(
    session: Session, actor: Actor, person_id: UUID, to: UUID, *, asset_ids: Collection[UUID] | None = None
) -> Reassigned:
    """Give what a person has (None: all of it that the actor may see) to another custodian, who is told; a hand-over
    that has begun is called off. The last scan stays what it was: nobody has seen the assets by this (S10).

    Refused: `NotAllowed` without the permission to edit assets, `Invalid` on `assets` for a custodian who has left or
    has no business in the company of an asset.
    """
    wanted = {asset.id for asset in visible_custody(session, actor, person_id)}
    if asset_ids is not None:
        wanted &= set(asset_ids)
    _require_custodian(session, person_id, to)
    locked = lock_assets(session, wanted).values()
    assets = [asset for asset in locked if asset.custodian_id == person_id]
    movable = [asset for asset in assets if AssetState(asset.state) in IN_SERVICE]
    _require_business(session, to, movable)
    for asset in movable:
        if (open_one := open_hand_over(session, asset.id)) is not None:
            call_off_hand_over(session, actor, open_one.id)
        asset.custodian_id = to
        data = {"from": person_id, "to": to}
        record_master_event(session, actor, asset.id, "asset", "asset.reassigned", data)
    if movable:
        _tell_custodian(session, actor, person_id, to, len(movable))
    return Reassigned(len(movable), len(assets) - len(movable))


def tell_asset_managers(session: Session, person_id: UUID) -> int:
    """Tell the asset managers of the units concerned what a person who has left still has; gives how many assets."""
    assets = in_custody(session, person_id)
    if not assets:
        return 0
    units = {asset.org_unit_id for asset in assets}
    pools = {pool for unit in units if (pool := nearest_pool(session, ASSET_MANAGER, unit)) is not None}
    managers = {person.id for role, unit in pools for person in holders_of(session, role, unit)}
    sentence = say(
        "%(name)s has left with %(count)s assets in custody: give them to others.",
        name=name_of(session, person_id),
        count=len(assets),
    )
    tell(session, sorted(managers), sentence, f"/people/{person_id}/assets")
    return len(assets)


def _tell_custodian(session: Session, actor: Actor, person_id: UUID, to: UUID, count: int) -> None:
    sentence = say(
        "%(count)s assets of %(name)s are in your custody now: look whether you have them.",
        count=count,
        name=name_of(session, person_id),
    )
    tell(session, [to], sentence, f"/assets?custodian={to}", asked_by=actor.person_id)


def _require_custodian(session: Session, person_id: UUID, to: UUID) -> None:
    person = session.get(Person, to)
    if person is None or not person.is_active or to == person_id:
        raise Invalid([Problem("assets", say("Choose somebody else who works here."))])


def _require_business(session: Session, to: UUID, assets: Collection[Asset]) -> None:
    person = find_person(session, to)
    if not all(has_business_in(session, person, unit) for unit in {asset.org_unit_id for asset in assets}):
        name = name_of(session, to)
        raise Invalid([Problem("assets", say("%(name)s works in another company than these assets.", name=name))])
