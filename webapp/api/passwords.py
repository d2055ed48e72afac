"""New passwords: links made by administrators, and the two steps of who forgot theirs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response, request
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands import perform, perform_once
from engine.commands.reset_password import ask_for_link, give_link, invite_people, reset_password
from engine.people.credentials import hash_password, note_reset
from engine.people.reset_links import person_of_link
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Empty, act, reply
from webapp.auth.reset_addresses import address_of
from webapp.edge import database, public, settings

PASSWORDS = Tag(name="passwords", description="Links by which people choose their password.")


class PersonPath(BaseModel):
    """Which person."""

    person_id: UUID


class NewLink(Entry):
    """How the link reaches its person."""

    is_mailed: bool = Field(False, description="Mail it to the person; else the answer shows it.")


class Link(BaseModel):
    """A link for a new password; `address` is null where it was mailed. Whoever has it can choose the password."""

    id: UUID
    expires_at: datetime
    address: str | None = None


class Invited(BaseModel):
    """How many people were mailed a link."""

    count: int


class Forgotten(Entry):
    """Who forgot their password."""

    name: str = Field(min_length=1, max_length=254, description="A sign-in name or a mail address.")


class NewPassword(Entry):
    """The last part of a link's address, and the password chosen."""

    token: str = Field(min_length=1, max_length=100)
    password: str = Field(min_length=1, max_length=200)


@blueprint.post("/people/<uuid:person_id>/reset-link", responses={201: Link}, tags=[PASSWORDS])
def make_reset_link(path: PersonPath, header: Idempotency, body: NewLink) -> Response:
    """Make a link by which somebody else chooses a password, good once within three days. Needs `edit_people`."""
    actor, secret_key = caller(), settings().secret_key
    assert actor.person_id is not None

    def answer(session: Session) -> tuple[int, str]:
        link = give_link(session, actor, path.person_id, secret_key=secret_key, is_mailed=body.is_mailed)
        return 201, Link(id=link.id, expires_at=link.expires_at).model_dump_json()

    asked = f"{request.method} {request.path}\n{request.get_data(as_text=True)}"
    status, kept = perform_once(database(), actor.person_id, header.key, asked, answer)
    link = Link.model_validate_json(kept)
    if not body.is_mailed:  # put in afterwards: the answer that is kept for repetitions holds no link that works
        link.address = address_of(settings(), link.id)
    return reply(link, status)


@blueprint.post("/people/invitations", responses={200: Invited}, tags=[PASSWORDS])
def invite(header: Idempotency) -> Response:
    """Mail a link to everybody who has a mail address and neither a password nor a link. Needs `edit_people`."""
    secret_key = settings().secret_key

    def change(session: Session, actor: Actor) -> BaseModel:
        return Invited(count=invite_people(session, actor, secret_key=secret_key))

    return act(change, header=header)


@blueprint.post("/password/forgotten", responses={202: Empty}, tags=[PASSWORDS], security=[{}])
@public
def ask_for_reset_link(body: Forgotten) -> Response:
    """Mail a link to whoever has this name. The answer is the same where nobody has."""
    with database().transaction() as session:
        note_reset(session, body.name, request.remote_addr or "")
    perform(database(), lambda session: ask_for_link(session, body.name, secret_key=settings().secret_key))
    return reply(Empty(), 202)


@blueprint.post("/password", responses={200: Empty}, tags=[PASSWORDS], security=[{}])
@public
def choose_password(body: NewPassword) -> Response:
    """Choose a password with a link. Every session begun before ends, and no link of the person is good any more."""
    with database().reading() as session:
        person_of_link(session, body.token)  # before the hash, which takes its time
    password_hash = hash_password(body.password)
    perform(database(), lambda session: reset_password(session, body.token, password_hash))
    return reply(Empty())
