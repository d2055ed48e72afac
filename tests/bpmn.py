"""Small diagrams in code, in the dialect of the house (Camunda 8 BPMN, `zeebe:` extensions).

    xml = bpmn("disposal").start().user_task("approve").end().xml()

Every element is joined to the one before it (the *cursor*). Branches are drawn by going back with `at`, and
closed with `to`; a condition belongs to the next flow:

    bpmn("p").start().user_task("ask", outputs={"ok": "=decision = \\"approve\\""})
    .xor("gate").when("=ok").service_task("pay", "money.pay").end("paid")
    .at("gate").otherwise().to("ask")

    bpmn("p").start().parallel("fork").user_task("a").parallel("join").end()
    .at("fork").user_task("b").to("join")

A boundary event becomes the cursor; the path that follows it hangs on it, `at` goes back to the task:

    bpmn("p").start().user_task("ask").boundary_timer("late", "PT4H", on="ask", interrupting=False)
    .service_task("warn", "notify.late").end("warned")
    .at("ask").end()

A sub-process holds another diagram; its process id is not used:

    bpmn("p").start().sub_process("inner", bpmn().start("s1").user_task("a").end("e1")).end()

Mappings read target -> source (FEEL, with its `=`): `inputs={"amount": "=net_value"}`,
`outputs={"ok": "=decision = \\"approve\\""}`. Several processes in one file: `.also(bpmn("q")...)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES = {"bpmn": BPMN, "zeebe": ZEEBE, "xsi": XSI}

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Loop:
    """A multi-instance marker: one run per item of `collection`; `output` of each is gathered under `into`."""

    collection: str
    element: str | None = None
    output: str | None = None
    into: str | None = None
    until: str | None = None
    sequential: bool = False


def bpmn(process_id: str = "p", *, name: str | None = None, executable: bool = True) -> Diagram:
    """A new diagram with one process."""
    return Diagram(process_id, name=name, executable=executable)


class Diagram:
    """One process under construction; every method adds something and returns the diagram."""

    def __init__(self, process_id: str, *, name: str | None = None, executable: bool = True) -> None:
        self.process = _element("process", id=process_id, name=name, isExecutable=str(executable).lower())
        self.globals: list[etree._Element] = []
        self.others: list[Diagram] = []
        self.nodes: dict[str, etree._Element] = {}
        self.cursor: str | None = None
        self._condition: str | None = None
        self._is_default = False
        self._flows = 0

    def xml(self) -> bytes:
        """The file: UTF-8 bytes of a `bpmn:definitions` document."""
        definitions = etree.Element(f"{{{BPMN}}}definitions", nsmap=NAMESPACES)
        definitions.set("id", "definitions")
        definitions.set("targetNamespace", "http://example.org/bpmn")
        seen: set[str] = set()
        for diagram in (self, *self.others):
            for element in diagram.globals:
                if element.get("id") not in seen:
                    seen.add(element.get("id"))
                    definitions.append(element)
        for diagram in (self, *self.others):
            definitions.append(diagram.process)
        etree.indent(definitions)
        return bytes(etree.tostring(definitions, xml_declaration=True, encoding="UTF-8"))

    def __bytes__(self) -> bytes:
        return self.xml()

    # ---- drawing flows

    def at(self, element_id: str) -> Self:
        """Go on drawing from an element that is there already."""
        if element_id not in self.nodes:
            raise KeyError(f"no element {element_id} in this diagram yet")
        self.cursor = element_id
        return self

    def to(self, element_id: str) -> Self:
        """Draw a flow from the cursor to an element, also one that is drawn only later; nothing follows."""
        self._flow_to(element_id)
        self.cursor = None
        return self

    def when(self, condition: str) -> Self:
        """The next flow has this FEEL condition (with its `=`)."""
        self._condition = condition
        return self

    def otherwise(self) -> Self:
        """The next flow is the default flow of the cursor."""
        self._is_default = True
        return self

    # ---- events

    def start(self, element_id: str = "start", *, name: str | None = None, **trigger: str) -> Self:
        """A start event; `timer=`, `cycle=`, `date=`, `message=` (with `key=`), `signal=`, `error=`, `escalation=`."""
        self.cursor = None
        return self._event("startEvent", element_id, name, trigger)

    def end(self, element_id: str | None = None, *, name: str | None = None, **result: str) -> Self:
        """An end event; `error=code`, `escalation=code`, `signal=name`, `terminate="true"`, `type=` (a message end)."""
        self._event("endEvent", element_id or self._free_id("end"), name, result)
        self.cursor = None
        return self

    def timer(self, element_id: str, duration: str | None = None, *, name: str | None = None, **other: str) -> Self:
        """An intermediate timer; other kinds by `date=` or `cycle=`."""
        return self._event("intermediateCatchEvent", element_id, name, _timer(duration, other))

    def message(self, element_id: str, message: str, key: str, *, outputs: Texts | None = None) -> Self:
        """Wait for a message with this correlation key (FEEL)."""
        self._event("intermediateCatchEvent", element_id, None, {"message": message, "key": key})
        return self._extend(element_id, outputs=outputs)

    def signal(self, element_id: str, signal: str) -> Self:
        """Wait for a signal."""
        return self._event("intermediateCatchEvent", element_id, None, {"signal": signal})

    def throw(self, element_id: str, *, name: str | None = None, inputs: Texts | None = None, **what: str) -> Self:
        """An intermediate throw event: `signal=`, `escalation=`, or `type=` (a message sent by a service task)."""
        self._event("intermediateThrowEvent", element_id, name, what)
        return self._extend(element_id, inputs=inputs)

    def boundary_timer(
        self, element_id: str, duration: str | None = None, *, on: str, interrupting: bool = True,
        properties: Texts | None = None, **other: str,
    ) -> Self:  # fmt: skip
        """A timer on the edge of `on`; other kinds by `date=` or `cycle=`."""
        self._boundary(element_id, on, _timer(duration, other), interrupting=interrupting)
        return self._extend(element_id, properties=properties)

    def boundary(
        self, element_id: str, *, on: str, interrupting: bool = True, outputs: Texts | None = None, **trigger: str
    ) -> Self:
        """Any boundary event: `message=` with `key=`, `signal=`, `error=code`, `escalation=code`, `timer=`."""
        self._boundary(element_id, on, trigger, interrupting=interrupting)
        return self._extend(element_id, outputs=outputs)

    # ---- tasks

    def user_task(
        self, element_id: str, *, name: str | None = None, assignee: str | None = None, groups: str | None = None,
        users: str | None = None, form: str | None = None, priority: str | None = None,
        inputs: Texts | None = None, outputs: Texts | None = None, properties: Texts | None = None,
        loop: Loop | None = None,
    ) -> Self:  # fmt: skip
        """A human task. `groups` and `users` are candidateGroups and candidateUsers, text or FEEL."""
        self._add("userTask", element_id, name)
        assignment = {"assignee": assignee, "candidateGroups": groups, "candidateUsers": users}
        if any(assignment.values()):
            self._zeebe(element_id, "assignmentDefinition", assignment)
        if form:
            self._zeebe(element_id, "formDefinition", {"formId": form})
        if priority:
            self._zeebe(element_id, "priorityDefinition", {"priority": priority})
        return self._extend(element_id, inputs=inputs, outputs=outputs, properties=properties, loop=loop)

    def task(self, element_id: str, *, name: str | None = None) -> Self:
        """A task that does nothing."""
        return self._add("task", element_id, name)

    def service_task(
        self, element_id: str, type_: str, *, name: str | None = None, inputs: Texts | None = None,
        outputs: Texts | None = None, headers: Texts | None = None, properties: Texts | None = None,
        loop: Loop | None = None, tag: str = "serviceTask",
    ) -> Self:  # fmt: skip
        """A service task (or `tag="sendTask"`) that calls the registered `type_`."""
        self._add(tag, element_id, name)._zeebe(element_id, "taskDefinition", {"type": type_})
        return self._extend(
            element_id, inputs=inputs, outputs=outputs, headers=headers, properties=properties, loop=loop
        )

    def script_task(self, element_id: str, expression: str, result: str) -> Self:
        """A FEEL script whose value becomes the variable `result`."""
        self._add("scriptTask", element_id, None)
        return self._zeebe(element_id, "script", {"expression": expression, "resultVariable": result})

    def decision(self, element_id: str, decision_id: str, result: str, *, inputs: Texts | None = None) -> Self:
        """A business rule task whose value becomes the variable `result`."""
        self._add("businessRuleTask", element_id, None)
        self._zeebe(element_id, "calledDecision", {"decisionId": decision_id, "resultVariable": result})
        return self._extend(element_id, inputs=inputs)

    def receive_task(
        self, element_id: str, message: str, key: str, *, outputs: Texts | None = None, loop: Loop | None = None
    ) -> Self:
        """A task that waits for a message."""
        self._add("receiveTask", element_id, None)
        self.nodes[element_id].set("messageRef", self._message(message, key))
        return self._extend(element_id, outputs=outputs, loop=loop)

    def call(
        self, element_id: str, process_id: str, *, inputs: Texts | None = None, outputs: Texts | None = None,
        loop: Loop | None = None, **attributes: str,
    ) -> Self:  # fmt: skip
        """A call activity; further attributes of `zeebe:calledElement`, e.g. `propagateAllParentVariables="false"`."""
        self._add("callActivity", element_id, None)
        self._zeebe(element_id, "calledElement", {"processId": process_id, **attributes})
        return self._extend(element_id, inputs=inputs, outputs=outputs, loop=loop)

    def sub_process(
        self, element_id: str, inner: Diagram, *, name: str | None = None, inputs: Texts | None = None,
        outputs: Texts | None = None, loop: Loop | None = None,
    ) -> Self:  # fmt: skip
        """An embedded sub-process with the content of `inner`."""
        self._add("subProcess", element_id, name)
        self._take_content(element_id, inner)
        return self._extend(element_id, inputs=inputs, outputs=outputs, loop=loop)

    def event_sub_process(self, element_id: str, inner: Diagram, *, interrupting: bool = True) -> Self:
        """An event sub-process, started by the trigger of the start event of `inner`; no flow leads to it."""
        cursor, self.cursor = self.cursor, None
        self._add("subProcess", element_id, None)
        self.nodes[element_id].set("triggeredByEvent", "true")
        self._take_content(element_id, inner)
        for start in self.nodes[element_id].findall(f"{{{BPMN}}}startEvent"):
            start.set("isInterrupting", str(interrupting).lower())
        self.cursor = cursor
        return self

    # ---- gateways

    def xor(self, element_id: str, *, name: str | None = None) -> Self:
        """An exclusive gateway."""
        return self._add("exclusiveGateway", element_id, name)

    def parallel(self, element_id: str) -> Self:
        """A parallel gateway, fork or join."""
        return self._add("parallelGateway", element_id, None)

    def inclusive(self, element_id: str) -> Self:
        """An inclusive gateway, fork or join."""
        return self._add("inclusiveGateway", element_id, None)

    def event_gateway(self, element_id: str) -> Self:
        """An event-based gateway; catch events follow it."""
        return self._add("eventBasedGateway", element_id, None)

    # ---- the process itself

    def lane(self, name: str, *element_ids: str) -> Self:
        """A lane with these elements (drawn before or after)."""
        lanes = self.process.find(f"{{{BPMN}}}laneSet")
        if lanes is None:
            lanes = _element("laneSet", id="lanes")
            self.process.insert(0, lanes)
        lane = _element("lane", id=f"lane_{len(lanes) + 1}", name=name)
        for element_id in element_ids:
            _child(lane, "flowNodeRef", text=element_id)
        lanes.append(lane)
        return self

    def properties(self, **properties: str) -> Self:
        """`zeebe:properties` of the process itself."""
        _add_pairs(_extensions(self.process), "properties", "property", ("name", "value"), properties)
        return self

    def also(self, other: Diagram) -> Self:
        """Put another process into the same file."""
        self.others += [other, *other.others]
        return self

    def raw(self, element: str) -> Self:
        """Put this piece of XML (prefixes bpmn, zeebe, xsi) into the process: for what the house refuses."""
        spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
        self.process.extend(etree.fromstring(f"<all {spaces}>{element}</all>"))
        return self

    # ---- building blocks

    def _boundary(self, element_id: str, on: str, trigger: Texts, *, interrupting: bool) -> None:
        self.cursor = None
        self._event("boundaryEvent", element_id, None, trigger)
        self.nodes[element_id].set("attachedToRef", on)
        self.nodes[element_id].set("cancelActivity", str(interrupting).lower())

    def _add(self, tag: str, element_id: str, name: str | None) -> Self:
        if element_id in self.nodes:
            raise KeyError(f"two elements are called {element_id}")
        self.nodes[element_id] = _child(self.process, tag, id=element_id, name=name)
        if self.cursor is not None:
            self._flow_to(element_id)
        self.cursor = element_id
        return self

    def _flow_to(self, target: str) -> None:
        if self.cursor is None:
            raise ValueError(f"nothing to draw a flow to {target} from")
        self._flows += 1
        flow_id = f"{self.process.get('id')}_flow_{self._flows}"
        flow = _child(self.process, "sequenceFlow", id=flow_id, sourceRef=self.cursor, targetRef=target)
        if self._condition is not None:
            condition = _child(flow, "conditionExpression", text=self._condition)
            condition.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
        if self._is_default:
            self.nodes[self.cursor].set("default", flow_id)
        self._condition, self._is_default = None, False

    def _event(self, tag: str, element_id: str, name: str | None, trigger: Texts) -> Self:
        self._add(tag, element_id, name)
        node = self.nodes[element_id]
        for kind, text in trigger.items():
            if kind in ("timer", "date", "cycle"):
                definition = _child(node, "timerEventDefinition")
                _child(definition, {"timer": "timeDuration", "date": "timeDate", "cycle": "timeCycle"}[kind], text=text)
            elif kind == "message":
                _child(node, "messageEventDefinition", messageRef=self._message(text, trigger.get("key")))
            elif kind == "type":
                _child(node, "messageEventDefinition")
                self._zeebe(element_id, "taskDefinition", {"type": text})
            elif kind == "terminate":
                _child(node, "terminateEventDefinition")
            elif kind in ("signal", "error", "escalation"):
                _child(node, f"{kind}EventDefinition", **{f"{kind}Ref": self._global(kind, text)})
            elif kind != "key":
                raise KeyError(f"an event has no {kind}")
        return self

    def _message(self, name: str, key: str | None) -> str:
        message_id = self._global("message", name)
        if key is not None:
            message = next(element for element in self.globals if element.get("id") == message_id)
            if message.find(f"{{{BPMN}}}extensionElements") is None:
                etree.SubElement(_extensions(message), f"{{{ZEEBE}}}subscription", correlationKey=key)
        return message_id

    def _global(self, kind: str, name: str) -> str:
        """The id of the message, signal, error or escalation of that name; an empty name gives one without a code."""
        element_id = f"{kind}_{name or 'any'}"
        if not any(element.get("id") == element_id for element in self.globals):
            element = _element(kind, id=element_id, name=name or "any")
            if kind in ("error", "escalation") and name:
                element.set(f"{kind}Code", name)
            self.globals.append(element)
        return element_id

    def _zeebe(self, element_id: str, tag: str, attributes: Mapping[str, str | None]) -> Self:
        element = etree.SubElement(_extensions(self.nodes[element_id]), f"{{{ZEEBE}}}{tag}")
        for key, value in attributes.items():
            if value is not None:
                element.set(key, value)
        return self

    def _extend(
        self, element_id: str, *, inputs: Texts | None = None, outputs: Texts | None = None,
        headers: Texts | None = None, properties: Texts | None = None, loop: Loop | None = None,
    ) -> Self:  # fmt: skip
        node = self.nodes[element_id]
        if inputs or outputs:
            mapping = etree.SubElement(_extensions(node), f"{{{ZEEBE}}}ioMapping")
            for tag, pairs in (("input", inputs), ("output", outputs)):
                for target, source in (pairs or {}).items():
                    etree.SubElement(mapping, f"{{{ZEEBE}}}{tag}", source=source, target=target)
        if headers:
            _add_pairs(_extensions(node), "taskHeaders", "header", ("key", "value"), headers)
        if properties:
            _add_pairs(_extensions(node), "properties", "property", ("name", "value"), properties)
        if loop:
            _add_loop(node, loop)
        return self

    def _take_content(self, element_id: str, inner: Diagram) -> None:
        for flow in inner.process.iter(f"{{{BPMN}}}sequenceFlow"):
            _rename_flow(inner.process, flow, f"{element_id}_{flow.get('id')}")
        self.nodes[element_id].extend(inner.process)
        self.globals += inner.globals

    def _free_id(self, stem: str) -> str:
        number = 1
        while (candidate := stem if number == 1 else f"{stem}_{number}") in self.nodes:
            number += 1
        return candidate


def _timer(duration: str | None, other: Texts) -> dict[str, str]:
    return {**({"timer": duration} if duration is not None else {}), **other}


def _element(tag: str, *, text: str | None = None, **attributes: str | None) -> etree._Element:
    element = etree.Element(
        f"{{{BPMN}}}{tag}", {k: v for k, v in attributes.items() if v is not None}, nsmap=NAMESPACES
    )
    element.text = text
    return element


def _child(parent: etree._Element, tag: str, *, text: str | None = None, **attributes: str | None) -> etree._Element:
    element = _element(tag, text=text, **attributes)
    parent.append(element)
    return element


def _extensions(node: etree._Element) -> etree._Element:
    found = node.find(f"{{{BPMN}}}extensionElements")
    if found is None:
        found = _element("extensionElements")
        node.insert(0, found)
    return found


def _add_pairs(parent: etree._Element, tag: str, item: str, names: tuple[str, str], pairs: Texts) -> None:
    holder = etree.SubElement(parent, f"{{{ZEEBE}}}{tag}")
    for key, value in pairs.items():
        etree.SubElement(holder, f"{{{ZEEBE}}}{item}", {names[0]: key, names[1]: value})


def _add_loop(node: etree._Element, loop: Loop) -> None:
    marker = _element("multiInstanceLoopCharacteristics", isSequential=str(loop.sequential).lower())
    extensions = node.find(f"{{{BPMN}}}extensionElements")
    node.insert(0 if extensions is None else 1, marker)
    pairs = {"inputCollection": loop.collection, "inputElement": loop.element}
    pairs |= {"outputElement": loop.output, "outputCollection": loop.into}
    etree.SubElement(
        _extensions(marker),
        f"{{{ZEEBE}}}loopCharacteristics",
        {key: value for key, value in pairs.items() if value is not None},
    )
    if loop.until is not None:
        _child(marker, "completionCondition", text=loop.until)


def _rename_flow(process: etree._Element, flow: etree._Element, new_id: str) -> None:
    for node in process.iter():
        if node.get("default") == flow.get("id"):
            node.set("default", new_id)
    flow.set("id", new_id)
