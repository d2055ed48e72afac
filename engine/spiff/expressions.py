"""Every FEEL text of a process with the place where it stands, for the publication check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.spiff.extensions import BPMN, ZEEBE, is_feel
from engine.spiff.parsers.events import message_trigger
from engine.spiff.specs import Expression

_TEXTS = {
    f"{BPMN}conditionExpression": "condition",
    f"{BPMN}completionCondition": "completion condition",
    f"{BPMN}timeDate": "date",
    f"{BPMN}timeDuration": "duration",
    f"{BPMN}timeCycle": "cycle",
}


def expressions(process: Any, originals: Mapping[str, str]) -> Iterator[Expression]:
    """All expressions in document order; `originals` gives renamed elements their own ids back."""
    for node in process.iter():
        owner = _owner(node)
        for where, text in _texts(node):
            yield Expression(originals.get(owner, owner), where, text.strip().removeprefix("=").strip())


def _texts(node: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(node.tag, str):
        return
    if node.tag in _TEXTS and is_feel((node.text or "").strip()):
        yield _TEXTS[node.tag], node.text
    if node.tag.startswith(ZEEBE):
        yield from _of_extension(node, node.tag.removeprefix(ZEEBE))
    if node.get("messageRef") and (trigger := message_trigger(node)) and is_feel(trigger.correlation_key):
        yield "correlation key", trigger.correlation_key or ""


def _of_extension(node: Any, tag: str) -> Iterator[tuple[str, str]]:
    for attribute, text in node.attrib.items():
        is_script = tag == "script" and attribute == "expression"
        if is_script or is_feel(text):
            yield f"{tag} {node.get('target')}" if tag in ("input", "output") else str(attribute), text


def _owner(node: Any) -> str:
    while node is not None and not (node.get("id") and node.tag.startswith(BPMN)):
        node = node.getparent()
    return "" if node is None else str(node.get("id"))
