"""FEEL values keep their exact form in JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel.errors import FeelError
from engine.feel.temporal import MonthsDuration
from engine.feel.values import Range, from_json, to_feel, to_json

zones = st.one_of(
    st.none(),
    st.sampled_from([UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Paris")]),
    st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.times(timezones=zones),
    st.datetimes(timezones=zones, allow_imaginary=False),
    st.timedeltas(),
    st.integers(-(10**9), 10**9).map(MonthsDuration),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.just("$d"), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_a_value_comes_back_from_json_as_it_was(value: Any) -> None:
    assert from_json(json.loads(json.dumps(to_json(value)))) == value


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_keeps_its_trailing_zeros(value: Decimal) -> None:
    assert from_json(to_json(value)).as_tuple() == value.as_tuple()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1.20"), {"$d": "1.20"}),
        (7, 7),
        (date(2026, 2, 28), {"$date": "2026-02-28"}),
        (time(8, 30, tzinfo=UTC), {"$time": "08:30:00Z"}),
        (
            datetime(2026, 2, 28, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
            {"$datetime": "2026-02-28T08:30:00@Asia/Shanghai"},
        ),
        (timedelta(days=1, minutes=30), {"$days": "P1DT30M"}),
        (MonthsDuration(18), {"$months": "P1Y6M"}),
        ({"$d": "5"}, {"$$d": "5"}),
    ],
)
def test_each_kind_has_its_own_tag(value: Any, written: Any) -> None:
    assert to_json(value) == written


@pytest.mark.parametrize("value", [Range(1, 2, True, True), 1.5, Decimal("NaN"), object(), {1: 2}])
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(FeelError):
        to_json(value)


@pytest.mark.parametrize("data", [{"$d": "x"}, {"$date": "2026-02-30"}, {"$d": 5}, {"$zzz": "1"}, {"$a": 1, "b": 2}])
def test_a_tag_that_was_tampered_with_is_refused(data: Any) -> None:
    with pytest.raises(FeelError):
        from_json(data)


def test_the_repeated_hour_of_a_zone_stays_the_same_instant() -> None:
    late = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"), fold=1)
    assert from_json(to_json(late)).timestamp() == late.timestamp()


def test_a_float_in_json_from_outside_becomes_a_decimal() -> None:
    assert from_json({"rate": 0.13}) == {"rate": Decimal("0.13")}


def test_host_values_become_feel_values() -> None:
    number = uuid4()
    assert to_feel({"a": (1.5, number)}) == {"a": [Decimal("1.5"), str(number)]}
