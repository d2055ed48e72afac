"""Departments and their heads."""

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.hand_on import set_head
from engine.people.departments import departments, find_department
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry
from webapp.api.replies import Empty, change, reply
from webapp.edge import database
from webapp.i18n import named

DEPARTMENTS = Tag(name="departments", description="The departments of your companies, and who heads them.")


class DepartmentItem(BaseModel):
    """A department; `people` counts the active people in it itself."""

    id: UUID
    code: str
    name: str
    parent_id: UUID | None
    legal_entity_id: UUID
    head_id: UUID | None
    people: int


class DepartmentList(BaseModel):
    """The departments, those below one right after it."""

    items: list[DepartmentItem]


class DepartmentPath(BaseModel):
    """Which department."""

    unit_id: UUID


class HeadBody(Entry):
    """Who heads it; null: nobody."""

    person_id: UUID | None


@blueprint.get("/departments", responses={200: DepartmentList}, tags=[DEPARTMENTS])
def list_departments() -> Response:
    """The departments of your companies."""
    with database().reading() as session:
        found = departments(session, caller())
    items = [
        DepartmentItem(
            id=each.unit.id,
            code=each.unit.code,
            name=named(each.unit),
            parent_id=each.unit.parent_id,
            legal_entity_id=each.unit.legal_entity_id,
            head_id=each.unit.head_id,
            people=each.people,
        )
        for each in found
    ]
    return reply(DepartmentList(items=items))


@blueprint.put("/departments/<uuid:unit_id>/head", responses={200: Empty}, tags=[DEPARTMENTS])
def choose_head(path: DepartmentPath, body: HeadBody) -> Response:
    """Say who heads a department: escalations without a manager go there. Needs `edit_people`."""

    def act(session: Session, actor: Actor) -> None:
        set_head(session, actor, find_department(session, actor, path.unit_id), body.person_id)

    return change(act)
