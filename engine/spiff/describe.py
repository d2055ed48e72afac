"""Reads the descriptions of a parsed process: what publication checks, and what tasks, timers and history show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.spiff.elements import Element, UserTask
from engine.spiff.events import BoundaryEvent, CatchingElement, EventGateway, StartEvent
from engine.spiff.expressions import expressions
from engine.spiff.extensions import Extensions, read_extensions
from engine.spiff.multi_instance import MultiInstance
from engine.spiff.process_spec import ProcessSpec
from engine.spiff.specs import (
    Assignment,
    ElementDescription,
    MessageDescription,
    ProcessSpecs,
    Reference,
    StartEventDescription,
    TimerDescription,
    UserTaskDescription,
)
from engine.spiff.structure.tags import flow_nodes
from engine.spiff.triggers import CodeTrigger, MessageTrigger, SignalTrigger, TimerTrigger, Trigger

Placed = tuple[Any, tuple[str, ...]]


def describe(
    process: Any,
    spec: ProcessSpec,
    file: str,
    originals: Mapping[str, str],
    origin: Any,
    callable_processes: Mapping[str, ProcessSpecs],
) -> ProcessSpecs:
    """The description of one process; `originals` gives renamed elements their own ids back."""
    scopes = list(_scopes(spec))
    for scope in scopes:
        _restore_ids(scope, originals)
    order = {originals.get(n.get("id"), n.get("id")): index for index, n in enumerate(flow_nodes(process))}
    placed = sorted(_placed(spec, ()), key=lambda place: order[place[0].bpmn_id])
    elements = {item.bpmn_id: _element(item, scope) for item, scope in placed}
    waits = list(_waits(placed))
    specs = ProcessSpecs(
        process_id=spec.name,
        name=spec.description,
        file=file,
        origin=origin,
        properties=dict(read_extensions(process).properties),
        elements=elements,
        lanes={e.element_id: e.lane for e in elements.values() if e.lane},
        user_tasks={t.bpmn_id: _user_task(t, s) for t, s in placed if isinstance(t, UserTask)},
        start_events=tuple(_start(s) for s in spec.task_specs.values() if isinstance(s, StartEvent)),
        timers=tuple(_timer(*wait) for wait in waits if isinstance(wait[2], TimerTrigger)),
        messages=tuple(_message(*wait) for wait in waits if isinstance(wait[2], MessageTrigger)),
        signals=tuple(Reference(wait[1], wait[2].name) for wait in waits if isinstance(wait[2], SignalTrigger)),
        service_types=_references(placed, lambda e: e.task_type),
        decision_ids=_references(placed, lambda e: e.decision.decision_id if e.decision else None),
        called=_references(placed, lambda e: e.called.process_id if e.called else None),
        form_ids=_references(placed, lambda e: e.form_id),
        expressions=tuple(expressions(process, originals)),
        unreachable=tuple(_unreachable(process, elements, originals)),
        callable=callable_processes,
        spec=spec,
    )
    for scope in scopes:
        scope.process = specs
    return specs


def _scopes(spec: ProcessSpec) -> Iterator[ProcessSpec]:
    yield spec
    for inner in spec.inner_specs().values():
        yield from _scopes(inner)


def _restore_ids(scope: ProcessSpec, originals: Mapping[str, str]) -> None:
    for spec in scope.task_specs.values():
        spec.bpmn_id = originals.get(spec.bpmn_id, spec.bpmn_id)
        if isinstance(spec, BoundaryEvent):
            spec.attached_to = originals.get(spec.attached_to, spec.attached_to)


def _placed(spec: ProcessSpec, scope: tuple[str, ...]) -> Iterator[Placed]:
    """Every visible element with the sub-processes around it; of a repeated element the one inside its container."""
    for item in spec.task_specs.values():
        if isinstance(item, Element) and not isinstance(item, MultiInstance) and not item.stands_by:
            yield item, scope
    for element_id, inner in spec.inner_specs().items():
        yield from _placed(inner, (*scope, element_id))


def _element(spec: Any, scope: tuple[str, ...]) -> ElementDescription:
    return ElementDescription(
        spec.bpmn_id, spec.element_type, spec.bpmn_name, spec.lane, scope, dict(spec.extensions.properties)
    )


def _user_task(spec: Any, scope: tuple[str, ...]) -> UserTaskDescription:
    extensions: Extensions = spec.extensions
    assignment = extensions.assignment
    return UserTaskDescription(
        element_id=spec.bpmn_id,
        name=spec.bpmn_name,
        lane=spec.lane,
        scope=scope,
        assignment=Assignment(
            assignment.get("assignee"), assignment.get("candidateGroups"), assignment.get("candidateUsers")
        ),
        schedule=dict(extensions.schedule),
        form_id=extensions.form_id,
        priority=extensions.priority,
        properties=dict(extensions.properties),
        inputs=extensions.inputs,
        outputs=extensions.outputs,
        is_multi_instance=any(isinstance(source, MultiInstance) for source in spec.inputs),
    )


def _start(spec: StartEvent) -> StartEventDescription:
    kind, literal = _kind_and_literal(spec.starts_on)
    timer_kind = spec.starts_on.kind if isinstance(spec.starts_on, TimerTrigger) else None
    return StartEventDescription(spec.bpmn_id, spec.bpmn_name, kind, literal, timer_kind)


def _kind_and_literal(trigger: Trigger | None) -> tuple[str, str | None]:
    match trigger:
        case TimerTrigger(literal=literal):
            return "timer", literal
        case MessageTrigger(name=name):
            return "message", name
        case SignalTrigger(name=name):
            return "signal", name
        case CodeTrigger(kind=kind, code=code):
            return kind.value, code
        case _:
            return "none", None


def _waits(placed: list[Placed]) -> Iterator[tuple[Any, str, Any, bool]]:
    """(spec, element id, trigger, begins the process) of every place that waits, those behind a gateway as well."""
    for spec, scope in placed:
        if isinstance(spec, EventGateway):
            for name, trigger in spec.events.items():
                event = spec._wf_spec.task_specs[name]
                yield event, event.bpmn_id, trigger, False
        elif isinstance(spec, StartEvent) and spec.starts_on is not None:
            yield spec, spec.bpmn_id, spec.starts_on, not scope
        elif isinstance(spec, CatchingElement) and spec.trigger is not None:
            yield spec, spec.bpmn_id, spec.trigger, False


def _timer(spec: Any, element_id: str, trigger: TimerTrigger, begins: bool) -> TimerDescription:
    is_boundary = isinstance(spec, BoundaryEvent)
    return TimerDescription(
        element_id=element_id,
        kind=trigger.kind,
        literal=trigger.literal,
        attached_to=spec.attached_to if is_boundary else None,
        is_interrupting=spec.interrupting if is_boundary else True,
        is_start=begins,
        properties=dict(spec.extensions.properties),
    )


def _message(spec: Any, element_id: str, trigger: MessageTrigger, begins: bool) -> MessageDescription:
    return MessageDescription(element_id, trigger.name, trigger.correlation_key, begins)


def _references(placed: list[Placed], name_of: Callable[[Extensions], str | None]) -> tuple[Reference, ...]:
    names = ((spec.bpmn_id, name_of(spec.extensions)) for spec, _ in placed)
    return tuple(Reference(element_id, name) for element_id, name in names if name)


def _unreachable(process: Any, elements: Mapping[str, Any], originals: Mapping[str, str]) -> Iterator[str]:
    for node in flow_nodes(process):
        element_id = originals.get(node.get("id"), node.get("id"))
        if element_id not in elements:
            yield element_id
