from __future__ import annotations

from engine.definitions.problems import Severity
from tests.bpmn import bpmn
from tests.engine.definitions.bundles import errors, problems, warnings


def table(*rules: str) -> bytes:
    """A UNIQUE table that reads `amount`; each rule is the test of its cell."""
    rows = "".join(
        f'<rule id="r{n}"><inputEntry id="i{n}"><text>{test}</text></inputEntry>'
        f'<outputEntry id="o{n}"><text>{n}</text></outputEntry></rule>'
        for n, test in enumerate(rules)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">'
        '<decision id="level" name="级别"><variable id="v" name="level"/><decisionTable id="t" hitPolicy="UNIQUE">'
        '<input id="in"><inputExpression id="ie"><text>amount</text></inputExpression></input>'
        f'<output id="out" name="level"/>{rows}</decisionTable></decision></definitions>'
    ).encode()


ASKING = bpmn().start().decision("rule", "level", "level").end()


def test_a_decision_of_the_bundle_is_found() -> None:
    assert errors(ASKING, t_dmn=table("&lt; 10", "&gt;= 10")) == []


def test_a_cell_that_is_no_feel_is_refused() -> None:
    assert {category for category, _ in errors(ASKING, t_dmn=table("&lt; ["))} == {"table"}


def test_rules_that_hold_at_once_where_one_may_hold_are_refused() -> None:
    assert {category for category, _ in errors(ASKING, t_dmn=table("&lt; 10", "&lt; 5"))} == {"table"}


def test_a_name_that_a_table_reads_and_nothing_sets_is_a_warning() -> None:
    rules = table("&lt; 10", "&gt;= 10")
    declared = bpmn().start().decision("rule", "level", "level").end().properties(startVariables="amoumt")
    assert warnings(declared, "name", t_dmn=rules) == ["rule"]
    mapped = bpmn().start().decision("rule", "level", "level", inputs={"amount": "=net"}).end()
    assert warnings(mapped.properties(startVariables="net"), "name", t_dmn=rules) == []


def test_a_column_that_is_not_analysed_is_noted() -> None:
    found = problems(ASKING, t_dmn=table("string length(string(?)) = amount"))
    assert [each.where for each in found if each.severity is Severity.NOTE] == ["t.dmn#in"]
