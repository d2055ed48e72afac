"""What must be right before a diagram can be parsed: everything that is wrong is named, with its element.

Whether names, roles, forms and FEEL texts are right is for `definitions.validation`; this is about the shape.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from engine.errors import Problem, Sentence, say
from engine.spiff.extensions import BPMN, first_child, is_feel, read_extensions
from engine.spiff.parsers.events import event_definition, message_trigger, referenced, timer_text

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
CAUGHT = frozenset({"timer", "message", "signal"})
ALLOWED_EVENTS = {
    "startEvent": CAUGHT | {"error", "escalation"},
    "intermediateCatchEvent": CAUGHT,
    "boundaryEvent": CAUGHT | {"error", "escalation"},
    "intermediateThrowEvent": frozenset({"message", "signal", "escalation"}),
    "endEvent": frozenset({"message", "signal", "error", "escalation", "terminate"}),
}

Found = tuple[str, Sentence]


def structure_problems(process: Any) -> list[Problem]:
    """Everything in the shape of a `bpmn:process` that we do not run; `where` is the element id."""
    return [Problem(where, sentence, "structure") for where, sentence in _problems(process)]


def local_name(node: Any) -> str:
    """The tag without namespace; empty for comments."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def flow_nodes(process: Any) -> Iterator[Any]:
    """Every element of the process and its sub-processes that a token can be on."""
    return (node for node in process.iter() if local_name(node) in FLOW_NODES and node.tag.startswith(BPMN))


def _problems(process: Any) -> Iterator[Found]:
    yield from _duplicate_ids(process)
    yield from _unsupported(process)
    for scope in [process, *process.iter(f"{BPMN}subProcess")]:
        yield from _scope_problems(scope, is_process=scope is process)
    for node in flow_nodes(process):
        tag = local_name(node)
        if tag in EVENTS:
            yield from _event_problems(node, tag)
        else:
            yield from _activity_problems(node, tag)


def _duplicate_ids(process: Any) -> Iterator[Found]:
    counts = Counter(node.get("id") for node in process.iter() if node.get("id"))
    for element_id, count in counts.items():
        if count > 1:
            yield element_id, say("The id “%(id)s” is used more than once.", id=element_id)


def _unsupported(process: Any) -> Iterator[Found]:
    for scope in [process, *process.iter(f"{BPMN}subProcess")]:
        for child in scope:
            tag = local_name(child)
            if tag and child.tag.startswith(BPMN) and tag not in FLOW_NODES | IGNORED:
                if tag.endswith("EventDefinition") or tag in ("ioMapping",):
                    continue
                yield child.get("id", ""), say("“%(tag)s” is not supported.", tag=tag)
    for loop in process.iter(f"{BPMN}standardLoopCharacteristics"):
        yield _id(loop.getparent()), say("A loop marker is not supported; draw the loop, or use multi-instance.")


def _scope_problems(scope: Any, *, is_process: bool) -> Iterator[Found]:
    starts = scope.findall(f"{BPMN}startEvent")
    if not starts:
        yield _id(scope), say("There is no start event.")
    elif not is_process and len(starts) > 1:
        yield _id(scope), say("A sub-process has exactly one start event.")
    is_event_driven = scope.get("triggeredByEvent") == "true"
    for start in starts:
        has_trigger = event_definition(start) is not None
        if is_event_driven and not has_trigger:
            yield _id(start), say("The start event of an event sub-process needs an event.")
        if not is_process and not is_event_driven and has_trigger:
            yield _id(start), say("The start event of a sub-process has no event.")
    yield from _flow_problems(scope)


def _flow_problems(scope: Any) -> Iterator[Found]:
    nodes = {_id(node): node for node in scope if local_name(node) in FLOW_NODES}
    flows = scope.findall(f"{BPMN}sequenceFlow")
    for flow in flows:
        source, target = nodes.get(flow.get("sourceRef")), nodes.get(flow.get("targetRef"))
        if source is None or target is None:
            yield _id(flow), say("The flow does not connect two elements of the same process or sub-process.")
            continue
        if local_name(target) in ("startEvent", "boundaryEvent"):
            yield _id(flow), say("No flow may lead to a start event or a boundary event.")
        if local_name(source) == "endEvent" or target.get("triggeredByEvent") == "true":
            yield _id(flow), say("No flow may leave an end event or lead to an event sub-process.")
        if source.get("triggeredByEvent") == "true":
            yield _id(flow), say("No flow may leave an event sub-process.")
    outgoing: dict[str | None, list[Any]] = defaultdict(list)
    for flow in flows:
        outgoing[flow.get("sourceRef")].append(flow)
    for node in nodes.values():
        yield from _outgoing_problems(node, outgoing[_id(node)], nodes)


def _outgoing_problems(node: Any, outgoing: list[Any], nodes: dict[str, Any]) -> Iterator[Found]:
    tag = local_name(node)
    default = node.get("default")
    if default is not None and default not in {flow.get("id") for flow in outgoing}:
        yield _id(node), say("The default flow does not leave this element.")
    is_conditional = tag in ("exclusiveGateway", "inclusiveGateway")
    for flow in outgoing:
        condition = (flow.findtext(f"{BPMN}conditionExpression") or "").strip()
        if condition and not is_conditional:
            yield _id(flow), say("Only flows that leave an exclusive or inclusive gateway have conditions.")
        elif condition and not is_feel(condition):
            yield _id(flow), say("A condition is FEEL and begins with “=”.")
        if is_conditional and len(outgoing) > 1 and not condition and flow.get("id") != default:
            yield _id(flow), say("The flow needs a condition, or must be the default flow.")
    if tag == "eventBasedGateway":
        targets = [nodes.get(flow.get("targetRef")) for flow in outgoing]
        if not targets or any(t is None or local_name(t) not in _AFTER_EVENT_GATEWAY for t in targets):
            yield _id(node), say("After an event-based gateway come events that are waited for, and nothing else.")


