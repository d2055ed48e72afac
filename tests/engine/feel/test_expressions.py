"""FEEL expressions: values, null and ternary logic as DMN 1.5, chapter 10 says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, MonthsDuration, Range, evaluate, evaluate_value, to_text
from engine.feel.temporal import datetime_text, read_datetime
from engine.feel.wide import combined, made_date, made_length, moment_nanos, ordinal

D = Decimal
ORDER = {
    "amount": 12000,
    "kind": "IT",
    "lines": [{"price": D("10.50"), "n": 2}, {"price": D("3"), "n": 1}],
    "monthly salary": D(5000),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('amount > 10000 and kind = "IT"', True),
        ("1 + 2 * 3 ** 2", D(19)),
        ("-2 ** 2", D(4)),
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3", D("0.3333333333333333333333333333333333")),
        ('"a" + "b"', "ab"),
        ("monthly salary * 12", D(60000)),
        ("lines.price", [D("10.50"), D("3")]),
        ("lines[price > 5].n", [2]),
        ("lines[1].price", D("10.50")),
        ("lines[-1].price", D("3")),
        ("[1, 2, 3][item >= 2]", [D(2), D(3)]),
        ("sum(for line in lines return line.price * line.n)", D("24.00")),
        ("for i in 3..1 return i", [D(3), D(2), D(1)]),
        ("for i in 1..3, j in 1..i return i * j", [D(1), D(2), D(4), D(3), D(6), D(9)]),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [D(1), D(2), D(6), D(24)]),
        ("some line in lines satisfies line.n = 1", True),
        ("every line in lines satisfies line.n > 1", False),
        ("{a: 1, b c: a + 1, d: b c * 2}.d", D(4)),
        ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(20)}.r", D(2432902008176640000)),
        ('substring(string: "foobar", start position: 3)', "obar"),
        ("5 in (1..5]", True),
        ("5 in [1..5[", False),
        ("7 in (< 5, > 6)", True),
        ("amount between 1 and 12000", True),
        ("amount instance of number", True),
        ('"x" instance of number', False),
        ("[1, 2] instance of list<number>", True),
        ('if kind = "IT" then "yes" else "no"', "yes"),
        ('string(@"9999-12-31" + @"P1D")', "10000-01-01"),
        (
            'string(date and time("-999999999-12-31T23:59:59.999999999+02:00"))',
            "-999999999-12-31T23:59:59.999999999+02:00",
        ),
        ('string(@"2026-01-01T00:00:00.000000001Z" - @"PT0.000000002S")', "2025-12-31T23:59:59.999999999Z"),
        ('@"-2021-01-01T10:00:00@Australia/Melbourne" instance of date and time', True),
        ('@"12026-02-28".weekday', D(6)),
        ('day of year(@"-0004-12-31")', D(366)),
        ('@"0000-02-29" < @"0001-01-01"', True),
        ('{f: function(at: date and time) at, r: f(@"2026-01-01")}.r', datetime(2026, 1, 1, tzinfo=UTC)),
        ("even(10 ** 40)", True),
        ("[0 ** 0, 0.0 ** 0, 5 ** 0, 0 ** 1]", [D(1), D(1), D(1), D(0)]),
        ("modulo(10 ** 40, 3)", D(1)),
        ("is(value1: 1)", False),
        ('date("2026-01-31") + @"P1M"', date(2026, 2, 28)),
        ('date("2026-03-01") - date("2026-02-01")', timedelta(days=28)),
        ('@"2026-02-28".weekday', D(6)),
        ('duration("P1Y6M").years', D(1)),
        ('@"10:00:00" + @"PT15H"', time(1)),
        ("[1..5)", Range(D(1), D(5), True, False)),
        ("// the answer\n 42 /* no more */", D(42)),
        ('"\\u4e2d\\U01F40E"', "中\U0001f40e"),
        ("审批级别 + 1", None),
    ],
)
def test_an_expression_has_its_value(text: str, value: Any) -> None:
    assert evaluate(text, ORDER) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("missing > 5", None),
        ("missing = null", True),
        ('1 = "1"', None),
        ('1 + "a"', None),
        ("1 / 0", None),
        ("0 ** -1", None),
        ("modulo(1E6000, 3E-6000)", None),
        ("true and missing", None),
        ("false and missing", False),
        ("true or missing", True),
        ("false or missing", None),
        ("not(missing)", None),
        ("if missing then 1 else 2", D(2)),
        ("missing.entry", None),
        ("[1, 2][5]", None),
        ("every x in [true, null] satisfies x", None),
        ('date("2026-02-30")', None),
        ("99 ** 99999", None),
        ("sum([1, null])", None),
        ("1E9999999", None),
        ("{a: 1, a: 2}", None),
        ('{a: 1, "a": 2}.a', None),
        ("time(10, 0, 1E6000)", None),
    ],
)
def test_what_has_no_value_is_null(text: str, value: Any) -> None:
    assert evaluate(text, ORDER) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('number("1 000,5", " ", ",")', D("1000.5")),
        ("string(1.10)", "1.10"),
        ('string(@"P1DT2H")', "P1DT2H"),
        ('string([1, "a", null])', '[1, "a", null]'),
        ('date and time("2026-02-28T08:30:00@Asia/Shanghai").timezone', "Asia/Shanghai"),
        ('years and months duration(@"2024-02-29", @"2026-02-28")', MonthsDuration(23)),
        ('substring("中文字符", 2, 2)', "文字"),
        ('substring before("foobar", "bar")', "foo"),
        ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
        ('string join(["a", null, "b"], "-")', "a-b"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('matches("Hello", "^h", "i")', True),
        ('matches("a-z", "[a-z-[m]]+$")', True),
        ("list contains([1, null], null)", True),
        ("median([8, 2, 5, 3, 4])", D(4)),
        ("mode([6, 3, 9, 6, 6, 9, 9])", [D(6), D(9)]),
        ("decimal(2.345, 2)", D("2.34")),
        ("round half up(2.345, 2)", D("2.35")),
        ("floor(-1.5)", D(-2)),
        ("modulo(-12, 5)", D(3)),
        ("sqrt(16)", D(4)),
        ("even(0)", True),
        ("sort([3, 1, 2], function(x, y) x > y)", [D(3), D(2), D(1)]),
        ("distinct values([1, 2, 1])", [D(1), D(2)]),
        ("flatten([[1, [2]], 3])", [D(1), D(2), D(3)]),
        ("insert before([1, 3], 2, 2)", [D(1), D(2), D(3)]),
        ("sublist([4, 5, 6], -2, 1)", [D(5)]),
        ('get value({a: {b: 1}}, ["a", "b"])', D(1)),
        ("get entries({a: 1})", [{"key": "a", "value": D(1)}]),
        ("is defined(missing)", False),
        ("overlaps([1..5], [5..8])", True),
        ("before(1, [2..3])", True),
        ("union([1, 2], [2, 3])", [D(1), D(2), D(3)]),
        ("max(1, 3, 2)", D(3)),
        ("mean([1, 2])", D("1.5")),
    ],
)
def test_a_built_in_function_has_its_value(text: str, value: Any) -> None:
    assert evaluate(text, ORDER) == value


@pytest.mark.parametrize("text", ["1 +", '"abc', "[1, 2", "for i in 1..3", "a ~ b", "(", "1 2", ""])
def test_what_is_no_feel_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(FeelError) as refused:
        evaluate(text, {})
    assert refused.value.line == 1
    assert refused.value.column >= 1


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..100000000 return i",
        "{f: function(n) f(n + 1), r: f(1)}.r",
        "(" * 1000 + "1" + ")" * 1000,
        "1" + " + 1" * 20000,
        "for i in 1..1000 return for j in 1..10000 return j",
        '{a: "xxxxxxxxxxxxxxxx", f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: f(a, 40)}.r',
        "{a: [1,1,1,1,1,1,1,1], b: [a,a,a,a,a,a,a,a], c: [b,b,b,b,b,b,b,b], d: [c,c,c,c,c,c,c,c], "
        "e: [d,d,d,d,d,d,d,d], f: [e,e,e,e,e,e,e,e], g: [f,f,f,f,f,f,f,f]}.g",
        "/*" * 25_000,
        'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a|aa)+$\\1")',
    ],
)
def test_an_expression_cannot_use_more_than_its_budget(text: str) -> None:
    with pytest.raises(FeelError):
        evaluate(text, {})


def test_a_function_that_does_not_exist_is_refused() -> None:
    with pytest.raises(FeelError, match="There is no function “launch”"):
        evaluate("launch(1)", {})


def test_a_variable_does_not_hide_the_function_of_its_name() -> None:
    assert evaluate('date("2026-01-01") < date', {"date": date(2026, 1, 2)}) is True


def test_the_clock_is_only_there_if_it_is_granted() -> None:
    now = datetime(2026, 3, 1, 7, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert evaluate("today()", {}, now=now) == date(2026, 3, 1)
    with pytest.raises(FeelError, match="may not ask for the time"):
        evaluate("now()", {})


def test_elapsed_time_is_added_across_a_change_of_the_clocks() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Paris"))
    assert evaluate('t + @"P1D"', {"t": before}).hour == 13


def test_date_times_of_two_zones_are_compared_as_instants() -> None:
    utc = datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
    assert evaluate('t = @"2026-03-01T08:00:00@Asia/Shanghai"', {"t": utc}) is True


def test_floats_and_tuples_of_the_host_are_read_as_decimals_and_lists() -> None:
    assert evaluate("x[1] + 0.2", {"x": (0.1, 2)}) == D("0.3")


def test_a_host_object_cannot_be_reached() -> None:
    with pytest.raises(FeelError):
        evaluate("x.__class__", {"x": object()})


def test_only_a_value_that_begins_with_an_equals_sign_is_feel() -> None:
    assert evaluate_value("= 1 + 1", {}) == 2
    assert evaluate_value("1 + 1", {}) == "1 + 1"


decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)


@given(decimals, decimals)
def test_arithmetic_agrees_with_decimal(a: Decimal, b: Decimal) -> None:
    exact = Context(prec=34, rounding=ROUND_HALF_EVEN)
    context = {"a": a, "b": b}
    assert evaluate("a + b", context) == exact.add(a, b)
    assert evaluate("a - b", context) == exact.subtract(a, b)
    assert evaluate("a * b", context) == exact.multiply(a, b)
    assert evaluate("a / b", context) == (exact.divide(a, b) if b else None)
    assert evaluate("a < b", context) is (a < b)


def days_before(year: int) -> int:
    """Days from 0001-01-01 to the first of January, by the rule of leap years alone."""
    return (year - 1) * 365 + (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400


@given(st.integers(-999_999_999, 999_999_999), st.integers(-999_999_999, 999_999_999))
def test_the_days_between_two_years_agree_with_the_rule_of_leap_years(first: int, last: int) -> None:
    days = evaluate('(date(b, 1, 1) - date(a, 1, 1)) / @"P1D"', {"a": first, "b": last})
    assert days == days_before(last) - days_before(first)


@given(st.dates(), st.integers(-(10**9), 10**9))
def test_a_date_moved_by_days_agrees_with_its_ordinal(day: date, days: int) -> None:
    moved = day.toordinal() + days
    value = evaluate('day + n * @"P1D"', {"day": day, "n": days})
    if 1 <= moved <= date.max.toordinal():
        assert value == date.fromordinal(moved)
    assert ordinal(value) == moved


@given(st.integers(-999_999, 999_999), st.integers(1, 12), st.integers(1, 28), st.integers(0, 86_400 * 10**9 - 1))
def test_a_far_or_fine_moment_is_read_as_it_is_written(year: int, month: int, day: int, nanos: int) -> None:
    moment = combined(made_date(year, month, day) or date.min, nanos, ZoneInfo("Europe/Paris"))
    read = read_datetime(datetime_text(moment))
    assert read is not None
    assert moment_nanos(read) == moment_nanos(moment)


@given(st.integers(-400_000, 400_000), st.integers(0, 10**15))
def test_moving_a_far_moment_there_and_back_changes_nothing(year: int, nanos: int) -> None:
    text = f"{'-' if year < 0 else ''}{abs(year):04}-03-01T12:00:00+08:00"
    context = {"text": text, "length": made_length(nanos)}
    assert evaluate("date and time(text) + length - length = date and time(text)", context) is True
    assert evaluate("(date and time(text) + length) - date and time(text) = length", context) is True


WORDS = """a b 1 .5 "x" ( ) [ ] { } , : . .. + - * / ** = != < >= and or not in between if then else for some every
return satisfies function instance of list number date and time null true ? @"P1D" ' // /* */ \\ 中 sum count"""
words = st.sampled_from(WORDS.split())


@given(st.one_of(st.text(max_size=40), st.lists(words, max_size=15).map(" ".join)))
def test_any_text_gives_a_value_or_a_feel_error(text: str) -> None:
    try:
        to_text(evaluate(text, {"a": 1, "b": [1, {"a": 2}]}))
    except FeelError:
        return
