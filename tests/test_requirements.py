"""`docs/requirements.md` has a line for every row of the business requirements."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROWS = [*range(1, 55), *range(60, 133), *range(140, 194)]
LINE = re.compile(r"^\| S(\d+) \| ([^|]+) \| (built|cut|open) \| ([^|]+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def lines() -> dict[int, tuple[str, str]]:
    text = (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8")
    found = LINE.findall(text)
    numbers = [int(number) for number, *_ in found]
    assert len(numbers) == len(set(numbers)), "a row has two lines"
    return {int(number): (status, where) for number, _, status, where in found}


def test_every_row_has_a_line_with_a_status(lines: dict[int, tuple[str, str]]) -> None:
    assert [f"S{row}" for row in ROWS if row not in lines] == []


def test_what_is_built_names_tests_that_exist(lines: dict[int, tuple[str, str]]) -> None:
    named = {
        path for status, where in lines.values() if status == "built" for path in re.findall(r"tests/[\w/.]+", where)
    }
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    assert all("tests/" in where for status, where in lines.values() if status == "built")
