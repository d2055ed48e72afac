"""Somebody leaves the house: tasks, responsibilities and assets go to others in one act, and nothing drops silently."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.hand_on import Successors, leave
from workflows.leaving.custody import Reassigned, reassign_assets, tell_asset_managers


@dataclass(frozen=True)
class Left:
    """What became of it: tasks that change hands, assets with a new custodian, assets whose custodian has left."""

    tasks: int
    assets_moved: int
    assets_left: int


def leave_house(
    session: Session, actor: Actor, person_id: UUID, successors: Successors, *, assets_to: UUID | None = None
) -> Left:
    """Somebody leaves for good. Assets go to `assets_to`; those that stay have a custodian who has left until they are
    reassigned, and their asset managers are told.

    Refused as `leave` is, and with `assets_to` as `reassign_assets` is.
    """
    given = reassign_assets(session, actor, person_id, assets_to) if assets_to is not None else Reassigned(0, 0)
    tasks = leave(session, actor, person_id, successors)
    session.flush()  # custody is read below
    return Left(tasks, given.moved, tell_asset_managers(session, person_id))
