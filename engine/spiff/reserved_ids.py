"""Element ids that SpiffWorkflow keeps for itself (a task called `End` ends a workflow) are renamed while parsing."""

from __future__ import annotations

import re
from typing import Any

from engine.spiff.structure.tags import flow_nodes

RESERVED = re.compile(r"^(Start|End|Root)$|\.(EndJoin|BoundaryEventSplit|start)$")
_ATTRIBUTES = ("id", "sourceRef", "targetRef", "attachedToRef", "default", "bpmnElement")
_TEXTS = ("incoming", "outgoing", "flowNodeRef")


def rename_reserved_ids(root: Any) -> dict[str, str]:
    """Rename reserved ids in the tree, everywhere they are referred to; gives new id -> the diagram's id."""
    taken = {element.get("id") for element in root.iter() if element.get("id")}
    renamed: dict[str, str] = {}
    for element_id in sorted(node.get("id") for node in flow_nodes(root) if node.get("id")):
        if RESERVED.search(element_id):
            fresh = f"{element_id}__"
            while fresh in taken or fresh in renamed.values():
                fresh += "_"
            renamed[element_id] = fresh
    if renamed:
        _apply(root, renamed)
    return {new: old for old, new in renamed.items()}


def _apply(root: Any, renamed: dict[str, str]) -> None:
    for element in root.iter():
        for attribute in _ATTRIBUTES:
            if element.get(attribute) in renamed:
                element.set(attribute, renamed[element.get(attribute)])
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2] in _TEXTS and element.text in renamed:
            element.text = renamed[element.text]
