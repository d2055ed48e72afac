"""Working time against an oracle that looks at every minute's wall clock and shares no code with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendars.hours import WEEKDAYS, parse_day, parse_week
from engine.calendars.working_time import WorkingCalendar, add, between, next_open

WINDOW_MINUTES = 5 * 1440
MINUTE = timedelta(minutes=1)
STARTS = {
    "Europe/Berlin": [datetime(2026, 3, 27), datetime(2026, 10, 23), datetime(2026, 12, 30)],  # noqa: DTZ001
    "America/New_York": [datetime(2026, 3, 6), datetime(2026, 10, 30)],  # noqa: DTZ001
    "Australia/Lord_Howe": [datetime(2026, 4, 3), datetime(2026, 10, 2)],  # noqa: DTZ001
    "America/Sao_Paulo": [datetime(2018, 11, 2), datetime(2018, 2, 16)],  # noqa: DTZ001
    "Pacific/Apia": [datetime(2011, 12, 28)],  # noqa: DTZ001
    "Asia/Shanghai": [datetime(2028, 2, 27), datetime(2026, 12, 29)],  # noqa: DTZ001
}
SHIFTS: list[list[list[str]]] = [
    [],
    [["09:00", "12:00"], ["13:00", "18:00"]],
    [["22:00", "06:00"]],
    [["01:30", "02:30"]],
    [["00:00", "24:00"]],
]
HALF_DAY = [["09:00", "12:00"]]


Hours = list[list[str]]


def bitmap(hours: list[Hours], special: dict[int, Hours], zone: str, start: datetime) -> list[bool]:
    """For each minute of the window: is it open? `special` are the hours of days of the window (0, 1, ...) that are
    holidays, half days or made up for."""
    first_day = start.date()
    local_zone = ZoneInfo(zone)

    def is_open(local: datetime) -> bool:
        clock = local.strftime("%H:%M")
        for back in (0, 1):
            day = local.date() - timedelta(days=back)
            for begins, ends in special.get((day - first_day).days, hours[day.weekday()]):
                over_midnight = ends <= begins
                if back == 0 and begins <= clock and (over_midnight or clock < ends):
                    return True
                if back == 1 and over_midnight and clock < ends:
                    return True
        return False

    begin = start.replace(tzinfo=UTC)
    return [is_open((begin + n * MINUTE).astimezone(local_zone)) for n in range(WINDOW_MINUTES)]


@st.composite
def windows(draw: st.DrawFn) -> tuple[WorkingCalendar, datetime, list[bool]]:
    zone = draw(st.sampled_from(sorted(STARTS)))
    start = draw(st.sampled_from(STARTS[zone]))
    hours = draw(st.lists(st.sampled_from(SHIFTS), min_size=7, max_size=7))
    special = draw(st.dictionaries(st.integers(0, 5), st.sampled_from([*SHIFTS, HALF_DAY]), max_size=3))
    week = parse_week(dict(zip(WEEKDAYS, hours, strict=True)))
    days = {start.date() + timedelta(days=offset): parse_day(pieces) for offset, pieces in special.items()}
    return (
        WorkingCalendar("random", "Random", zone, week, days),
        start.replace(tzinfo=UTC),
        bitmap(hours, special, zone, start),
    )


@settings(max_examples=40, deadline=None)
@given(windows(), st.data())
def test_adding_counting_and_opening_agree_with_a_look_at_every_minute(
    window: tuple[WorkingCalendar, datetime, list[bool]], data: st.DataObject
) -> None:
    calendar, begin, is_open = window
    for _ in range(15):
        first = data.draw(st.integers(0, WINDOW_MINUTES - 1))
        last = data.draw(st.integers(first, WINDOW_MINUTES))
        worked = sum(is_open[first:last])
        start, end = begin + first * MINUTE, begin + last * MINUTE
        assert between(calendar, start, end) == worked
        if worked:
            due = add(calendar, start, worked)
            reached = [n for n in range(first, WINDOW_MINUTES) if is_open[n]][worked - 1]
            assert due == begin + (reached + 1) * MINUTE
        if any(is_open[first:]):
            assert next_open(calendar, start) == begin + is_open.index(True, first) * MINUTE


@settings(max_examples=60, deadline=None)
@given(windows(), st.integers(1, 5000), st.integers(1, 5000))
def test_adding_in_two_steps_is_adding_at_once(
    window: tuple[WorkingCalendar, datetime, list[bool]], first: int, second: int
) -> None:
    calendar, begin, _ = window
    if any(calendar.week):
        assert add(calendar, add(calendar, begin, first), second) == add(calendar, begin, first + second)
