"""The elements of BPMN by what they are."""

from __future__ import annotations

TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
    }
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"})
CATCHES = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWS = frozenset({"intermediateThrowEvent", "endEvent"})
EVENTS = CATCHES | THROWS
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
