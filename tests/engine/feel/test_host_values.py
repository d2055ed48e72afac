"""What the host gives an evaluation: every value comes in as FEEL has it, or is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.feel import FeelError, evaluate, from_json, matches_unary, to_feel, to_json, to_text

D = Decimal
LARGE = 10**5000


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sum(x.prices)", D("4.0")),
        ("x.prices[item > 2]", [D("2.5")]),
        ("[x.prices[1]]", [D("1.5")]),
        ("{a: x.prices}.a", [D("1.5"), D("2.5")]),
        ("string(x)", "{prices: [1.5, 2.5]}"),
    ],
)
def test_a_float_deep_inside_is_a_number(text: str, value: Any) -> None:
    assert evaluate(text, {"x": {"prices": (1.5, 2.5)}}) == value


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), D("NaN"), D("sNaN"), D("-Infinity"), D("1E999999"), D("0E-999999"), 10**20_000, {1}],
    ids=lambda value: f"{value:.6g}" if isinstance(value, (float, D)) else type(value).__name__,
)
@pytest.mark.parametrize("text", ["x", "x = x", "max(x, 1)", "string(x)", "x + 1", "string(y)", "y[1] > 1", "y"])
def test_what_is_no_number_or_value_is_refused_wherever_it_is(text: str, value: Any) -> None:
    with pytest.raises(FeelError):
        evaluate(text, {"x": value, "y": [value]})
    with pytest.raises(FeelError):
        matches_unary("y[1] > 1", 1, {"y": [value]})


def test_a_value_that_nobody_reads_is_not_looked_at() -> None:
    assert evaluate("a + 1", {"a": 1, "b": object()}) == 2


@pytest.mark.parametrize(
    "text",
    [
        "-x",
        "x*2",
        "x/3",
        "1/x",
        "abs(x)",
        "floor(x)",
        "even(x)",
        "odd(x)",
        "modulo(x,7)",
        "modulo(x,2E-6100)",
        "sqrt(x)",
        "log(x)",
        "exp(x)",
        "x**x",
        "[1,2][x]",
        "date(x,1,1)",
        "time(x,1,1)",
        "remove([1],x)",
        'substring("a",x)',
        '@"P1D"*x',
        '@"P1Y"/x',
        "mode([x])",
        "stddev([x,1])",
        "decimal(x,2)",
        "decimal(1,x)",
        "median([x,1])",
        "is(x,x)",
        "[x..x]",
        "x=x",
    ],
)
def test_a_very_long_number_gives_a_value(text: str) -> None:
    value = evaluate(f"string({text})", {"x": LARGE})
    assert value is None or isinstance(value, str)


def test_a_very_long_number_keeps_every_digit() -> None:
    assert from_json(to_json(LARGE + 7)) == LARGE + 7
    assert from_json(to_json(-LARGE - 7)) == -LARGE - 7
    assert to_text(LARGE + 7) == "1" + "0" * 4999 + "7"
    with pytest.raises(FeelError, match="not a number that can be used"):
        to_json(10**20_000)


@pytest.mark.parametrize("text", ["1E99999", " 1", "1_000", "٣", "NaN", "Infinity", "", "1E99999999999999999999", "+1"])
def test_a_decimal_in_json_is_what_was_written_there(text: str) -> None:
    with pytest.raises(FeelError):
        from_json({"$d": text})


def test_half_a_character_is_refused_in_json() -> None:
    for value in ("\ud800", ["a\udfff"], {"\ud800": 1}):
        with pytest.raises(FeelError, match="half of a character"):
            to_json(value)
    assert to_json("\U0001f40e\x00") == "\U0001f40e\x00"


class Elsewhere(tzinfo):
    """A zone of some other library."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        return timedelta(hours=5, minutes=30)

    def dst(self, moment: datetime | None) -> None:
        return None

    def tzname(self, moment: datetime | None) -> None:
        return None


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (Elsewhere(), "2026-03-01T12:00:00+05:30"),
        (timezone(timedelta(hours=23)), "2026-02-28T13:00:00Z"),
        (timezone(timedelta(microseconds=1)), "2026-03-01T11:59:59.999999Z"),
        (ZoneInfo("Asia/Shanghai"), "2026-03-01T12:00:00@Asia/Shanghai"),
    ],
)
def test_a_zone_that_cannot_be_written_becomes_an_offset(zone: tzinfo, text: str) -> None:
    moment = datetime(2026, 3, 1, 12, tzinfo=zone)
    assert evaluate("string(x)", {"x": moment}) == text
    kept = to_feel(moment)
    assert from_json(to_json(kept)) == kept == moment


def test_what_json_could_not_keep_exactly_is_refused() -> None:
    for value in (datetime(2026, 3, 1, tzinfo=Elsewhere()), time(12, tzinfo=timezone(timedelta(hours=23)))):
        with pytest.raises(FeelError, match="cannot be kept"):
            to_json(value)


def test_the_first_and_last_moments_of_the_host_are_values_too() -> None:
    for moment in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        for zone in (UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York"), timezone(timedelta(hours=-14))):
            context = {"x": moment.replace(tzinfo=zone)}
            assert evaluate('x + @"P2D" - @"P2D" = x and string(x) = string(date and time(string(x)))', context) is True
    assert evaluate('string(x + @"P1D")', {"x": date.max}) == "10000-01-01"


@pytest.mark.parametrize(
    "name", ["localtime", "posixrules", "right/UTC", "posix/UTC", "Factory", "..", "Asia", "/etc/a"]
)
def test_zones_are_those_of_iana_alone(name: str) -> None:
    assert evaluate(f'date and time("2026-03-01T12:00:00@{name}")', {}) is None


def test_a_whole_number_of_the_host_is_the_same_number() -> None:
    assert evaluate("is(x, 1) and x = 1.0 and list contains([1], x)", {"x": 1}) is True


def test_durations_of_nanoseconds_are_durations() -> None:
    assert evaluate('abs(@"-PT0.000000001S") = @"PT0.000000001S"', {}) is True
    assert evaluate('sum([@"PT0.000000001S", @"PT1S"]) = @"PT1.000000001S"', {}) is True
