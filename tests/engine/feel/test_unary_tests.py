"""Unary tests: the cells of decision tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, matches_unary


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("-", None),
        ("", 5),
        ("< 10", 5),
        ("[1..5]", 5),
        ("]10000..100000]", Decimal("10000.01")),
        ('"IT", "vehicle"', "vehicle"),
        ('not("IT")', "vehicle"),
        ('not("IT", "land")', "vehicle"),
        ("limit", 7),
        ("< limit", 6),
        ("? > 3 and ? < limit", 5),
        ('contains(?, "ab")', "cabin"),
        ("null", None),
        ("true", True),
        ('> date("2026-01-01")', date(2026, 1, 2)),
        ("[1, 2, 3]", 2),
        ("!= 3", 4),
    ],
)
def test_a_cell_holds_for_a_value(cell: str, value: Any) -> None:
    assert matches_unary(cell, value, {"limit": 7})


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("< 10", 10),
        ("< 10", None),
        ("< 10", "a"),
        ("]10000..100000]", 10000),
        ('not("IT")', "IT"),
        ("limit", 8),
        ("missing", 5),
        ("false", True),
        ("? > missing", 5),
        ("null", 5),
    ],
)
def test_a_cell_does_not_hold_for_a_value(cell: str, value: Any) -> None:
    assert not matches_unary(cell, value, {"limit": 7})


@pytest.mark.parametrize("cell", ["<", "[1..", "not(", "1,,2", "1 2", "not()"])
def test_a_cell_that_is_no_test_is_refused(cell: str) -> None:
    with pytest.raises(FeelError):
        matches_unary(cell, 1, {})


@given(st.text(max_size=20), st.one_of(st.integers(), st.text(max_size=3), st.none()))
def test_any_cell_holds_or_not_or_is_refused(cell: str, value: Any) -> None:
    try:
        assert matches_unary(cell, value, {}) in (True, False)
    except FeelError:
        return
