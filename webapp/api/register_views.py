"""Saved views of the register: one's own, and those shared with a role."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Empty, act, reply
from webapp.edge import database
from workflows.assets.views.models import RegisterView
from workflows.assets.views.operations import LONGEST_NAME, MOST_ENTRIES, open_with, remove_view, save_view
from workflows.assets.views.queries import default_view, views_of

VIEWS = Tag(name="register views", description="What a register is narrowed to, kept under a name.")


class ViewBody(Entry):
    """A view; one of yours with this name is replaced. `entries` are those of the register's address."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    entries: dict[str, str] = Field(max_length=MOST_ENTRIES)
    role: str | None = Field(None, max_length=60, description="Everybody who holds this role gets the view too.")


class DefaultBody(Entry):
    """The view with which the register opens; null for every asset."""

    view_id: UUID | None


class ViewPath(BaseModel):
    """Which view."""

    view_id: UUID


class ViewReply(BaseModel):
    """A view of the register."""

    id: UUID
    owner_id: UUID
    name: str
    entries: dict[str, str]
    role: str | None


class ViewList(BaseModel):
    """Your views and those shared with you, by name; `default_id` is the one with which the register opens."""

    items: list[ViewReply]
    default_id: UUID | None


@blueprint.get("/register-views", responses={200: ViewList}, tags=[VIEWS])
def list_register_views() -> Response:
    """Your views, and those shared with a role that you hold."""
    with database().reading() as session:
        opened = default_view(session, caller())
        items = [_view(one) for one in views_of(session, caller())]
        return reply(ViewList(items=items, default_id=opened.id if opened else None))


@blueprint.post("/register-views", responses={200: ViewReply}, tags=[VIEWS])
def save_register_view(header: Idempotency, body: ViewBody) -> Response:
    """Keep a view under a name."""

    def save(session: Session, actor: Actor) -> BaseModel:
        return _view(save_view(session, actor, body.name, body.entries, role=body.role))

    return act(save, header=header)


@blueprint.post("/register-views/default", responses={200: Empty}, tags=[VIEWS])
def open_register_with(header: Idempotency, body: DefaultBody) -> Response:
    """Open the register with a view from now on."""

    def choose(session: Session, actor: Actor) -> BaseModel:
        open_with(session, actor, body.view_id)
        return Empty()

    return act(choose, header=header)


@blueprint.post("/register-views/<uuid:view_id>/remove", responses={200: Empty}, tags=[VIEWS])
def remove_register_view(path: ViewPath, header: Idempotency) -> Response:
    """Remove a view of your own."""

    def remove(session: Session, actor: Actor) -> BaseModel:
        remove_view(session, actor, path.view_id)
        return Empty()

    return act(remove, header=header)


def _view(view: RegisterView) -> ViewReply:
    return ViewReply(**{name: getattr(view, name) for name in ViewReply.model_fields})
