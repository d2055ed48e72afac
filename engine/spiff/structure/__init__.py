"""What must be right before a diagram can be parsed: everything that is wrong is named, with its element.

Whether names, roles, forms and FEEL texts are right is for `definitions.validation`; this is about the shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.errors import Problem, say
from engine.spiff.extensions import BPMN
from engine.spiff.structure.activities import activity_problems
from engine.spiff.structure.events import event_problems
from engine.spiff.structure.flows import scope_problems
from engine.spiff.structure.tags import EVENTS, FLOW_NODES, IGNORED, Found, element_id, flow_nodes, local_name

MAX_ELEMENTS = 2000


def structure_problems(process: Any) -> list[Problem]:
    """Everything in the shape of a `bpmn:process` that we do not run; `where` is the element id."""
    return [Problem(where, sentence, "structure") for where, sentence in _problems(process)]


def _problems(process: Any) -> Iterator[Found]:
    definitions = process.getparent()
    if len(definitions) > MAX_ELEMENTS or sum(1 for _ in flow_nodes(process)) > MAX_ELEMENTS:
        yield element_id(process), say("The process has more than %(limit)s elements.", limit=MAX_ELEMENTS)
        return
    yield from _duplicate_ids(process)
    yield from _unsupported(process)
    for scope in [process, *process.iter(f"{BPMN}subProcess")]:
        yield from scope_problems(scope, is_process=scope is process)
    for node in flow_nodes(process):
        tag = local_name(node)
        if tag in EVENTS:
            yield from event_problems(node, tag)
        else:
            yield from activity_problems(node, tag)


def _duplicate_ids(process: Any) -> Iterator[Found]:
    counts = Counter(node.get("id") for node in process.iter() if node.get("id"))
    for used, count in counts.items():
        if count > 1:
            yield used, say("The id “%(id)s” is used more than once.", id=used)


def _unsupported(process: Any) -> Iterator[Found]:
    for scope in [process, *process.iter(f"{BPMN}subProcess")]:
        for child in scope:
            tag = local_name(child)
            if tag and child.tag.startswith(BPMN) and tag not in FLOW_NODES | IGNORED:
                yield element_id(child), say("“%(tag)s” is not supported.", tag=tag)
    for loop in process.iter(f"{BPMN}standardLoopCharacteristics"):
        yield element_id(loop.getparent()), say("A loop marker is not supported; draw the loop, or use multi-instance.")
