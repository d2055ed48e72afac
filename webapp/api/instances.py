"""Cases: starting, finding, looking into, cancelling."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine import feel
from engine.actors import Actor
from engine.case_view import case_operations, case_variables, view_case
from engine.commands import cancel_case
from engine.commands.start_by_hand import start_by_hand
from engine.definitions.queries import load_definition
from engine.history.queries import events_of
from engine.instances.models import InstanceStatus, ProcessInstance
from engine.instances.queries import cases, open_incidents
from engine.tasks.queries import open_tasks_of
from engine.timers.queries import waiting_timers
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.incidents import IncidentItem, incident_reply
from webapp.api.reading import DEFAULT_LIMIT, LARGEST_LIMIT, Entry, Idempotency, PageQuery
from webapp.api.replies import Amount, act, refusals, reply
from webapp.api.timers import TimerItem, timer_reply
from webapp.edge import database
from webapp.i18n import element_name, process_name
from webapp.paging import read_id

INSTANCES = Tag(name="process instances", description="Cases: what is under way, and what is over.")
VARIABLES = 'FEEL values as JSON: numbers with a point are `{"$d": "1.20"}`, dates `{"$date": "2026-03-05"}`.'


class InstanceItem(BaseModel):
    """A case in a list, the process named in your language. `version` is the bundle's, such as `disposal@3`."""

    id: UUID
    process_id: str
    process: str
    version: str
    status: InstanceStatus
    business_key: str
    title: str
    amount: Amount | None
    currency: str
    subject_kind: str
    subject_id: UUID | None
    initiator_id: UUID | None
    org_unit_id: UUID
    legal_entity_id: UUID
    started_at: datetime
    ended_at: datetime | None


class InstancePage(BaseModel):
    """A page of cases, newest first; `next` is null on the last."""

    items: list[InstanceItem]
    next: str | None


class OpenTask(BaseModel):
    """A token at a human task."""

    id: UUID
    element_id: str
    name: str
    opened_at: datetime


class Instance(InstanceItem):
    """A case with its tokens: open tasks, armed timers, open incidents; and its variables.

    `operations` says of each act why you may not do it, null where you may.
    """

    tasks: list[OpenTask]
    timers: list[TimerItem]
    incidents: list[IncidentItem]
    variables: dict[str, Any] = Field(description=VARIABLES)
    operations: dict[str, str | None]


class EventItem(BaseModel):
    """One act in the history of a case. `data` are its inputs and outputs."""

    number: int
    kind: str
    at: datetime
    actor_id: UUID | None
    on_behalf_of: UUID | None
    element_id: str | None
    version: str | None
    data: dict[str, Any]


class EventPage(BaseModel):
    """A page of events, oldest first; `next` is the `after` of the page that follows, null on the last."""

    items: list[EventItem]
    next: int | None


class InstanceQuery(PageQuery):
    """Which cases."""

    status: InstanceStatus | None = None
    process_id: str | None = Field(None, max_length=200)
    search: str = Field("", max_length=100, description="Part of the number or the title.")


class EventQuery(Entry):
    """Which events."""

    after: int = Field(0, ge=0, le=2**31 - 1, description="The number of the last event already read.")
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=LARGEST_LIMIT)


class InstancePath(BaseModel):
    """Which case."""

    instance_id: UUID


class StartProcess(Entry):
    """What to start, and with what."""

    process_id: str = Field(max_length=200)
    variables: dict[str, Any] = Field(default_factory=dict, description=VARIABLES)
    business_key: str = Field("", max_length=100)
    title: str = Field("", max_length=300)


class Reason(Entry):
    """Why."""

    reason: str = Field(max_length=2000)


@blueprint.get("/process-instances", responses={200: InstancePage}, tags=[INSTANCES])
def list_instances(query: InstanceQuery) -> Response:
    """The cases you may see, newest first."""
    with database().reading() as session:
        found = cases(
            session,
            caller(),
            status=query.status,
            process_id=query.process_id,
            search=query.search,
            before=read_id(query.cursor),
            limit=query.limit + 1,
        )
        items = [InstanceItem(**instance_values(session, case)) for case in found[: query.limit]]
    return reply(InstancePage(items=items, next=str(items[-1].id) if len(found) > query.limit else None))


@blueprint.post("/process-instances", responses={201: InstanceItem}, tags=[INSTANCES])
def start(header: Idempotency, body: StartProcess) -> Response:
    """Start a process in your unit.

    Only processes that say who may start them by hand; a disposal begins with `POST /disposals`.
    """

    def change(session: Session, actor: Actor) -> BaseModel:
        case = start_by_hand(
            session,
            actor,
            body.process_id,
            feel.from_json(body.variables),
            business_key=body.business_key,
            title=body.title,
        )
        return InstanceItem(**instance_values(session, case))

    return act(change, header=header, status=201)


@blueprint.get("/process-instances/<uuid:instance_id>", responses={200: Instance}, tags=[INSTANCES])
def show_instance(path: InstancePath) -> Response:
    """One case with its tokens and variables."""
    actor = caller()
    with database().reading() as session:
        case = view_case(session, actor, path.instance_id)
        definition = load_definition(session, case.bundle_version_id)
        tasks = [
            OpenTask(
                id=task.id,
                element_id=task.element_id,
                name=element_name(definition, task.process_id, task.element_id),
                opened_at=task.opened_at,
            )
            for task in open_tasks_of(session, [case.id])
        ]
        return reply(
            Instance(
                **instance_values(session, case),
                tasks=tasks,
                timers=[timer_reply(timer, case) for timer in waiting_timers(session, [case.id])],
                incidents=[incident_reply(*row) for row in open_incidents(session, actor, instance_id=case.id)],
                variables=feel.to_json(dict(case_variables(session, actor, case.id))),
                operations=refusals(case_operations(session, actor, case)),
            )
        )


@blueprint.get("/process-instances/<uuid:instance_id>/events", responses={200: EventPage}, tags=[INSTANCES])
def list_events(path: InstancePath, query: EventQuery) -> Response:
    """What happened in a case, oldest first."""
    with database().reading() as session:
        view_case(session, caller(), path.instance_id)
        events = events_of(session, path.instance_id, after=query.after, limit=query.limit + 1)
    items = [EventItem(**vars(event)) for event in events[: query.limit]]
    return reply(EventPage(items=items, next=items[-1].number if len(events) > query.limit else None))


@blueprint.post("/process-instances/<uuid:instance_id>/cancel", responses={200: InstanceItem}, tags=[INSTANCES])
def cancel(path: InstancePath, header: Idempotency, body: Reason) -> Response:
    """End a case, and run its process's cancel hook. Needs the permission `cancel_cases`."""

    def change(session: Session, actor: Actor) -> BaseModel:
        view_case(session, actor, path.instance_id)
        return InstanceItem(**instance_values(session, cancel_case(session, actor, path.instance_id, body.reason)))

    return act(change, header=header)


def instance_values(session: Session, case: ProcessInstance) -> dict[str, Any]:
    """What `InstanceItem` says of a case."""
    definition = load_definition(session, case.bundle_version_id)
    names = set(InstanceItem.model_fields) - {"process"}
    return {"process": process_name(definition, case.process_id), **{name: getattr(case, name) for name in names}}
