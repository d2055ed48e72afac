"""Somebody leaves: what hangs on them, and to whom it goes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands.change_person import reactivate_person
from engine.commands.hand_on import Successors, hand_on
from engine.people.permissions import Permission
from engine.people.queries import find_known_person, require_permission
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.passwords import PersonPath
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import Empty, act, reply
from webapp.edge import database
from webapp.i18n import translate
from webapp.people.successors import LeftBehind, left_behind
from workflows.leaving.custody import reassign_assets
from workflows.leaving.operations import leave_house

LEAVING = Tag(name="leaving", description="Somebody leaves, and what hangs on them goes to others.")


class WaitingTask(BaseModel):
    """A task that waits for this person alone, and the number of its case."""

    task: str
    case: str


class LonelyRole(BaseModel):
    """A role that nobody else holds there; no unit: everywhere."""

    role: str
    org_unit_id: UUID | None


class Substitution(BaseModel):
    """An absence of somebody for whom this person stands in."""

    absence_id: UUID
    person_id: UUID
    starts_at: datetime
    ends_at: datetime


class LeftBehindReply(BaseModel):
    """What hangs on a person, or is left of it once they have left. `reports` answer to them, `units` they head."""

    is_active: bool
    tasks: list[WaitingTask]
    lonely_roles: list[LonelyRole]
    reports: list[UUID]
    units: list[UUID]
    substitutions: list[Substitution]
    assets: list[str] = Field(description="Asset numbers in their custody.")


class SuccessorsBody(Entry):
    """To whom each goes, by id; null: tasks go to the next manager, everything else stays, to be seen."""

    roles: UUID | None = None
    people: UUID | None = None
    substitutions: UUID | None = None


class LeaveBody(SuccessorsBody):
    """As what is handed on of somebody who has left, with tasks and assets. Assets need `edit_assets`."""

    tasks: UUID | None = None
    assets: UUID | None = None


class LeftReply(BaseModel):
    """Tasks that change hands, assets with a new custodian, assets whose custodian has left."""

    tasks: int
    assets_moved: int
    assets_left: int


class ReassignBody(Entry):
    """Who gets the assets, and which (null: all that you may see)."""

    to: UUID
    asset_ids: list[UUID] | None = Field(None, max_length=2000)


class ReassignedReply(BaseModel):
    """How many have a new custodian; `kept` are out of service."""

    moved: int
    kept: int


@blueprint.get("/people/<uuid:person_id>/left-behind", responses={200: LeftBehindReply}, tags=[LEAVING])
def show_left_behind(path: PersonPath) -> Response:
    """What hangs on a person. Needs `edit_people`, as everything about leaving does."""
    with database().reading() as session:
        require_permission(session, caller(), Permission.EDIT_PEOPLE)
        person = find_known_person(session, caller(), path.person_id)
        return reply(_left_behind(left_behind(session, path.person_id), is_active=person.is_active))


@blueprint.post("/people/<uuid:person_id>/leave", responses={200: LeftReply}, tags=[LEAVING])
def deactivate(path: PersonPath, header: Idempotency, body: LeaveBody) -> Response:
    """Somebody leaves for good: they are signed out at once, and what hangs on them goes to others."""

    def change(session: Session, actor: Actor) -> BaseModel:
        successors = Successors(**body.model_dump(exclude={"assets"}))
        left = leave_house(session, actor, path.person_id, successors, assets_to=body.assets)
        return LeftReply(tasks=left.tasks, assets_moved=left.assets_moved, assets_left=left.assets_left)

    return act(change, header=header)


@blueprint.post("/people/<uuid:person_id>/hand-on", responses={200: Empty}, tags=[LEAVING])
def hand_on_rest(path: PersonPath, header: Idempotency, body: SuccessorsBody) -> Response:
    """Hand on what is left of somebody who has left already."""

    def change(session: Session, actor: Actor) -> BaseModel:
        hand_on(session, actor, path.person_id, Successors(**body.model_dump()))
        return Empty()

    return act(change, header=header)


@blueprint.post("/people/<uuid:person_id>/reactivate", responses={200: Empty}, tags=[LEAVING])
def reactivate(path: PersonPath, header: Idempotency) -> Response:
    """Somebody is back, with the roles they had."""

    def change(session: Session, actor: Actor) -> BaseModel:
        reactivate_person(session, actor, path.person_id)
        return Empty()

    return act(change, header=header)


@blueprint.post("/people/<uuid:person_id>/assets/reassign", responses={200: ReassignedReply}, tags=[LEAVING])
def reassign(path: PersonPath, header: Idempotency, body: ReassignBody) -> Response:
    """Give what a person has in custody to another. Needs `edit_assets`."""

    def change(session: Session, actor: Actor) -> BaseModel:
        given = reassign_assets(session, actor, path.person_id, body.to, asset_ids=body.asset_ids)
        return ReassignedReply(moved=given.moved, kept=given.kept)

    return act(change, header=header)


def _left_behind(left: LeftBehind, *, is_active: bool) -> LeftBehindReply:
    return LeftBehindReply(
        is_active=is_active,
        tasks=[WaitingTask(task=translate(waiting.task), case=waiting.case) for waiting in left.tasks],
        lonely_roles=[
            LonelyRole(role=held.role.code, org_unit_id=held.unit.id if held.unit else None)
            for held in left.others.lonely_roles
        ],
        reports=[person.id for person in left.others.reports],
        units=[unit.id for unit in left.others.units],
        substitutions=[
            Substitution(
                absence_id=absence.id,
                person_id=absence.person_id,
                starts_at=absence.starts_at,
                ends_at=absence.ends_at,
            )
            for absence in left.others.substituting
        ],
        assets=[asset.asset_no for asset in left.assets],
    )
