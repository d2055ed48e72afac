"""The BPMN elements that we know, by tag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.errors import Sentence
from engine.spiff.extensions import BPMN

TASKS = frozenset({"userTask", "task", "manualTask", "serviceTask", "sendTask", "scriptTask", "businessRuleTask"})
ACTIVITIES = TASKS | {"receiveTask", "subProcess", "callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
IGNORED = frozenset(
    {"sequenceFlow", "laneSet", "textAnnotation", "association", "group", "dataObject", "dataObjectReference",
     "documentation", "extensionElements", "incoming", "outgoing", "multiInstanceLoopCharacteristics", "property",
     "ioSpecification", "dataInputAssociation", "dataOutputAssociation", "auditing", "monitoring"}
)  # fmt: skip

Found = tuple[str, Sentence]
"""An element id, and what is wrong with the element."""


def local_name(node: Any) -> str:
    """The tag without namespace; empty for comments."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def flow_nodes(process: Any) -> Iterator[Any]:
    """Every element of the process and its sub-processes that a token can be on."""
    return (node for node in process.iter() if local_name(node) in FLOW_NODES and node.tag.startswith(BPMN))


def element_id(node: Any) -> str:
    """The id of a node; empty if it has none."""
    return str(node.get("id", ""))


def is_event_sub_process(node: Any) -> bool:
    """Whether a sub-process is started by an event."""
    return bool(node.get("triggeredByEvent") == "true")
