"""Human tasks: whom they ask, with which form, and the settings their templates write."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.checks.diagrams import Diagram, Node
from engine.definitions.checks.elements import properties
from engine.definitions.checks.material import Material
from engine.definitions.checks.signing import ASSIGNED, assigned, check_signing
from engine.definitions.checks.variables import split_list
from engine.definitions.namespaces import bpmn
from engine.definitions.problems import CheckProblem, error, warning
from engine.definitions.task_words import INITIATOR, Decision, is_id, is_keyword
from engine.errors import say


def check_tasks(diagram: Diagram, material: Material) -> Iterator[CheckProblem]:
    """Roles, decisions, signing and exclusions of user tasks; lanes whose role is not that of their tasks."""
    for node in diagram.executable_nodes:
        if node.tag == "userTask":
            yield from _assignment(diagram, node, material)
            yield from _decisions(diagram, node)
            yield from check_signing(diagram, node, material)
            yield from _exclusions(diagram, node)
    yield from _headers(diagram, material)
    yield from _lanes(diagram, material)


def roles_of(node: Node) -> set[str] | None:
    """The roles a user task names itself, without the unit after `@`; None where they are computed."""
    groups = assigned(node, "candidateGroups")
    if groups is None:
        return None
    return {entry.partition("@")[0].strip() for entry in groups if not is_keyword(entry) and not is_id(entry)}


def _assignment(diagram: Diagram, node: Node, material: Material) -> Iterator[CheckProblem]:
    where = diagram.where(node)
    definition = node.extension("assignmentDefinition")
    named = [] if definition is None else [definition.get(each) for each in ASSIGNED]
    if not any((text or "").strip() for text in named):
        yield warning("role", where, say("“%(name)s” asks nobody; it would go to the process owner.", name=node.name))
    for role in sorted((roles_of(node) or set()) - material.known.roles):
        yield error(
            "role", where, say("“%(name)s” asks the role “%(role)s”, which does not exist.", name=node.name, role=role)
        )


def _decisions(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    where = diagram.where(node)
    decisions = split_list(node.properties.get("decisions", ""))
    for decision in sorted(decisions - set(Decision)):
        yield error(
            "unsupported",
            where,
            say(
                "“%(name)s” offers the decision “%(decision)s”; there are approve, reject and send_back.",
                name=node.name,
                decision=decision,
            ),
        )
    for decision in sorted(split_list(node.properties.get("commentRequiredOn", "")) - decisions):
        yield error(
            "unsupported",
            where,
            say(
                "“%(name)s” wants a comment on the decision “%(decision)s”, which it does not offer.",
                name=node.name,
                decision=decision,
            ),
        )


def _exclusions(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    for other in sorted(split_list(node.properties.get("notSamePersonAs", "")) - {INITIATOR}):
        found = diagram.node_by_id.get(other)
        if found is None or found.tag != "userTask" or found is node or found.scope.process is not node.scope.process:
            yield error(
                "reference",
                diagram.where(node),
                say(
                    "“%(name)s” may not be done by whoever did “%(other)s”, but that is no other human task.",
                    name=node.name,
                    other=other,
                ),
            )


def _headers(diagram: Diagram, material: Material) -> Iterator[CheckProblem]:
    for node in diagram.executable_nodes:
        headers = node.extension("taskHeaders")
        for header in headers if headers is not None else ():
            role = (header.get("value") or "").partition("@")[0].strip()
            if header.get("key") == "role" and not role.startswith("=") and role not in material.known.roles:
                yield error(
                    "role",
                    diagram.where(node),
                    say("“%(name)s” tells the role “%(role)s”, which does not exist.", name=node.name, role=role),
                )


def _lanes(diagram: Diagram, material: Material) -> Iterator[CheckProblem]:
    for lane in diagram.root.iter(bpmn("lane")):
        roles = split_list(properties(lane).get("role", ""))
        name = lane.get("name") or lane.get("id") or ""
        for role in sorted(roles - material.known.roles):
            yield error(
                "role",
                diagram.where(lane),
                say("The lane “%(name)s” stands for the role “%(role)s”, which does not exist.", name=name, role=role),
            )
        for reference in lane.iterfind(bpmn("flowNodeRef")):
            node = diagram.node_by_id.get((reference.text or "").strip())
            asked = roles_of(node) if node is not None and node.tag == "userTask" else None
            if node is not None and roles and asked and not asked & roles:
                yield error(
                    "lane",
                    diagram.where(node),
                    say(
                        "“%(name)s” lies in the lane “%(lane)s” but asks “%(roles)s”.",
                        name=node.name,
                        lane=name,
                        roles=", ".join(sorted(asked)),
                    ),
                )
