"""Tasks, sub-processes and call activities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from engine.errors import say
from engine.spiff.extensions import BPMN, first_child, is_feel, read_extensions
from engine.spiff.structure.events import message_problems
from engine.spiff.structure.tags import Found, element_id, is_event_sub_process


def activity_problems(node: Any, tag: str) -> Iterator[Found]:
    """What is wrong with a task, sub-process, call activity or gateway."""
    yield from _attribute_problems(node)
    if tag in _WORK:
        yield from _WORK[tag](node)
    extensions = read_extensions(node)
    if not all(source and target for source, target in (*extensions.inputs, *extensions.outputs)):
        yield element_id(node), say("A mapping needs a source and a target.")
    yield from _loop_problems(node)


def _attribute_problems(node: Any) -> Iterator[Found]:
    for attribute in ("startQuantity", "completionQuantity"):
        if node.get(attribute, "1") != "1":
            yield element_id(node), say("“%(attribute)s” other than 1 is not supported.", attribute=attribute)
    if node.get("instantiate") == "true":
        yield element_id(node), say("A process is begun by a start event, not by a task or gateway.")


def _service_problems(node: Any) -> Iterator[Found]:
    if not read_extensions(node).task_type:
        yield element_id(node), say("The task does not name its service task.")


def _script_problems(node: Any) -> Iterator[Found]:
    script = read_extensions(node).script
    if script is None or not script.expression:
        yield element_id(node), say("The script task has no FEEL expression.")
    elif not script.result_variable:
        yield element_id(node), say("The task does not say which variable takes the result.")


def _call_problems(node: Any) -> Iterator[Found]:
    called = read_extensions(node).called
    if called is None or not called.process_id or is_feel(called.process_id):
        yield element_id(node), say("A call activity names its process by a fixed id.")


def _receive_problems(node: Any) -> Iterator[Found]:
    return message_problems(node, node, needs_key=True)


def _decision_problems(node: Any) -> Iterator[Found]:
    decision = read_extensions(node).decision
    if decision is None or not decision.decision_id or is_feel(decision.decision_id):
        yield element_id(node), say("A business rule task names its decision by a fixed id.")
    elif not decision.result_variable:
        yield element_id(node), say("The task does not say which variable takes the result.")


def _loop_problems(node: Any) -> Iterator[Found]:
    marker = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if marker is None:
        return
    settings = first_child(marker, "loopCharacteristics")
    if settings is None or not is_feel(settings.get("inputCollection")):
        yield element_id(node), say("The multi-instance marker needs an input collection in FEEL, beginning with “=”.")
    elif bool(settings.get("outputCollection")) != bool(settings.get("outputElement")):
        yield element_id(node), say("Output collection and output element belong together.")
    condition = (marker.findtext(f"{BPMN}completionCondition") or "").strip()
    if condition and not is_feel(condition):
        yield element_id(node), say("A condition is FEEL and begins with “=”.")
    if is_event_sub_process(node):
        yield element_id(node), say("An event sub-process cannot be multi-instance.")


_WORK: dict[str, Callable[[Any], Iterator[Found]]] = {
    "serviceTask": _service_problems,
    "sendTask": _service_problems,
    "scriptTask": _script_problems,
    "businessRuleTask": _decision_problems,
    "callActivity": _call_problems,
    "receiveTask": _receive_problems,
}
