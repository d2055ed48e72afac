"""No input, however malformed, raises anything but a refusal, gives anything but FEEL, or takes too long."""

from __future__ import annotations

import resource
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.feel import FeelError, evaluate
from tests.fuzz.targets import TARGETS, Finding, attack, require_feel

MEGABYTES = 300
NUMBERS = {target.__name__: number for number, target in enumerate(TARGETS)}


@pytest.mark.parametrize("target", sorted(NUMBERS))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.one_of(st.binary(max_size=60), st.binary(min_size=60, max_size=400)))
def test_bytes_do_no_harm(target: str, data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    attack(bytes([NUMBERS[target]]) + data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEGABYTES * 1024


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=200), target=st.sampled_from(["parse", "parse_tests", "evaluate_text", "regular_expression"])
)
def test_texts_do_no_harm(text: str, target: str) -> None:
    attack(bytes([NUMBERS[target]]) + text.encode("utf-8", "replace"))


def test_what_is_no_value_of_feel_would_be_found() -> None:
    with pytest.raises(Finding, match="object is no FEEL value"):
        require_feel([1, {"a": object()}])


def test_a_range_between_huge_values_is_refused_like_the_values() -> None:
    entries = "".join(f"{name}: [{', '.join([before] * 10)}], " for before, name in pairwise("abcdefgh"))
    with pytest.raises(FeelError, match="too many steps"):
        evaluate("{" + entries + "r: [h..h]}.r", {"a": 1})
