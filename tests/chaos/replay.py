"""A case carried out anew from its history alone, and what can be seen of a case: both must be the same."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from engine import feel, spiff
from engine.actors import SYSTEM
from engine.advance import load_run
from engine.db import Database
from engine.definitions.queries import load_definition
from engine.history.queries import RecordedEvent, events_of
from engine.instances.models import ProcessInstance
from engine.tasks.models import Task
from engine.types import canonical_json
from tests.engine.spiff.driving import RecordingHost

View = dict[str, Any]


def live_view(db: Database, case_id: UUID) -> View:
    """What can be seen of the case as it stands."""
    with db.reading() as session:
        case = session.scalars(
            select(ProcessInstance).where(ProcessInstance.id == case_id).options(undefer(ProcessInstance.state))
        ).one()
        return view(load_run(session, SYSTEM, case).engine_instance)


def replayed_view(db: Database, case_id: UUID) -> View:
    """What can be seen of the case once its events have been carried out again from its beginning."""
    with db.reading() as session:
        case = session.get_one(ProcessInstance, case_id)
        specs = load_definition(session, case.bundle_version_id).process(case.process_id)
        replay = _Replay(session, specs, case_id)
        for event in events_of(session, case_id):
            replay.take(event)
        return view(replay.instance)


def view(instance: spiff.Instance) -> View:
    """What waits and what is known, without ids and in no order."""
    waits = spiff.waiting(instance)
    return {
        "tasks": sorted((t.element_id, t.scope, _text(t.locals)) for t in waits.user_tasks),
        "timers": sorted((t.element_id, t.scope, str(t.literal)) for t in waits.timers),
        "messages": sorted((m.element_id, str(m.correlation_key)) for m in waits.messages),
        "variables": _text(spiff.variables(instance)),
        "is_completed": instance.completed,
    }


def _text(values: Mapping[str, Any]) -> str:
    """Ids of tasks differ from one life of a case to another."""
    return canonical_json(feel.to_json({name: value for name, value in values.items() if name != "escalated"}))


class _Host(RecordingHost):
    def call_service(self, request: spiff.ServiceRequest) -> Mapping[str, Any]:
        return {"k": 1}


class _Replay:
    """`ids` says which task of the new life stands for one of the old."""

    instance: spiff.Instance

    def __init__(self, session: Session, specs: spiff.ProcessSpecs, case_id: UUID) -> None:
        self.session, self.specs, self.host = session, specs, _Host()
        rows = session.scalars(select(Task).where(Task.instance_id == case_id))
        self.rows = {row.id: row for row in rows}
        self.ids: dict[UUID, UUID] = {}

    def take(self, event: RecordedEvent) -> None:
        """Carry out what the event says; those that only tell what a run did, or whose act moves nothing, are not."""
        data = event.data
        match event.kind:
            case "case_started":
                self.instance = spiff.start(self.specs, self.host, data["variables"])
            case "task_completed":
                answers = {name: Decimal(text) for name, text in data["answers"].items()}
                decided = {"decision": data["decision"], "comment": data.get("comment", "")}
                spiff.complete(self.instance, self._task(data["task"]), {**answers, **decided})
            case "timer_fired" if event.element_id:
                self._fire(event.element_id, data)
            case "message_received":
                self._deliver(data)
            case "task_sent_back":
                spiff.move(self.instance, self._task(data["task"]), data["target"])
            case "case_withdrawn":
                spiff.move(self.instance, self._task(data["cancelled"][0]), data["target"])
        self._load_anew()

    def _task(self, text: str) -> UUID:
        old = UUID(text)
        if old not in self.ids:
            row = self.rows[old]
            taken = set(self.ids.values())
            self.ids[old] = next(
                task.task_id
                for task in spiff.waiting(self.instance).user_tasks
                if task.element_id == row.element_id
                and task.task_id not in taken
                and _text(task.locals) == _text(feel.from_json(row.inputs))
            )
        return self.ids[old]

    def _fire(self, element_id: str, data: Mapping[str, Any]) -> None:
        attached_to = self._task(data["task"]) if data["task"] else None
        timer = next(
            timer
            for timer in spiff.waiting(self.instance).timers
            if timer.element_id == element_id and attached_to in (None, timer.attached_to)
        )
        told = {"escalated": {}} if data["task"] else {}
        spiff.fire_timer(self.instance, timer.task_id, event=timer.event, local_variables=told)

    def _deliver(self, data: Mapping[str, Any]) -> None:
        message = next(
            message
            for message in spiff.waiting(self.instance).messages
            if (message.name, str(message.correlation_key)) == (data["name"], data["key"])
        )
        payload = feel.from_json(data["variables"])
        spiff.deliver_message(self.instance, message.task_id, payload, event=message.event)

    def _load_anew(self) -> None:
        self.instance = spiff.load(self.specs, spiff.dump(self.instance), self.host)
