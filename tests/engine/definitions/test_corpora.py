"""The check against models written elsewhere: what must be refused, and what must not.

The models know nothing of the `zeebe:` dialect, so only the rules that hold without it are asked. The floors are what
is reached today; they may only rise.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.definitions.problems import CheckProblem
from engine.definitions.validation import check_diagram

CORPORA = Path(__file__).parents[3].parent / "shared" / "conformance" / "bpmn"
pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the conformance corpora are not beside the project")

BREAK_A_RULE_OF_BPMN, REFUSED_FOR_ANY_REASON = 103, 171
HOUSE_RULES = {
    "ParallelGateway_Conditions": "schema",
    "InclusiveDiverging_ExclusiveConverging": "default_flow",
    "InclusiveGateway": "default_flow",
    "WCP05_SimpleMerge": "default_flow",
    "WCP07_StructuredSynchronizingMerge": "default_flow",
    "WCP16_DeferredChoice": "default_flow",
}
"""Correct models that are refused all the same: here a choice needs a default flow, and a fork takes no conditions."""


def judged(folder: str) -> Iterator[tuple[Path, list[CheckProblem]]]:
    for path in sorted((CORPORA / folder).rglob("*.bpmn")):
        yield path, [problem for problem in check_diagram(path.name, path.read_bytes()) if problem.is_error]


def test_models_that_break_a_rule_are_refused() -> None:
    refusals = [{problem.category for problem in found} for _, found in judged("must-reject")]
    assert sum(bool(categories) for categories in refusals) >= REFUSED_FOR_ANY_REASON
    assert sum(bool(categories - {"unsupported"}) for categories in refusals) >= BREAK_A_RULE_OF_BPMN


def test_correct_models_raise_no_false_alarm() -> None:
    alarms = {
        path.stem: categories.pop()
        for path, found in judged("must-accept")
        if (categories := {problem.category for problem in found} - {"unsupported"})
    }
    assert alarms == HOUSE_RULES


@pytest.mark.parametrize(
    "name", ["demo-process", "another-demo-process", "service_task", "simple-process", "ZeebePropertiesTest"]
)
def test_foreign_diagrams_of_the_dialect_pass(name: str) -> None:
    assert check_diagram(name, (CORPORA / "camunda8" / f"{name}.bpmn").read_bytes()) == []
