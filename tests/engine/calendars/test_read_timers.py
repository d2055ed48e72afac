from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.calendars.timer_literals import TimerKind, parse_timer
from engine.errors import Invalid
from tests.engine.calendars.examples import office, shanghai

START = shanghai("2026-03-06 17:00")


def test_a_date_is_due_then_and_once() -> None:
    timer = parse_timer("2026-03-05T10:00:00+08:00", TimerKind.DATE)
    assert timer.first_due(START) == shanghai("2026-03-05 10:00")
    assert timer.next_due(START, 1) is None


def test_a_date_without_an_offset_is_refused() -> None:
    with pytest.raises(Invalid, match="offset"):
        parse_timer("2026-03-05T10:00:00", "date")


def test_a_date_may_name_its_zone_as_feel_does() -> None:
    timer = parse_timer("2026-03-05T10:00:00@Asia/Shanghai", "date")
    assert timer.first_due(START) == shanghai("2026-03-05 10:00")


def test_a_duration_is_due_after_it() -> None:
    assert parse_timer("PT4H", "duration").first_due(START) == shanghai("2026-03-06 21:00")
    working = parse_timer("PT4H", "duration", working=True)
    assert working.first_due(START, office()) == shanghai("2026-03-09 12:00")


def test_a_percentage_shortens_the_duration() -> None:
    timer = parse_timer("P1D", "duration", working=True)
    assert timer.first_due(START, office(), percent=50) == shanghai("2026-03-09 12:00")


def test_a_cycle_fires_so_often_and_then_no_more() -> None:
    timer = parse_timer("R3/PT1H", "cycle")
    first = timer.first_due(START)
    second = timer.next_due(first, 1)
    assert (first, second) == (shanghai("2026-03-06 18:00"), shanghai("2026-03-06 19:00"))
    assert timer.next_due(first, 3) is None


def test_an_endless_cycle_in_working_time_skips_the_weekend() -> None:
    timer = parse_timer("R/PT1H", "cycle", working=True)
    assert timer.next_due(shanghai("2026-03-06 17:30"), 1000, office()) == shanghai("2026-03-09 09:30")


def test_a_cycle_with_a_start_fires_first_at_its_start() -> None:
    timer = parse_timer("R2/2026-03-07T09:00:00+08:00/P1D", "cycle")
    assert timer.first_due(START) == shanghai("2026-03-07 09:00")
    assert timer.next_due(timer.first_due(START), 1) == shanghai("2026-03-08 09:00")


def test_values_of_feel_are_taken_too() -> None:
    assert parse_timer(timedelta(hours=2), "duration").first_due(START) == shanghai("2026-03-06 19:00")
    assert parse_timer(shanghai("2026-03-07 09:00"), "date").first_due(START) == shanghai("2026-03-07 09:00")


@pytest.mark.parametrize(
    ("literal", "kind"),
    [
        (None, "date"),
        ("soon", "date"),
        (datetime(2026, 3, 5, 10, 0), "date"),  # noqa: DTZ001
        (5, "duration"),
        (None, "duration"),
        ("PT1H", "cycle"),
        ("R0/PT1H", "cycle"),
        ("R3/PT0S", "cycle"),
        ("0 0 9 * * *", "cycle"),
        ("R3/soon/PT1H", "cycle"),
    ],
)
def test_what_is_no_timer_is_refused_with_a_sentence(literal: object, kind: str) -> None:
    with pytest.raises(Invalid):
        parse_timer(literal, kind)
