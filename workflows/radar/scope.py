"""What an actor looks at: what they may see, or one unit of it with those below."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.actors import Actor
from engine.people.models import OrgUnit
from engine.people.queries import units_below, visible_to


def within(
    session: Session, actor: Actor, column: InstrumentedAttribute[UUID], unit_id: UUID | None = None
) -> ColumnElement[bool]:
    """The condition for rows whose unit the actor may see; with `unit_id`, of that unit and those below alone."""
    may_see = visible_to(session, actor, column)
    return may_see if unit_id is None else and_(may_see, column.in_(units_below(session, [unit_id])))


def visible_units(session: Session, actor: Actor) -> list[OrgUnit]:
    """The units whose assets the actor may see, by code."""
    return list(session.scalars(select(OrgUnit).where(visible_to(session, actor, OrgUnit.id)).order_by(OrgUnit.code)))
