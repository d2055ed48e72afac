"""How a case may go back: what undoes its service tasks, and the message that withdraws it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.checks.diagrams import Diagram, Node, Scope
from engine.definitions.checks.elements import is_true
from engine.definitions.checks.material import Material
from engine.definitions.problems import CheckProblem, error
from engine.definitions.task_words import FREE_SEND_BACK, FreeSendBack
from engine.errors import say

UNDO = "undo"
"""Of a service task: the registered service task that takes back what it did when a case goes back behind it."""
NEVER = "never"
"""The value of `UNDO` behind which no case goes back."""
WITHDRAW_MESSAGE = "withdrawMessage"
"""Of a process: the name of the message by which its initiator withdraws a case."""

_SERVICES = ("serviceTask", "sendTask")


def check_ways_back(diagram: Diagram, material: Material) -> Iterator[CheckProblem]:
    """What undoes nothing or is unknown, send-backs forbidden where nobody sends back, and a withdrawal that nothing in
    the process would hear."""
    for node in diagram.executable_nodes:
        yield from _undo(diagram, node, material)
        yield from _free_send_back(diagram, node)
    for process in diagram.processes:
        if process.is_executable:
            yield from _withdrawal(diagram, process)


def _undo(diagram: Diagram, node: Node, material: Material) -> Iterator[CheckProblem]:
    if UNDO not in node.properties:
        return
    undo = node.properties[UNDO].strip()
    if node.tag not in _SERVICES:
        yield error("unsupported", diagram.where(node), say("“%(name)s” calls nothing to undo.", name=node.name))
    elif undo and undo != NEVER and undo not in material.known.service_tasks:
        yield error(
            "service",
            diagram.where(node),
            say(
                "“%(name)s” calls “%(type)s”, which is no service task of this installation.",
                name=node.name,
                type=undo,
            ),
        )


def _free_send_back(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    if FREE_SEND_BACK not in node.properties:
        return
    value = node.properties[FREE_SEND_BACK].strip()
    if node.tag != "userTask":
        sentence = say("“%(name)s” is no human task, so nobody sends a case back to it or from it.", name=node.name)
        yield error("unsupported", diagram.where(node), sentence)
    elif value and value not in set(FreeSendBack):
        sentence = say(
            "“%(name)s” sets “%(setting)s” to “%(value)s”; there are %(known)s.",
            name=node.name,
            setting=FREE_SEND_BACK,
            value=value,
            known=", ".join(FreeSendBack),
        )
        yield error("unsupported", diagram.where(node), sentence)


def _withdrawal(diagram: Diagram, process: Scope) -> Iterator[CheckProblem]:
    name = process.properties.get(WITHDRAW_MESSAGE, "").strip()
    heard = {_message(diagram, node) for node in diagram.nodes if node.scope.process is process and _interrupts(node)}
    if name and name not in heard:
        yield error(
            "reference",
            diagram.where(process),
            say(
                "No interrupting event of “%(name)s” waits for the message “%(message)s” that withdraws a case.",
                name=process.name,
                message=name,
            ),
        )


def _interrupts(node: Node) -> bool:
    if node.trigger != "message":
        return False
    if node.tag == "boundaryEvent":
        return is_true(node.element.get("cancelActivity", "true"))
    starts_beside = node.tag == "startEvent" and node.scope.is_event_sub_process
    return starts_beside and is_true(node.element.get("isInterrupting", "true"))


def _message(diagram: Diagram, node: Node) -> str | None:
    message = diagram.refers_to(node.triggers[0].get("messageRef"), "message")
    return None if message is None else (message.get("name") or "").strip()
