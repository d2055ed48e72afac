"""What a running diagram asks for: expressions, service tasks, decisions; and what it reports for the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock, feel
from engine.actors import Actor
from engine.advance.showing import shown, shown_each
from engine.definitions.definition import Definition
from engine.errors import EngineError
from engine.history.operations import EventDraft, collect_events
from engine.instances.models import ProcessInstance
from engine.jobs.operations import enqueue
from engine.service_tasks import ServiceCall, find_service_task
from engine.spiff import CompletedElement, DecisionRequest, ServiceRequest, ServiceTaskFailed

HUMAN_TASKS = frozenset({"userTask", "manualTask"})


class ProcessHost:
    """The application's side of a run (`engine.spiff.Host`). `events` collects the history in the order of the run;
    `outputs` what completed human tasks set, by task id.

    `caller` is in whose name service tasks are done: the actor, but in a retry whoever brought the case to them.
    """

    def __init__(
        self, session: Session, actor: Actor, instance: ProcessInstance, definition: Definition, *, caller: Actor
    ) -> None:
        self.session = session
        self.actor = actor
        self.caller = caller
        self.instance = instance
        self.definition = definition
        self.events: list[EventDraft] = []
        self.outputs: dict[UUID, Mapping[str, Any]] = {}
        collect_events(session, instance.id, self.events)

    def evaluate(self, expression: str, context: Mapping[str, Any]) -> Any:
        return feel.evaluate(expression, context, now=clock.now())

    def call_service(self, request: ServiceRequest) -> Mapping[str, Any] | None:
        call = ServiceCall(
            instance_id=self.instance.id,
            case_id=self.instance.id,
            element_id=request.element_id,
            arguments=request.arguments,
            headers=request.headers,
        )
        results = find_service_task(request.type).run(self.session, self.caller, call)
        self.session.flush()  # rows that the database refuses are a failure of this task, not of the whole act
        return results

    def decide(self, request: DecisionRequest) -> Any:
        model = self.definition.at(request.process.origin).decision_model(request.decision_id)
        try:
            result = model.evaluate(request.decision_id, request.context, now=clock.now())
        except EngineError as error:  # the table's fault, not that of the person whose click led here
            raise ServiceTaskFailed(request.element_id, request.task_id) from error
        rules = [
            {"table": rule.decision_id, "rule": rule.rule_id, "outputs": shown(rule.outputs)}
            for rule in result.matched_rules
        ]
        self._record(
            "decision_made",
            request.element_id,
            {
                "decision": request.decision_id,
                "inputs": shown_each(result.tested),
                "value": shown(result.value),
                "rules": rules,
            },
        )
        return result.value

    def throw_signal(self, name: str, variables: Mapping[str, Any]) -> None:
        enqueue(self.session, "broadcast_signal", {"name": name, "variables": feel.to_json(dict(variables))})

    def throw_message(self, name: str, correlation_key: Any, variables: Mapping[str, Any]) -> None:
        payload = {"name": name, "key": str(correlation_key), "variables": feel.to_json(dict(variables))}
        enqueue(self.session, "deliver_message", payload)

    def element_completed(self, completed: CompletedElement) -> None:
        if completed.element_type in HUMAN_TASKS:  # the command that decided it writes a fuller event
            self.outputs[completed.task_id] = shown_each(completed.variables)
            return
        data: dict[str, Any] = {"type": completed.element_type}
        if completed.scope:
            data["scope"] = list(completed.scope)
        if completed.inputs:
            data["inputs"] = shown_each(completed.inputs)
        if completed.variables:
            data["variables"] = shown_each(completed.variables)
        if completed.flows:
            data["flows"] = list(completed.flows)
        self._record("element_completed", completed.element_id, data)

    def with_outputs(self, events: Iterable[EventDraft]) -> Iterator[EventDraft]:
        """The events of an act; one that decided a human task also says which variables its outputs set."""
        for event in events:
            outputs = self.outputs.get(event.data.get("task", self.instance.id))
            yield replace(event, data={**event.data, "outputs": outputs}) if outputs else event

    def _record(self, kind: str, element_id: str, data: Mapping[str, Any]) -> None:
        self.events.append(
            EventDraft(
                kind, self.actor, element_id=element_id, version=self.instance.version, data=data, at=clock.now()
            )
        )
