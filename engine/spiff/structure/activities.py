"""Tasks, sub-processes and call activities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import say
from engine.spiff.extensions import BPMN, first_child, is_feel, read_extensions
from engine.spiff.structure.events import message_problems
from engine.spiff.structure.tags import Found, element_id, is_event_sub_process


def activity_problems(node: Any, tag: str) -> Iterator[Found]:
    """What is wrong with a task, sub-process, call activity or gateway."""
    extensions = read_extensions(node)
    if tag in ("serviceTask", "sendTask") and not extensions.task_type:
        yield element_id(node), say("The task does not name its service task.")
    if tag == "scriptTask" and not (extensions.script and extensions.script.expression):
        yield element_id(node), say("The script task has no FEEL expression.")
    if tag == "scriptTask" and extensions.script and not extensions.script.result_variable:
        yield element_id(node), say("The task does not say which variable takes the result.")
    if tag == "businessRuleTask":
        yield from _decision_problems(node)
    if tag == "callActivity":
        process_id = extensions.called.process_id if extensions.called else ""
        if not process_id or is_feel(process_id):
            yield element_id(node), say("A call activity names its process by a fixed id.")
    if tag == "receiveTask":
        yield from message_problems(node, node, needs_key=True)
    for source, target in (*extensions.inputs, *extensions.outputs):
        if not target or not source:
            yield element_id(node), say("A mapping needs a source and a target.")
    yield from _loop_problems(node)


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
