from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine.calendars.durations import Duration, DurationUnit, due_at, from_timedelta, parse_duration
from engine.errors import Invalid
from tests.engine.calendars.examples import office, shanghai


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("PT4H", "4", DurationUnit.HOURS),
        ("P2D", "2", DurationUnit.DAYS),
        ("P1W", "7", DurationUnit.DAYS),
        ("P1DT12H", "36", DurationUnit.HOURS),
        ("PT90M", "90", DurationUnit.MINUTES),
        ("PT1.5H", "90", DurationUnit.MINUTES),
        ("PT30S", "0.5", DurationUnit.MINUTES),
        ("PT0S", "0", DurationUnit.MINUTES),
    ],
)
def test_a_plain_duration_is_read_in_its_largest_whole_unit(text: str, value: str, unit: DurationUnit) -> None:
    assert parse_duration(text) == Duration(Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("P2D", "2", DurationUnit.WORKING_DAYS),
        ("P0.5D", "0.5", DurationUnit.WORKING_DAYS),
        ("PT4H", "4", DurationUnit.WORKING_HOURS),
        ("PT90M", "90", DurationUnit.WORKING_MINUTES),
    ],
)
def test_the_same_text_can_be_read_as_working_time(text: str, value: str, unit: DurationUnit) -> None:
    assert parse_duration(text, working=True) == Duration(Decimal(value), unit)


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1", "4H", "-PT1H", "PT1H2", "P1M", "P1Y", "PT1e3S", "P999999D", "PT-1H"]
)
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Invalid):
        parse_duration(text)


@pytest.mark.parametrize("text", ["P1W", "P1DT4H"])
def test_working_time_refuses_what_has_no_fixed_length(text: str) -> None:
    with pytest.raises(Invalid, match="In working time"):
        parse_duration(text, working=True)


def test_months_are_refused_with_the_reason() -> None:
    with pytest.raises(Invalid, match="no fixed length"):
        parse_duration("P1Y2M")


def test_a_working_day_is_the_nominal_minutes_of_the_calendar() -> None:
    due = due_at(shanghai("2026-03-04 10:00"), parse_duration("P2D", working=True), office())
    assert due == shanghai("2026-03-06 10:00")


def test_a_plain_day_is_24_hours_whatever_the_calendar_says() -> None:
    due = due_at(shanghai("2026-03-06 10:00"), parse_duration("P2D"), office())
    assert due == shanghai("2026-03-08 10:00")


def test_percentages_apply_to_working_minutes() -> None:
    limit = parse_duration("P1D", working=True)
    start = shanghai("2026-03-06 16:00")
    assert due_at(start, limit, office(), percent=80) == shanghai("2026-03-09 14:24")
    assert due_at(start, limit, office(), percent=200) == shanghai("2026-03-10 16:00")


def test_a_feel_duration_in_days_is_working_days() -> None:
    assert from_timedelta(timedelta(days=2), working=True) == Duration(Decimal(2), DurationUnit.WORKING_DAYS)
    assert from_timedelta(timedelta(hours=5), working=True) == Duration(Decimal(5), DurationUnit.WORKING_HOURS)
    assert from_timedelta(timedelta(seconds=1, microseconds=5)).minutes() * 60 == Decimal("1.000005")


def test_a_due_date_after_the_year_9999_is_refused() -> None:
    with pytest.raises(Invalid, match="too far"):
        due_at(shanghai("9990-01-01 00:00"), parse_duration("P36500D"))
