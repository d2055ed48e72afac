"""Expressions, decisions and the compatibility kit from the shell."""

from __future__ import annotations

from tests.engine.decisions.dmn import decision, literal, model, table
from tests.webapp.cli.conftest import Shell
from tests.webapp.conformance.kits import case, value, write_kit


def test_an_expression_is_computed(shell: Shell) -> None:
    assert shell.run("feel", "amount * 2", "--context", '{"amount": 1.25}').stdout == "2.50\n"


def test_a_value_is_printed_as_feel_writes_it(shell: Shell) -> None:
    assert shell.run("feel", '{a: ["x", @"P1D"]}').stdout == '{a: ["x", P1D]}\n'


def test_a_value_is_printed_as_json_exactly(shell: Shell) -> None:
    assert shell.read("feel", '[0.10, "a"]') == [{"$d": "0.10"}, "a"]


def test_the_context_may_be_a_file(shell: Shell) -> None:
    file = shell.folder / "context.json"
    file.write_text('{"net price": 3}', encoding="utf-8")
    assert shell.run("feel", "net price + 1", "--context", f"@{file}").stdout == "4\n"


def test_names_in_the_context_may_hold_signs(shell: Shell) -> None:
    context = '{"pre-tax": 1, "lines": [{"net/gross": 2}]}'
    assert shell.run("feel", "pre-tax + lines[1].net/gross", "--context", context).stdout == "3\n"


def test_what_is_no_feel_is_refused_with_its_place(shell: Shell) -> None:
    assert shell.run("feel", "1 +", code=1).stderr == "Line 1, column 4: the end is not expected here.\n"


def test_a_context_that_is_no_object_is_wrong_usage(shell: Shell) -> None:
    assert "Give a JSON object" in shell.run("feel", "1", "--context", "[1]", code=2).stderr
    assert "This is no JSON" in shell.run("feel", "1", "--context", "{", code=2).stderr


def test_a_decision_is_made_and_tells_its_rules(shell: Shell) -> None:
    file = shell.folder / "size.dmn"
    file.write_bytes(model(decision("size", table(["n"], ["size"], [["< 5", '"small"'], [">= 5", '"large"']]))))
    arguments = ("decide", file, "--decision", "size", "--input", '{"n": 7}')
    assert shell.run(*arguments).stdout.startswith('"large"\n')
    answer = shell.read(*arguments)
    assert answer["value"] == "large"
    assert [hit["rule"] for hit in answer["matched_rules"]] == [2]


def test_a_decision_that_is_not_there_is_refused(shell: Shell) -> None:
    file = shell.folder / "none.dmn"
    file.write_bytes(model(decision("a", literal("1"))))
    assert "has no decision “b”" in shell.run("decide", file, "--decision", "b", code=1).stderr


def test_the_kit_is_run_and_reported(shell: Shell) -> None:
    cases = (case("1", "d", value("2", "decimal")), case("2", "d", value("3", "decimal")))
    kit, report = write_kit(shell.folder / "kit", *cases, d="1 + 1"), shell.folder / "out.csv"
    answer = shell.read("conformance", "dmn-tck", kit, "--csv", report)
    assert (answer["levels"][0]["passed"], answer["levels"][0]["total"]) == (1, 2)
    assert report.read_text(encoding="utf-8").splitlines()[0].endswith('"1","SUCCESS"')
    assert "compliance-level-3: 1/2 (50.0 %)" in shell.run("conformance", "dmn-tck", kit).stdout


def test_the_speed_of_feel_is_measured(shell: Shell) -> None:
    figures = shell.read("bench", "feel", "--evaluations", "1000", "--runs", "1")["figures"]
    assert [figure["key"] for figure in figures] == ["feel_evaluations", "decisions", "feel_parse"]
