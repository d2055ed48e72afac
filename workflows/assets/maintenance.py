"""Work on assets: recorded while they are in service, and never a way around marking them for disposal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed, NotFound, Problem, Sentence, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import has_permission, memberships
from engine.types import new_id
from workflows.assets.models import Asset, MaintenanceKind, MaintenanceRecord
from workflows.assets.queries import lock_assets, may_see_asset
from workflows.assets.states import IN_SERVICE, require_movable
from workflows.organization.books import today

ROLE = "maintenance_engineer"
LONGEST = 2000


def kind_name(kind: MaintenanceKind | str) -> Sentence:
    """What a kind of work is called."""
    match MaintenanceKind(kind):
        case MaintenanceKind.INSPECTION:
            return say("Inspection")
        case MaintenanceKind.SERVICE:
            return say("Service")
        case MaintenanceKind.REPAIR:
            return say("Repair")
        case MaintenanceKind.DECOMMISSION:
            return say("Taking out of service")


def may_maintain(session: Session, actor: Actor) -> bool:
    """Whether the actor records work on assets: maintenance engineers, and those who edit the register."""
    return has_permission(session, actor, Permission.EDIT_ASSETS) or any(
        held.role == ROLE for held in memberships(session, actor)
    )


def open_maintenance(
    session: Session,
    actor: Actor,
    asset_id: UUID,
    kind: MaintenanceKind,
    description: str,
    *,
    done_on: date | None = None,
    cost: Decimal | None = None,
) -> MaintenanceRecord:
    """Record work on an asset, done on a day already or still to be closed.

    Refused: an asset that is not the actor's to see, one out of service (domain.md B2), a day to come, and a taking out
    of service that is closed before the asset is marked (S25).
    """
    asset = lock_assets(session, [asset_id])[asset_id]
    _require_may_maintain(session, actor, asset)
    require_movable(asset)
    description = description.strip()
    if not 1 <= len(description) <= LONGEST:
        raise Invalid(
            [Problem("description", say("Please say what is done, in 1 to %(limit)s characters.", limit=LONGEST))]
        )
    record = MaintenanceRecord(
        id=new_id(),
        asset_id=asset.id,
        kind=kind,
        description=description,
        currency=asset.currency,
        opened_by=actor.person_id,
        opened_at=clock.now(),
    )
    session.add(record)
    data = {"record": record.id, "kind": kind}
    record_master_event(session, actor, asset.id, "asset", "asset.maintenance_opened", data)
    if done_on is not None:
        _close(session, actor, asset, record, done_on, cost)
    return record


def close_maintenance(
    session: Session, actor: Actor, record_id: UUID, *, done_on: date, cost: Decimal | None = None
) -> MaintenanceRecord:
    """The work is done. Refused: closed already, a day to come, a taking out of service of an asset that nobody has
    marked for disposal (S25)."""
    record = session.get(MaintenanceRecord, record_id)
    if record is None:
        raise NotFound(say("There is no such maintenance record."))
    asset = lock_assets(session, [record.asset_id])[record.asset_id]
    session.refresh(record)
    _require_may_maintain(session, actor, asset)
    if record.closed_at is not None:
        raise AlreadyDone(say("This work has been closed already."))
    _close(session, actor, asset, record, done_on, cost)
    return record


def maintenance_of(session: Session, asset_id: UUID, *, limit: int = 50) -> list[MaintenanceRecord]:
    """The latest work on an asset, newest first."""
    query = select(MaintenanceRecord).where(MaintenanceRecord.asset_id == asset_id)
    return list(session.scalars(query.order_by(MaintenanceRecord.id.desc()).limit(limit)))


def _close(
    session: Session, actor: Actor, asset: Asset, record: MaintenanceRecord, done_on: date, cost: Decimal | None
) -> None:
    if record.kind == MaintenanceKind.DECOMMISSION and asset.state in IN_SERVICE:
        raise Conflict(
            say("Mark the asset %(asset_no)s for disposal first: then this can be closed.", asset_no=asset.asset_no)
        )
    problems = []
    if done_on > today(session, asset.legal_entity_id):
        problems.append(Problem("done_on", say("This day is still to come.")))
    if cost is not None and (cost < 0 or cost != round(cost, 2)):
        problems.append(Problem("cost", say("An amount is not negative and has two places at most.")))
    if problems:
        raise Invalid(problems)
    record.done_on, record.cost = done_on, cost
    record.closed_by, record.closed_at = actor.person_id, clock.now()
    if record.kind != MaintenanceKind.DECOMMISSION:
        asset.last_maintenance_on = max(done_on, asset.last_maintenance_on or done_on)
    asset.last_physical_evidence_at = clock.now()
    data = {"record": record.id, "kind": record.kind, "done_on": done_on, "cost": cost}
    record_master_event(session, actor, asset.id, "asset", "asset.maintained", data)


def _require_may_maintain(session: Session, actor: Actor, asset: Asset) -> None:
    if not may_see_asset(session, actor, asset):
        raise NotFound(say("There is no such asset."))
    if not may_maintain(session, actor):
        raise NotAllowed(say("Work on assets is recorded by maintenance engineers and asset managers."))
