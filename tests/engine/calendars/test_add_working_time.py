from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine.calendars.hours import parse_week
from engine.calendars.working_time import WorkingCalendar, add, between, next_open
from engine.errors import EngineError
from tests.engine.calendars.examples import every_day, office, shanghai


def test_a_lunch_break_is_no_working_time() -> None:
    assert add(office(), shanghai("2026-03-04 11:00"), 120) == shanghai("2026-03-04 14:00")


def test_a_full_day_ends_on_the_same_evening() -> None:
    assert add(office(), shanghai("2026-03-04 09:00"), 480) == shanghai("2026-03-04 18:00")


def test_one_minute_more_than_the_day_lies_on_the_next_morning() -> None:
    assert add(office(), shanghai("2026-03-04 09:00"), 481) == shanghai("2026-03-05 09:01")


def test_the_weekend_is_jumped() -> None:
    assert add(office(), shanghai("2026-03-06 17:30"), 60) == shanghai("2026-03-09 09:30")


def test_a_start_outside_of_working_time_counts_from_the_next_opening() -> None:
    assert add(office(), shanghai("2026-03-07 22:15"), 60) == shanghai("2026-03-09 10:00")


def test_zero_minutes_are_due_at_once_even_at_night() -> None:
    assert add(office(), shanghai("2026-03-07 22:15"), 0) == shanghai("2026-03-07 22:15")


def test_the_answer_is_in_utc() -> None:
    assert add(office(), shanghai("2026-03-04 11:00"), 30).tzinfo is UTC


def test_seconds_and_parts_of_minutes_are_exact() -> None:
    assert add(office(), shanghai("2026-03-04 17:59:59.750000"), Decimal("0.01")) == shanghai(
        "2026-03-05 09:00:00.350000"
    )


def test_a_holiday_is_closed_and_a_make_up_saturday_is_open() -> None:
    open_day = office().week[0]
    calendar = office({date(2026, 3, 5): (), date(2026, 3, 7): open_day})
    assert add(calendar, shanghai("2026-03-04 17:00"), 60 + 480) == shanghai("2026-03-06 18:00")
    assert add(calendar, shanghai("2026-03-06 17:00"), 120) == shanghai("2026-03-07 10:00")


def test_a_half_day_closes_at_noon() -> None:
    calendar = office({date(2026, 3, 5): ((540, 720),)})
    assert add(calendar, shanghai("2026-03-05 11:00"), 120) == shanghai("2026-03-06 10:00")


def test_a_year_end_and_a_leap_day_are_ordinary_days() -> None:
    assert add(office(), shanghai("2026-12-31 17:00"), 120) == shanghai("2027-01-01 10:00")
    assert add(office(), shanghai("2028-02-28 17:00"), 60 + 480 + 60) == shanghai("2028-03-01 10:00")


def test_a_night_shift_runs_over_midnight() -> None:
    shift = every_day("22:00", "06:00", "Asia/Shanghai")
    assert add(shift, shanghai("2026-03-04 23:30"), 60) == shanghai("2026-03-05 00:30")
    assert add(shift, shanghai("2026-03-04 12:00"), 481) == shanghai("2026-03-05 22:01")


def test_a_shift_over_the_lost_hour_of_spring_is_an_hour_shorter() -> None:
    shift, berlin = every_day("00:00", "06:00", "Europe/Berlin"), ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 29, 0, 0, tzinfo=berlin)
    assert add(shift, start, 5 * 60) == datetime(2026, 3, 29, 6, 0, tzinfo=berlin)


def test_a_shift_over_the_doubled_hour_of_autumn_is_an_hour_longer() -> None:
    shift, berlin = every_day("00:00", "06:00", "Europe/Berlin"), ZoneInfo("Europe/Berlin")
    start = datetime(2026, 10, 25, 0, 0, tzinfo=berlin)
    assert add(shift, start, 7 * 60) == datetime(2026, 10, 25, 6, 0, tzinfo=berlin)


def test_an_opening_within_the_lost_hour_is_the_moment_the_clock_jumps() -> None:
    shift = every_day("02:30", "06:00", "Europe/Berlin")
    assert next_open(shift, datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_next_open_leaves_an_open_moment_alone() -> None:
    assert next_open(office(), shanghai("2026-03-04 10:00")) == shanghai("2026-03-04 10:00")
    assert next_open(office(), shanghai("2026-03-04 12:00")) == shanghai("2026-03-04 13:00")
    assert next_open(office(), shanghai("2026-03-06 18:00")) == shanghai("2026-03-09 09:00")


def test_between_counts_whole_open_minutes_in_both_directions() -> None:
    start, end = shanghai("2026-03-06 17:30"), shanghai("2026-03-09 10:00:59")
    assert between(office(), start, end) == 90
    assert between(office(), end, start) == -90


def test_far_apart_instants_are_counted_too() -> None:
    workdays = 2087 * 5 + 1  # 14,610 days are 2,087 weeks and a Thursday
    assert between(office(), shanghai("2026-01-01 00:00"), shanghai("2066-01-01 00:00")) == workdays * 480
    assert add(office(), shanghai("2026-01-01 00:00"), workdays * 480) == shanghai("2065-12-31 18:00")


def test_a_calendar_that_never_opens_is_refused_instead_of_searched_for_ever() -> None:
    closed = WorkingCalendar("closed", "Closed", "Asia/Shanghai", parse_week({}), {})
    with pytest.raises(EngineError, match="no working time left"):
        add(closed, shanghai("2026-03-04 10:00"), 1)
    with pytest.raises(EngineError, match="no working time left"):
        next_open(closed, shanghai("2026-03-04 10:00"))


def test_negative_minutes_and_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add(office(), shanghai("2026-03-04 10:00"), -1)
    with pytest.raises(TypeError):
        add(office(), datetime(2026, 3, 4, 10, 0), 1)  # noqa: DTZ001
