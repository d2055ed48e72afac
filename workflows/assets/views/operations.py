"""Keeping, sharing and dropping views of the register."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, NotFound, Problem, Sentence, say
from engine.history.operations import record_master_event
from engine.people.models import Role
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.assets.views.models import RegisterDefault, RegisterView
from workflows.assets.views.queries import find_view

LONGEST_NAME, MOST_VIEWS, MOST_ENTRIES, LONGEST_ENTRY = 60, 50, 30, 1_000


def save_view(
    session: Session, actor: Actor, name: str, entries: Mapping[str, str], *, role: str | None = None
) -> RegisterView:
    """Keep the entries of the register's form under a name; a view of the actor's that has it already is replaced.
    With `role` everybody who holds it gets the view too.

    Refused: sharing without the permission to edit assets, `Invalid` (no name, an unknown role, too many views).
    """
    owner_id, name = _owner(actor), name.strip()
    if role is not None:
        require_permission(session, actor, Permission.EDIT_ASSETS)
    found = select(RegisterView).where(RegisterView.owner_id == owner_id, RegisterView.name == name)
    view = session.scalars(found).one_or_none()
    if problems := _problems(session, owner_id, name, entries, role, is_new=view is None):
        raise Invalid(problems)
    if view is None:
        view = RegisterView(id=new_id(), owner_id=owner_id, name=name, entries={}, role=None)
        session.add(view)
    view.entries, view.role = dict(entries), role
    session.flush()  # a default refers to it by id
    record_master_event(session, actor, view.id, "register_view", "register_view.saved", {"role": role})
    return view


def remove_view(session: Session, actor: Actor, view_id: UUID) -> None:
    """Drop a view of the actor's own, for those with whom it was shared as well. Refused: `NotFound`."""
    view = session.get(RegisterView, view_id)
    if view is None or view.owner_id != actor.person_id:
        raise NotFound(say("There is no such view of your own."))
    session.execute(delete(RegisterDefault).where(RegisterDefault.view_id == view.id))
    session.delete(view)
    record_master_event(session, actor, view.id, "register_view", "register_view.removed", {})


def open_with(session: Session, actor: Actor, view_id: UUID | None) -> None:
    """From now on the register opens with this view for the actor; with None, with every asset. Refused: `NotFound`."""
    person_id = _owner(actor)
    if view_id is not None:
        find_view(session, actor, view_id)
    session.execute(delete(RegisterDefault).where(RegisterDefault.person_id == person_id))
    if view_id is not None:
        session.add(RegisterDefault(person_id=person_id, view_id=view_id))
        record_master_event(session, actor, view_id, "register_view", "register_view.opened_with", {})


def _problems(
    session: Session, owner_id: UUID, name: str, entries: Mapping[str, str], role: str | None, *, is_new: bool
) -> list[Problem]:
    problems: list[tuple[str, Sentence]] = []
    if not name:
        problems.append(("name", say("Give the view a name.")))
    elif len(name) > LONGEST_NAME or not name.isprintable():
        problems.append(("name", say("At most %(limit)s characters.", limit=LONGEST_NAME)))
    if len(entries) > MOST_ENTRIES or any(len(text) > LONGEST_ENTRY for text in entries.values()):
        problems.append(("entries", say("This is too long: %(limit)s at most.", limit=LONGEST_ENTRY)))
    if role is not None and session.get(Role, role) is None:
        problems.append(("role", say("Choose one of the list.")))
    count = session.scalar(select(func.count()).where(RegisterView.owner_id == owner_id)) or 0
    if is_new and count >= MOST_VIEWS:
        problems.append(("name", say("You have %(limit)s views already: remove one first.", limit=MOST_VIEWS)))
    return [Problem(where, sentence) for where, sentence in problems]


def _owner(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Invalid([Problem("", say("A view belongs to a person."))])
    return actor.person_id
