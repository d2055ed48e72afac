"""What one evaluation may use up, besides its steps: time, and the limits that Python itself has."""

from __future__ import annotations

import time

import pytest

from engine.feel import FeelError, evaluate, run


def test_an_expression_stops_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "MAX_SECONDS", 0.0)
    with pytest.raises(FeelError, match="takes too long"):
        evaluate("for i in 1..3000 return i * 2", {})
    assert evaluate("1 + 1", {}) == 2


def test_the_clock_is_looked_at_every_few_hundred_steps_only(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []

    def looked() -> float:
        looks.append(time.monotonic())
        return looks[-1]

    monkeypatch.setattr(run, "monotonic", looked)
    evaluate("count(for i in 1..50000 return i)", {})
    assert 50 < len(looks) < 250


@pytest.mark.parametrize("text", ['split(s, "(a|aa)+?b|x")', 'replace(s, "(a|aa)+?b|x", "y")'])
def test_the_matches_of_a_regular_expression_take_no_longer_together(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "MAX_SECONDS", 0.05)
    begun = time.process_time()
    with pytest.raises(FeelError, match=r"takes too (long|many steps)"):
        evaluate(text, {"s": ("a" * 22 + "x") * 400})
    assert time.process_time() - begun < 5
