"""One click from the radar to an evaluation: the assets are marked, and an engineer is asked for the verdict (S41)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.people.queries import visible_to
from workflows.assets.models import Asset
from workflows.disposal.models import DisposalRequest, Verdict
from workflows.disposal.operations import FROM_RADAR, MAX_ASSETS, mark_for_disposal

_NOT_THERE = Problem("assets", say("One of the assets is not there, or not for you to see."))


def visible_assets(session: Session, actor: Actor, asset_nos: Sequence[str]) -> list[UUID]:
    """The assets with these numbers. Refused: `Invalid` where one is not there, or not for the actor to see."""
    wanted = list(dict.fromkeys(asset_nos))
    may_see = visible_to(session, actor, Asset.org_unit_id)
    ids = session.scalars(select(Asset.id).where(Asset.asset_no.in_(wanted), may_see)).all()
    if len(ids) < len(wanted):
        raise Invalid([_NOT_THERE])
    return list(ids)


def start_evaluations(
    session: Session, actor: Actor, asset_ids: Sequence[UUID], *, reason: str
) -> list[DisposalRequest]:
    """One request with source `radar` per department and currency of the assets, each with its case; gives them in the
    order of their numbers.

    All or nothing. Refused: none or too many, an asset that the actor may not see, and what `mark_for_disposal`
    refuses.
    """
    wanted = list(dict.fromkeys(asset_ids))
    if not 1 <= len(wanted) <= MAX_ASSETS:
        raise Invalid([Problem("assets", say("Choose 1 to %(limit)s assets.", limit=MAX_ASSETS))])
    may_see = visible_to(session, actor, Asset.org_unit_id)
    assets = session.scalars(select(Asset).where(Asset.id.in_(wanted), may_see).order_by(Asset.asset_no)).all()
    if len(assets) < len(wanted):
        raise Invalid([_NOT_THERE])
    together: dict[tuple[UUID, str], list[UUID]] = {}
    for asset in assets:
        together.setdefault((asset.org_unit_id, asset.currency), []).append(asset.id)
    return [
        mark_for_disposal(session, actor, ids, reason=reason, verdict=Verdict.PENDING, photo_ids=[], source=FROM_RADAR)
        for ids in together.values()
    ]
