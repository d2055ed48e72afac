"""Finding views of the register."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.people.queries import memberships
from workflows.assets.views.models import RegisterDefault, RegisterView


def views_of(session: Session, actor: Actor) -> Sequence[RegisterView]:
    """The actor's own views and those shared with a role that they hold, by name."""
    return session.scalars(select(RegisterView).where(_is_theirs(session, actor)).order_by(RegisterView.name)).all()


def find_view(session: Session, actor: Actor, view_id: UUID) -> RegisterView:
    """A view that the actor may use, or `NotFound`."""
    query = select(RegisterView).where(RegisterView.id == view_id, _is_theirs(session, actor))
    view = session.scalars(query).one_or_none()
    if view is None:
        raise NotFound(say("There is no such view."))
    return view


def default_view(session: Session, actor: Actor) -> RegisterView | None:
    """The view with which the register opens for the actor; one that is shared with them no more does not."""
    query = (
        select(RegisterView)
        .join(RegisterDefault, RegisterDefault.view_id == RegisterView.id)
        .where(RegisterDefault.person_id == actor.person_id, _is_theirs(session, actor))
    )
    return session.scalars(query).one_or_none()


def _is_theirs(session: Session, actor: Actor) -> ColumnElement[bool]:
    roles = {membership.role for membership in memberships(session, actor)}
    return or_(RegisterView.owner_id == actor.person_id, RegisterView.role.in_(roles))
