"""One act on many scanned assets: all of them, or none with a reason for each that stands in the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import EngineError, Invalid, Problem, say
from engine.people.queries import visible_to
from workflows.assets.handing_over import give_asset, receive_asset
from workflows.assets.models import Asset, HandOver
from workflows.assets.queries import lock_assets
from workflows.scanning.models import AssetSighting
from workflows.scanning.operations import record_sighting

MOST_ASSETS = 50
"""So many are seen or handed over within 300 ms (law 1)."""

Done = TypeVar("Done")


def see_together(
    session: Session,
    actor: Actor,
    assets: Mapping[UUID, bool],
    *,
    location_id: UUID | None = None,
    note: str = "",
) -> list[AssetSighting]:
    """The actor sees all these assets; the value tells whether they hold its label. Refused as by `record_sighting`,
    with the number of the asset as the place of each problem."""

    known = _visible(session, actor, assets)

    def see(asset_id: UUID) -> AssetSighting:
        may_see = assets[asset_id] or asset_id in known
        return record_sighting(session, actor, asset_id, location_id=location_id, note=note, has_label=may_see)

    return _each(session, list(assets), see)


def give_together(session: Session, actor: Actor, asset_ids: Sequence[UUID]) -> list[HandOver]:
    """The actor gives all these assets away. Refused as by `give_asset`, by asset number."""
    return _each(session, asset_ids, lambda asset_id: give_asset(session, actor, asset_id))


def receive_together(session: Session, actor: Actor, asset_ids: Sequence[UUID], location_id: UUID) -> list[HandOver]:
    """The actor receives all these assets at a location. Refused as by `receive_asset`, by asset number."""
    return _each(session, asset_ids, lambda asset_id: receive_asset(session, actor, asset_id, location_id))


def _visible(session: Session, actor: Actor, asset_ids: Collection[UUID]) -> set[UUID]:
    """Those of them that the actor may see anyway, asked for once."""
    query = select(Asset.id).where(Asset.id.in_(asset_ids), visible_to(session, actor, Asset.org_unit_id))
    return set(session.scalars(query))


def _each(session: Session, asset_ids: Sequence[UUID], act: Callable[[UUID], Done]) -> list[Done]:
    if not 1 <= len(asset_ids) <= MOST_ASSETS:
        raise Invalid([Problem("", say("Scan 1 to %(limit)s assets.", limit=MOST_ASSETS))])
    assets = lock_assets(session, asset_ids)
    done, problems = [], []
    for asset_id in dict.fromkeys(asset_ids):
        try:
            done.append(act(asset_id))
        except EngineError as refusal:
            problems.append(Problem(assets[asset_id].asset_no, refusal.sentence))
    if problems:
        raise Invalid(problems)
    return done
