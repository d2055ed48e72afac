"""The compatibility kit: when a case passes, how cases are counted, and what passes of the kit itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine.errors import NotFound
from tests.webapp.conformance.kits import case, value, write_kit
from webapp.conformance.document import page
from webapp.conformance.kit import Outcome, Result, run_kit
from webapp.conformance.score import scored

KIT = Path(__file__).parents[3].parent / "shared" / "conformance" / "dmn-tck"
NIL = '<value xsi:nil="true"/>'
HALF = (case("good", "d", value("0.333333333", "decimal")), case("bad", "d", value("1", "decimal")))


@pytest.mark.parametrize(
    ("expression", "expected", "passes"),
    [
        ("1 / 3", value("0.333333333", "decimal"), True),
        ("1 / 3", value("0.3333", "decimal"), False),
        ('"a"', value("a", "string"), True),
        ('duration("P12M")', value("P1Y", "duration"), True),
        ('time("10:00:00Z")', value("11:00:00+01:00", "time"), False),
        (
            "[1, {a: null}]",
            f"<list><item>{value('1', 'int')}</item><item><component name='a'>{NIL}</component></item></list>",
            True,
        ),
        ("{a: 1}", f"<component name='a'>{value('1', 'int')}</component><component name='b'>{NIL}</component>", False),
        ("null", NIL, True),
        ("launch()", NIL, False),
    ],
)
def test_a_case_passes_if_its_value_is_the_one_expected(
    tmp_path: Path, expression: str, expected: str, passes: bool
) -> None:
    (outcome,) = run_kit(write_kit(tmp_path, case("1", "d", expected), d=expression))
    assert (outcome.result is Result.SUCCESS) is passes, outcome.told


@pytest.mark.parametrize(("expression", "passes"), [("null", True), ("launch()", True), ("1", False)])
def test_where_an_error_is_expected_null_is_one_too(tmp_path: Path, expression: str, passes: bool) -> None:
    (outcome,) = run_kit(write_kit(tmp_path, case("1", "d", NIL, may_fail=True), d=expression))
    assert (outcome.result is Result.SUCCESS) is passes, outcome.told


def test_a_report_has_a_row_for_each_case(tmp_path: Path) -> None:
    outcomes = run_kit(write_kit(tmp_path, *HALF, d="1 / 3"))
    assert [each.row for each in outcomes] == [
        ("compliance-level-3/0001-first", "0001-first-test-01", "good", "SUCCESS"),
        ("compliance-level-3/0001-first", "0001-first-test-01", "bad", "ERROR"),
    ]


def test_folders_weigh_the_same_in_the_mean(tmp_path: Path) -> None:
    write_kit(tmp_path, *HALF, d="1 / 3")
    write_kit(tmp_path, *HALF[:1], name="0002-second", d="1 / 3")
    write_kit(tmp_path, *HALF, name="0076-feel-external-java", d="1 / 3")
    score = scored(list(run_kit(tmp_path)))
    assert (score.mean, score.worst, score.ignored) == (Decimal("75.0"), Decimal("50.0"), 2)
    assert [(each.passed, each.total) for each in score.levels] == [(2, 3)]


def test_the_page_names_what_fails_and_no_place_on_this_machine(tmp_path: Path) -> None:
    text = page(list(run_kit(write_kit(tmp_path, *HALF, d="1 / 3"))))
    assert "| 3 | 1 | 2 | 50.0 |" in text
    assert "`0001-first` bad: d: expected Decimal('1')" in text
    assert str(tmp_path) not in text


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="holds no test cases"):
        list(run_kit(tmp_path))


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    if not KIT.is_dir():
        pytest.skip("the compatibility kit is not beside the project")
    return list(run_kit(KIT))


def test_every_case_of_level_2_passes(outcomes: list[Outcome]) -> None:
    assert [each for each in outcomes if each.level.endswith("2") and each.result is Result.ERROR] == []


def test_nearly_every_case_of_level_3_passes(outcomes: list[Outcome]) -> None:
    score = scored(outcomes)
    assert score.worst >= 80
    assert score.mean >= 97
