"""What a parsed process says about itself: immutable descriptions for publication, tasks, timers and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.spiff.extensions import Mappings
from engine.spiff.triggers import TimerKind


@dataclass(frozen=True)
class ElementDescription:
    """Any visible element. `type` is the BPMN tag; `scope` the sub-processes around it, outermost first."""

    element_id: str
    type: str
    name: str | None
    lane: str | None
    scope: tuple[str, ...]
    properties: Mapping[str, str]


@dataclass(frozen=True)
class Assignment:
    """Who is asked, as the diagram says it: text or, beginning with `=`, FEEL."""

    assignee: str | None = None
    candidate_groups: str | None = None
    candidate_users: str | None = None


@dataclass(frozen=True)
class UserTaskDescription:
    """A human task; `priority`, assignment and schedule (`dueDate`, `followUpDate`) may be FEEL, mappings are
    (source, target)."""

    element_id: str
    name: str | None
    lane: str | None
    scope: tuple[str, ...]
    assignment: Assignment
    schedule: Mapping[str, str]
    form_id: str | None
    priority: str | None
    properties: Mapping[str, str]
    inputs: Mappings
    outputs: Mappings
    is_multi_instance: bool


@dataclass(frozen=True)
class TimerDescription:
    """A timer event; `literal` is ISO 8601 or FEEL. A timer start event begins instances and is never waited for."""

    element_id: str
    kind: TimerKind
    literal: str
    attached_to: str | None
    is_interrupting: bool
    is_start: bool
    properties: Mapping[str, str]


@dataclass(frozen=True)
class MessageDescription:
    """A place that waits for a message; `correlation_key` is FEEL, none at start events of the process."""

    element_id: str
    name: str
    correlation_key: str | None
    is_start: bool


@dataclass(frozen=True)
class StartEventDescription:
    """A way to begin. `kind`: none, timer, message, signal, error or escalation; `literal`: its time or name."""

    element_id: str
    name: str | None
    kind: str
    literal: str | None
    timer_kind: TimerKind | None = None


@dataclass(frozen=True)
class Expression:
    """A FEEL text (without its `=`); `where` names the place at the element, e.g. `input amount` or `condition`."""

    element_id: str
    where: str
    text: str


@dataclass(frozen=True)
class Reference:
    """An element and the id or name it refers to: a service task's type, a decision, a called process, a form."""

    element_id: str
    name: str


@dataclass(frozen=True)
class ProcessSpecs:
    """One process, ready to run and described. Shared by all its instances and never changed.

    `origin` is whatever the caller of `parse_bundle` gave (the bundle version), so that decisions, forms and messages
    of a called process are found where they belong. `callable` resolves call activities. `unreachable` are elements
    that no path from a start event leads to: they are not run. `spec` belongs to this package.
    """

    process_id: str
    name: str
    file: str
    origin: Any
    properties: Mapping[str, str]
    elements: Mapping[str, ElementDescription]
    lanes: Mapping[str, str]
    user_tasks: Mapping[str, UserTaskDescription]
    start_events: tuple[StartEventDescription, ...]
    timers: tuple[TimerDescription, ...]
    messages: tuple[MessageDescription, ...]
    signals: tuple[Reference, ...]
    service_types: tuple[Reference, ...]
    decision_ids: tuple[Reference, ...]
    called: tuple[Reference, ...]
    form_ids: tuple[Reference, ...]
    expressions: tuple[Expression, ...]
    unreachable: tuple[str, ...]
    callable: Mapping[str, ProcessSpecs] = field(repr=False, compare=False)
    spec: Any = field(repr=False, compare=False)

    @property
    def plain_start(self) -> str | None:
        """The element id of the start event without an event, if there is exactly one."""
        plain = [event.element_id for event in self.start_events if event.kind == "none"]
        return plain[0] if len(plain) == 1 else None
