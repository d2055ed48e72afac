"""Pools and message flows: a picture of who talks to whom, which must still be a true one (BPMN 2.0, 9.3)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.definitions.checks.diagrams import Diagram
from engine.definitions.checks.tags import ACTIVITIES, CATCHES, THROWS
from engine.definitions.namespaces import bpmn
from engine.definitions.problems import CheckProblem, error
from engine.errors import say

_SENDERS = ACTIVITIES | THROWS
_RECEIVERS = ACTIVITIES | CATCHES


def check_collaboration(diagram: Diagram) -> Iterator[CheckProblem]:
    """Pools without their process, message flows within one pool or from or to what sends or receives nothing."""
    pools = list(diagram.root.iter(bpmn("participant")))
    for pool in pools:
        reference = pool.get("processRef")
        if reference is not None and diagram.refers_to(reference, "process") is None:
            sentence = say("The pool “%(name)s” shows a process that does not exist.", name=pool.get("name") or "")
            yield error("reference", diagram.where(pool), sentence)
    for flow in diagram.root.iter(bpmn("messageFlow")):
        yield from _message_flow(diagram, flow, pools)


def _message_flow(diagram: Diagram, flow: etree._Element, pools: list[etree._Element]) -> Iterator[CheckProblem]:
    ends = [(flow.get("sourceRef") or "").rpartition(":")[2], (flow.get("targetRef") or "").rpartition(":")[2]]
    where = diagram.where(flow)
    for end, allowed in zip(ends, (_SENDERS, _RECEIVERS), strict=True):
        node = diagram.node_by_id.get(end)
        if node is None and not any(pool.get("id") == end for pool in pools):
            yield error("schema", where, say("A message flow ends at “%(end)s”, which is no pool or task.", end=end))
        elif node is not None and node.tag not in allowed:
            sentence = say("A message flow starts or ends at “%(name)s” the wrong way round.", name=node.name)
            yield error("schema", where, sentence)
    owners = [_pool_of(diagram, end, pools) for end in ends]
    if owners[0] is not None and owners[0] == owners[1]:
        yield error("schema", where, say("A message flow stays within one pool; draw a sequence flow."))


def _pool_of(diagram: Diagram, end: str, pools: list[etree._Element]) -> str | None:
    for pool in pools:
        if pool.get("id") == end:
            return end
    node = diagram.node_by_id.get(end)
    if node is None:
        return None
    process_id = node.scope.process.id
    return next((p.get("id") for p in pools if (p.get("processRef") or "").rpartition(":")[2] == process_id), None)
