"""Where in the text an evaluation failed."""

from __future__ import annotations

import pytest

from engine.feel import FeelError, evaluate, matches_unary


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("1 +\n  nothing(2)", 2, 3),
        ("[1, 2][nothing(item)]", 1, 8),
        ("if true then\n\n count(for i in 1..1000, j in 1..1000 return i) else 0", 3, 8),
        ("some i in 1..1000, j in 1..1000 satisfies i = 0", 1, 1),
        ("1 + now().year", 1, 5),
    ],
)
def test_a_failure_says_line_and_column_of_what_failed(text: str, line: int, column: int) -> None:
    with pytest.raises(FeelError, match=f"^Line {line}, column {column}: ") as failure:
        evaluate(text, {})
    assert (failure.value.line, failure.value.column) == (line, column)


def test_a_failing_cell_says_line_and_column_too() -> None:
    with pytest.raises(FeelError, match=r"^Line 1, column 3: There is no function “nothing”"):
        matches_unary("< nothing(1)", 1, {})


def test_what_another_text_defines_is_told_where_it_is_called() -> None:
    function = evaluate("function(n) nothing(n)", {})
    with pytest.raises(FeelError, match=r"^Line 1, column 5: There is no function “nothing”"):
        evaluate("1 + f(1)", {"f": function})
