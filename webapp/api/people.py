"""Adding people, correcting their details, and the roles they hold."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.change_person import end_sessions_of, give_role, take_role
from engine.commands.edit_person import PersonDetails, edit_person
from engine.commands.join_person import join_person
from engine.people.models import Person
from webapp.api.blueprint import blueprint
from webapp.api.me import PEOPLE
from webapp.api.passwords import PersonPath
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Empty, act, change


class DetailsBody(Entry):
    """Who somebody is: texts without blanks around them."""

    name: str = Field(min_length=1, max_length=100)
    name_en: str = Field("", max_length=100)
    email: str = Field("", max_length=254)
    org_unit_id: UUID
    manager_id: UUID | None = None


class NewPerson(DetailsBody):
    """Somebody who joins; they sign in once they have chosen a password by a link."""

    login: str = Field(min_length=1, max_length=100)
    language: Literal["zh_CN", "en"] = "zh_CN"


class RoleBody(Entry):
    """A role, in a department and those below it; null: everywhere."""

    role: str = Field(min_length=1, max_length=60)
    org_unit_id: UUID | None = None


class PersonReply(BaseModel):
    """Somebody who was added."""

    id: UUID
    login: str
    name: str
    name_en: str
    email: str
    org_unit_id: UUID
    manager_id: UUID | None
    is_active: bool


class MovedReply(BaseModel):
    """How many tasks are looked at, because they may change hands."""

    tasks: int


@blueprint.post("/people", responses={201: PersonReply}, tags=[PEOPLE])
def add_somebody(header: Idempotency, body: NewPerson) -> Response:
    """Add a person. Needs `edit_people`, as do their details and roles."""

    def join(session: Session, actor: Actor) -> BaseModel:
        return _reply(join_person(session, actor, body.login, _details(body), language=body.language))

    return act(join, header=header, status=201)


@blueprint.put("/people/<uuid:person_id>/details", responses={200: Empty}, tags=[PEOPLE])
def correct_details(path: PersonPath, body: DetailsBody) -> Response:
    """Correct the details of somebody else; what they were is kept."""

    def correct(session: Session, actor: Actor) -> None:
        edit_person(session, actor, path.person_id, _details(body))

    return change(correct)


@blueprint.post("/people/<uuid:person_id>/roles", responses={200: Empty}, tags=[PEOPLE])
def grant(path: PersonPath, header: Idempotency, body: RoleBody) -> Response:
    """Let somebody else hold a role. Nobody edits both people and processes."""

    def give(session: Session, actor: Actor) -> BaseModel:
        give_role(session, actor, path.person_id, body.role, org_unit_id=body.org_unit_id)
        return Empty()

    return act(give, header=header)


@blueprint.post("/people/<uuid:person_id>/roles/revoke", responses={200: MovedReply}, tags=[PEOPLE])
def revoke(path: PersonPath, header: Idempotency, body: RoleBody) -> Response:
    """Somebody holds a role no longer; what they took as its holder goes back to the pool."""

    def take(session: Session, actor: Actor) -> BaseModel:
        return MovedReply(tasks=take_role(session, actor, path.person_id, body.role, org_unit_id=body.org_unit_id))

    return act(take, header=header)


@blueprint.post("/people/<uuid:person_id>/sessions/end", responses={200: Empty}, tags=[PEOPLE])
def sign_out_everywhere(path: PersonPath, header: Idempotency) -> Response:
    """End every browser session of somebody."""

    def end(session: Session, actor: Actor) -> BaseModel:
        end_sessions_of(session, actor, path.person_id)
        return Empty()

    return act(end, header=header)


def _details(body: DetailsBody) -> PersonDetails:
    return PersonDetails(body.name.strip(), body.name_en.strip(), body.email.strip(), body.org_unit_id, body.manager_id)


def _reply(person: Person) -> PersonReply:
    return PersonReply(**{name: getattr(person, name) for name in PersonReply.model_fields})
