"""Decision tables: what is wrong in each, and whether the process knows what they ask."""

from __future__ import annotations

from collections.abc import Iterator

from engine.decisions import DecisionModel, free_names, judged
from engine.definitions.checks.diagrams import Diagram, Node
from engine.definitions.checks.material import Material
from engine.definitions.checks.variables import variables
from engine.definitions.problems import CheckProblem, error, note, warning
from engine.errors import Problem, say


def check_table(path: str, model: DecisionModel) -> Iterator[CheckProblem]:
    """Unknown functions and types, rules that contradict each other; as warnings gaps, and rules that never decide; as
    notes what is not analysed."""
    judgement = judged(model)
    for problem in judgement.problems:
        yield error("feel" if problem.category == "feel" else "table", _place(path, problem), problem.sentence)
    for problem in judgement.suspicions:
        yield warning("table", _place(path, problem), problem.sentence)
    for problem in judgement.not_analysed:
        yield note("table", _place(path, problem), problem.sentence)


def _place(path: str, problem: Problem) -> str:
    return f"{path}#{problem.where}" if problem.where else path


def check_asked_names(diagram: Diagram, material: Material) -> Iterator[CheckProblem]:
    """A warning for each name that a decision reads and nothing in the process sets: it would be null."""
    known = {process.id: variables(process, diagram) for process in diagram.processes}
    for node in diagram.executable_nodes:
        names = known.get(node.scope.process.id)
        if names is not None and (decision_id := _decision_of(node)):
            yield from _unknown(diagram, node, decision_id, names, material)


def _decision_of(node: Node) -> str:
    called = node.extension("calledDecision")
    return "" if called is None else (called.get("decisionId") or "")


def _unknown(
    diagram: Diagram, node: Node, decision_id: str, names: frozenset[str], material: Material
) -> Iterator[CheckProblem]:
    model = material.table(decision_id)
    if model is None:
        return
    for name in sorted(free_names(model, decision_id) - names):
        sentence = say(
            "Nothing in the process sets “%(name)s”, which the decision “%(decision)s” reads.",
            name=name,
            decision=model.decision(decision_id).name,
        )
        yield warning("name", diagram.where(node), sentence)