_AFTER_EVENT_GATEWAY = ("intermediateCatchEvent", "receiveTask")


def _event_problems(node: Any, tag: str) -> Iterator[Found]:
    definitions = [child for child in node if local_name(child).endswith("EventDefinition")]
    if len(definitions) > 1:
        yield _id(node), say("An event has one event definition only.")
    if not definitions and tag in ("intermediateCatchEvent", "boundaryEvent"):
        yield _id(node), say("The event does not say what it waits for.")
    for definition in definitions:
        kind = local_name(definition).removesuffix("EventDefinition")
        if kind not in ALLOWED_EVENTS[tag]:
            yield _id(node), say("An event of the kind “%(kind)s” is not supported here.", kind=kind)
        else:
            yield from _definition_problems(node, tag, kind, definition)
    if tag == "boundaryEvent" and not _is_attached(node):
        yield _id(node), say("The boundary event is not attached to a task or sub-process.")


def _definition_problems(node: Any, tag: str, kind: str, definition: Any) -> Iterator[Found]:
    if kind == "timer" and timer_text(definition) is None:
        yield _id(node), say("The timer has no time.")
    if kind == "signal" and referenced(definition, "signal", "signalRef") is None:
        yield _id(node), say("The signal is missing.")
    if kind in ("error", "escalation"):
        found = referenced(definition, kind, f"{kind}Ref")
        is_thrown = tag in ("endEvent", "intermediateThrowEvent")
        if found is None and (is_thrown or definition.get(f"{kind}Ref")):
            yield _id(node), say("The error or escalation is missing.")
        if is_thrown and found is not None and not found.get(f"{kind}Code"):
            yield _id(node), say("The error or escalation that is thrown has no code.")
        if kind == "error" and tag == "startEvent" and node.get("isInterrupting", "true") != "true":
            yield _id(node), say("An error always interrupts.")
    if kind == "message":
        is_thrown = tag in ("endEvent", "intermediateThrowEvent")
        if not (is_thrown and read_extensions(node).task_type):
            needs_key = is_thrown or tag != "startEvent" or _starts_event_sub_process(node)
            yield from _message_problems(node, definition, needs_key=needs_key)


def _message_problems(node: Any, reference: Any, *, needs_key: bool) -> Iterator[Found]:
    message = message_trigger(reference)
    if message is None or not message.name:
        yield _id(node), say("The message is missing or has no name.")
    elif needs_key and not is_feel(message.correlation_key) and not read_extensions(node).correlation_key:
        yield _id(node), say("The message needs a correlation key in FEEL, beginning with “=”.")


def _activity_problems(node: Any, tag: str) -> Iterator[Found]:
    extensions = read_extensions(node)
    if tag in ("serviceTask", "sendTask") and not extensions.task_type:
        yield _id(node), say("The task does not name its service task.")
    if tag == "scriptTask" and not (extensions.script and extensions.script.expression):
        yield _id(node), say("The script task has no FEEL expression.")
    if tag == "scriptTask" and extensions.script and not extensions.script.result_variable:
        yield _id(node), say("The task does not say which variable takes the result.")
    if tag == "businessRuleTask":
        yield from _decision_problems(node)
    if tag == "callActivity":
        process_id = extensions.called.process_id if extensions.called else ""
        if not process_id or is_feel(process_id):
            yield _id(node), say("A call activity names its process by a fixed id.")
    if tag == "receiveTask":
        yield from _message_problems(node, node, needs_key=True)
    for source, target in (*extensions.inputs, *extensions.outputs):
        if not target or not source:
            yield _id(node), say("A mapping needs a source and a target.")
    yield from _loop_problems(node)


def _decision_problems(node: Any) -> Iterator[Found]:
    decision = read_extensions(node).decision
    if decision is None or not decision.decision_id or is_feel(decision.decision_id):
        yield _id(node), say("A business rule task names its decision by a fixed id.")
    elif not decision.result_variable:
        yield _id(node), say("The task does not say which variable takes the result.")


def _loop_problems(node: Any) -> Iterator[Found]:
    marker = node.find(f"{BPMN}multiInstanceLoopCharacteristics")
    if marker is None:
        return
    settings = first_child(marker, "loopCharacteristics")
    if settings is None or not is_feel(settings.get("inputCollection")):
        yield _id(node), say("The multi-instance marker needs an input collection in FEEL, beginning with “=”.")
    elif bool(settings.get("outputCollection")) != bool(settings.get("outputElement")):
        yield _id(node), say("Output collection and output element belong together.")
    condition = (marker.findtext(f"{BPMN}completionCondition") or "").strip()
    if condition and not is_feel(condition):
        yield _id(node), say("A condition is FEEL and begins with “=”.")
    if node.get("triggeredByEvent") == "true":
        yield _id(node), say("An event sub-process cannot be multi-instance.")


def _is_attached(node: Any) -> bool:
    host = next((n for n in node.getparent() if n.get("id") and n.get("id") == node.get("attachedToRef")), None)
    return host is not None and local_name(host) in ACTIVITIES and host.get("triggeredByEvent") != "true"


def _starts_event_sub_process(node: Any) -> bool:
    return bool(node.getparent().get("triggeredByEvent") == "true")


def _id(node: Any) -> str:
    return str(node.get("id", ""))
