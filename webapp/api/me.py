"""Who I am to the house, and the people one may name."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field

from engine.people.directory import search_people
from engine.people.models import LegalEntity, OrgUnit
from engine.people.queries import find_person, memberships
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import PageQuery
from webapp.api.replies import reply
from webapp.edge import database
from webapp.i18n import named

PEOPLE = Tag(name="people", description="Who you are, and whom you may name.")


class Unit(BaseModel):
    """An organisation unit, named in your language."""

    id: UUID
    code: str
    name: str


class HeldRole(BaseModel):
    """A role you hold: in one unit and those below it, or everywhere (no unit)."""

    role: str
    org_unit_id: UUID | None


class Me(BaseModel):
    """The person in whose name the token acts."""

    id: UUID
    login: str
    name: str
    email: str
    language: str
    time_zone: str
    unit: Unit
    legal_entity_id: UUID
    legal_entity: str
    roles: list[HeldRole]
    permissions: list[str]


class PersonItem(BaseModel):
    """Somebody who can be named in a form."""

    id: UUID
    login: str
    name: str
    unit: str


class PersonPage(BaseModel):
    """A page of people; `next` is null on the last."""

    items: list[PersonItem]
    next: str | None


class PeopleQuery(PageQuery):
    """Whom to look for."""

    search: str = Field("", max_length=100, description="Part of a name or of a sign-in name.")


@blueprint.get("/me", responses={200: Me}, tags=[PEOPLE])
def show_me() -> Response:
    """Who am I, and what may I do?"""
    actor = caller()
    assert actor.person_id is not None
    with database().reading() as session:
        person = find_person(session, actor.person_id)
        unit = session.get_one(OrgUnit, person.org_unit_id)
        held = memberships(session, actor)
        return reply(
            Me(
                id=person.id,
                login=person.login,
                name=named(person),
                email=person.email,
                language=person.language,
                time_zone=person.time_zone,
                unit=Unit(id=unit.id, code=unit.code, name=named(unit)),
                legal_entity_id=unit.legal_entity_id,
                legal_entity=named(session.get_one(LegalEntity, unit.legal_entity_id)),
                roles=[HeldRole(role=role.role, org_unit_id=role.org_unit_id) for role in held],
                permissions=sorted({permission for role in held for permission in role.permissions}),
            )
        )


@blueprint.get("/people", responses={200: PersonPage}, tags=[PEOPLE])
def list_people(query: PeopleQuery) -> Response:
    """Find people by name."""
    with database().reading() as session:
        found = search_people(session, caller(), query.search, after=query.cursor or "", limit=query.limit + 1)
    items = [
        PersonItem(id=person.id, login=person.login, name=named(person), unit=named(unit)) for person, unit in found
    ]
    return reply(
        PersonPage(items=items[: query.limit], next=items[query.limit - 1].login if len(items) > query.limit else None)
    )
