"""Parsers of events: the event definition becomes one of our triggers."""

from __future__ import annotations

from typing import Any

from engine.spiff.events import EventGateway
from engine.spiff.extensions import BPMN, first_child
from engine.spiff.parsers.elements import ElementParser
from engine.spiff.triggers import (
    CodeKind,
    CodeTrigger,
    MessageTrigger,
    SignalTrigger,
    Terminate,
    TimerKind,
    TimerTrigger,
    Trigger,
)

TIMER_KINDS = {"timeDate": TimerKind.DATE, "timeDuration": TimerKind.DURATION, "timeCycle": TimerKind.CYCLE}


def event_definition(node: Any) -> Any:
    """The event definition under an event, or None."""
    return next((child for child in node if _local(child).endswith("EventDefinition")), None)


def timer_text(definition: Any) -> tuple[TimerKind, str] | None:
    """Kind and literal of a timer event definition, or None if it has no time."""
    for tag, kind in TIMER_KINDS.items():
        child = definition.find(f"{BPMN}{tag}")
        if child is not None and (child.text or "").strip():
            return kind, child.text.strip()
    return None


def referenced(node: Any, tag: str, attribute: str) -> Any:
    """The root element (message, signal, error, escalation) that `node` refers to, or None."""
    wanted = node.get(attribute)
    candidates = node.getroottree().getroot().iterchildren(f"{BPMN}{tag}")
    return next((element for element in candidates if element.get("id") == wanted), None)


def message_trigger(node: Any) -> MessageTrigger | None:
    """The message that a message event definition or receive task refers to."""
    message = referenced(node, "message", "messageRef")
    if message is None:
        return None
    subscription = first_child(message, "subscription")
    key = subscription.get("correlationKey") if subscription is not None else None
    return MessageTrigger(message.get("name", ""), key)


def read_trigger(definition: Any) -> Trigger | None:
    """What an event definition waits for or throws."""
    match _local(definition):
        case "timerEventDefinition":
            timer = timer_text(definition)
            return None if timer is None else TimerTrigger(*timer)
        case "messageEventDefinition":
            return message_trigger(definition)
        case "signalEventDefinition":
            return SignalTrigger(referenced(definition, "signal", "signalRef").get("name", ""))
        case "errorEventDefinition":
            return _code(definition, CodeKind.ERROR)
        case "escalationEventDefinition":
            return _code(definition, CodeKind.ESCALATION)
        case "terminateEventDefinition":
            return Terminate()
    return None


def _code(definition: Any, kind: CodeKind) -> CodeTrigger:
    found = referenced(definition, kind.value, f"{kind.value}Ref")
    return CodeTrigger(kind, found.get(f"{kind.value}Code") if found is not None else None)


def _local(node: Any) -> str:
    return node.tag.removeprefix(BPMN) if isinstance(node.tag, str) else ""


class EventParser(ElementParser):
    """Catch, throw and end events."""

    def more_attributes(self) -> dict[str, Any]:
        definition = event_definition(self.node)
        return {"trigger": read_trigger(definition) if definition is not None else None}


class StartEventParser(EventParser):
    """A start event hangs on the invisible start."""

    def create_task(self) -> Any:
        task = super().create_task()
        self.spec.start.connect(task)
        return task


class EndEventParser(EventParser):
    """An end event leads to the invisible end."""

    def create_task(self) -> Any:
        task = super().create_task()
        task.connect(self.spec.end)
        return task


class BoundaryEventParser(EventParser):
    """Errors always interrupt, whatever the diagram says (BPMN 2.0, table 10.93)."""

    def more_attributes(self) -> dict[str, Any]:
        attributes = super().more_attributes()
        trigger = attributes["trigger"]
        is_error = isinstance(trigger, CodeTrigger) and trigger.kind == CodeKind.ERROR
        interrupting = is_error or self.node.get("cancelActivity", "true") == "true"
        return {**attributes, "interrupting": interrupting, "attached_to": self.node.get("attachedToRef")}


class ReceiveTaskParser(ElementParser):
    """A receive task names its message itself."""

    def more_attributes(self) -> dict[str, Any]:
        return {"trigger": message_trigger(self.node)}


class EventGatewayParser(ElementParser):
    """The gateway takes over the triggers of the events behind it."""

    def connect_outgoing(self, outgoing_task: Any, sequence_flow_node: Any, is_default: bool) -> None:
        super().connect_outgoing(outgoing_task, sequence_flow_node, is_default)
        assert isinstance(self.task, EventGateway)
        self.task.take_over(outgoing_task)
