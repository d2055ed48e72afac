"""Events and what they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import say
from engine.spiff.extensions import is_feel, read_extensions
from engine.spiff.parsers.events import message_trigger, referenced, timer_text
from engine.spiff.structure.tags import ACTIVITIES, Found, element_id, is_event_sub_process, local_name

CAUGHT = frozenset({"timer", "message", "signal"})
ALLOWED_EVENTS = {
    "startEvent": CAUGHT | {"error", "escalation"},
    "intermediateCatchEvent": CAUGHT,
    "boundaryEvent": CAUGHT | {"error", "escalation"},
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation"}),
    "endEvent": frozenset({"message", "signal", "error", "escalation", "terminate"}),
}


def event_problems(node: Any, tag: str) -> Iterator[Found]:
    """What is wrong with an event."""
    definitions = [child for child in node if local_name(child).endswith("EventDefinition")]
    if any(local_name(child) == "eventDefinitionRef" for child in node):
        yield element_id(node), say("An event definition must stand in its event; a reference to one is not supported.")
        return
    if len(definitions) > 1:
        yield element_id(node), say("An event has one event definition only.")
    if not definitions and tag in ("intermediateCatchEvent", "boundaryEvent"):
        yield element_id(node), say("The event does not say what it waits for.")
    for definition in definitions:
        kind = local_name(definition).removesuffix("EventDefinition")
        if kind not in ALLOWED_EVENTS[tag]:
            yield element_id(node), say("An event of the kind “%(kind)s” is not supported here.", kind=kind)
        else:
            yield from _definition_problems(node, tag, kind, definition)
    if tag == "boundaryEvent" and not _is_attached(node):
        yield element_id(node), say("The boundary event is not attached to a task or sub-process.")


def _definition_problems(node: Any, tag: str, kind: str, definition: Any) -> Iterator[Found]:
    if kind == "timer" and timer_text(definition) is None:
        yield element_id(node), say("The timer has no time.")
    if kind == "signal" and referenced(definition, "signal", "signalRef") is None:
        yield element_id(node), say("The signal is missing.")
    if kind in ("error", "escalation"):
        found = referenced(definition, kind, f"{kind}Ref")
        is_thrown = tag in ("endEvent", "intermediateThrowEvent")
        if found is None and (is_thrown or definition.get(f"{kind}Ref")):
            yield element_id(node), say("The error or escalation is missing.")
        if is_thrown and found is not None and not found.get(f"{kind}Code"):
            yield element_id(node), say("The error or escalation that is thrown has no code.")
        if kind == "error" and tag == "startEvent" and node.get("isInterrupting", "true") != "true":
            yield element_id(node), say("An error always interrupts.")
    if kind == "message":
        is_thrown = tag in ("endEvent", "intermediateThrowEvent")
        if not (is_thrown and read_extensions(node).task_type):
            needs_key = is_thrown or tag != "startEvent" or is_event_sub_process(node.getparent())
            yield from message_problems(node, definition, needs_key=needs_key)


def message_problems(node: Any, reference: Any, *, needs_key: bool) -> Iterator[Found]:
    """What is wrong with the message that `reference` names at `node`."""
    message = message_trigger(reference)
    if message is None or not message.name:
        yield element_id(node), say("The message is missing or has no name.")
    elif needs_key and not is_feel(message.correlation_key) and not read_extensions(node).correlation_key:
        yield element_id(node), say("The message needs a correlation key in FEEL, beginning with “=”.")


def _is_attached(node: Any) -> bool:
    host = next((n for n in node.getparent() if n.get("id") and n.get("id") == node.get("attachedToRef")), None)
    return host is not None and local_name(host) in ACTIVITIES and not is_event_sub_process(host)
