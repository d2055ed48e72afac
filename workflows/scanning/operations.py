"""Somebody sees an asset: evidence of where it is, whoever has it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, NotFound, Problem, say
from engine.history.operations import record_master_event
from engine.types import new_id
from workflows.assets.models import Asset, Location
from workflows.assets.queries import lock_assets, may_see_asset
from workflows.scanning.models import AssetSighting

LONGEST_NOTE = 500


def record_sighting(
    session: Session,
    actor: Actor,
    asset_id: UUID,
    *,
    location_id: UUID | None = None,
    note: str = "",
    has_label: bool = False,
) -> AssetSighting:
    """The actor has the asset before their eyes, at a location of its company if they say so (S10).

    It moves nothing: an asset that stands elsewhere than in the register stays there until it is handed over. Allowed
    in every state: one that is still here after its disposal is what an auditor wants to know. `has_label`: the actor
    holds its label, which opens also what is not in their lists. Refused: `NotFound`, a location of another company, a
    note longer than 500 characters.
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can see an asset."))
    asset = lock_assets(session, [asset_id])[asset_id]
    if not has_label and not may_see_asset(session, actor, asset):
        raise NotFound(say("There is no such asset."))
    location = _checked(session, asset, location_id, note)
    sighting = AssetSighting(
        id=new_id(),
        asset_id=asset.id,
        seen_by=actor.person_id,
        seen_at=clock.now(),
        location_id=location_id,
        note=note.strip(),
    )
    session.add(sighting)
    asset.last_physical_evidence_at = sighting.seen_at
    place = location.code if location else ""
    data = {"sighting": sighting.id, "location": location_id, "place": place, "reason": sighting.note}
    record_master_event(session, actor, asset.id, "asset", "asset.seen", data)
    return sighting


def _checked(session: Session, asset: Asset, location_id: UUID | None, note: str) -> Location | None:
    problems = []
    location = session.get(Location, location_id) if location_id is not None else None
    if location_id is not None and (location is None or location.legal_entity_id != asset.legal_entity_id):
        problems.append(Problem("location", say("Choose a location of the company that has the asset.")))
    if len(note.strip()) > LONGEST_NOTE:
        problems.append(Problem("note", say("The note is longer than %(limit)s characters.", limit=LONGEST_NOTE)))
    if "\0" in note:
        problems.append(Problem("note", say("The note contains a character that cannot be kept.")))
    if problems:
        raise Invalid(problems)
    return location
