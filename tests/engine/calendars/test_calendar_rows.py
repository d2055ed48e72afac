from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest
from sqlalchemy import event

from engine.calendars.lawful_holidays import lawful_holidays
from engine.calendars.models import CalendarDay, DayKind
from engine.calendars.operations import DayRule, create_calendar, remove_days, set_days, set_hours
from engine.calendars.queries import load_calendar, special_days, years_without_official_data
from engine.calendars.seed import WORKDAY_HOURS, adopt_official_days, chinese_days, seed_chinese_calendar
from engine.calendars.working_time import add
from engine.db import Database
from engine.errors import Conflict, Invalid, NotFound
from tests.engine.calendars.examples import shanghai

HOURS = {"mon": WORKDAY_HOURS, "tue": WORKDAY_HOURS}


@pytest.fixture
def seeded(db: Database) -> tuple[Database, UUID]:
    with db.transaction() as session:
        return db, seed_chinese_calendar(session).id


def due(db: Database, start: datetime, minutes: int, code: str = "cn") -> datetime:
    with db.reading() as session:
        return add(load_calendar(session, code), start, minutes)


def test_the_national_day_holiday_is_jumped_and_the_make_up_sunday_worked(seeded: tuple[Database, UUID]) -> None:
    db, _ = seeded
    assert due(db, shanghai("2026-09-30 17:30"), 60) == shanghai("2026-10-08 09:30")
    assert due(db, shanghai("2026-09-18 17:30"), 60) == shanghai("2026-09-20 09:30")


def test_2027_works_by_the_law_alone_and_is_marked(seeded: tuple[Database, UUID]) -> None:
    db, calendar_id = seeded
    assert due(db, shanghai("2027-02-04 17:30"), 60) == shanghai("2027-02-09 09:30")
    assert due(db, shanghai("2027-06-08 17:30"), 60) == shanghai("2027-06-10 09:30")
    with db.reading() as session:
        assert years_without_official_data(session, calendar_id, range(2025, 2029)) == [2027, 2028]


def test_seeding_twice_changes_nothing(seeded: tuple[Database, UUID]) -> None:
    db, calendar_id = seeded
    with db.transaction() as session:
        assert seed_chinese_calendar(session).id == calendar_id


def test_an_arrangement_published_later_takes_the_place_of_the_law(db: Database) -> None:
    with db.transaction() as session:
        calendar_id = create_calendar(session, "old", "Old", timezone="Asia/Shanghai", hours=HOURS).id
        set_days(session, calendar_id, chinese_days(range(2020, 2026)))
        lawful = [DayRule(day, DayKind.HOLIDAY, name) for day, name in lawful_holidays(2026).items()]
        ours = DayRule(date(2026, 8, 10), DayKind.HOLIDAY, "厂庆")
        set_days(session, calendar_id, [*lawful, ours])
        assert adopt_official_days(session, calendar_id) == [2026]
        assert adopt_official_days(session, calendar_id) == []
        days = {row.day: row for row in special_days(session, calendar_id, 2026)}
    assert days[date(2026, 10, 7)].is_official
    assert days[date(2026, 10, 10)].kind == DayKind.WORKDAY
    assert [day for day, row in days.items() if not row.is_official] == [date(2026, 8, 10)]


def test_a_year_without_a_lunar_table_has_its_fixed_holidays_only() -> None:
    assert [day.strftime("%m-%d") for day in lawful_holidays(2040)] == [
        "01-01", "05-01", "05-02", "10-01", "10-02", "10-03",
    ]  # fmt: skip


def test_an_edited_day_counts_at_once(seeded: tuple[Database, UUID]) -> None:
    db, calendar_id = seeded
    start = shanghai("2026-11-24 17:00")
    assert due(db, start, 120) == shanghai("2026-11-25 10:00")
    half_day = DayRule(date(2026, 11, 25), DayKind.WORKDAY, "半天", [["13:00", "18:00"]])
    with db.transaction() as session:
        set_days(session, calendar_id, [half_day])
    assert due(db, start, 120) == shanghai("2026-11-25 14:00")
    with db.transaction() as session:
        remove_days(session, calendar_id, [date(2026, 11, 25)])
    assert due(db, start, 120) == shanghai("2026-11-25 10:00")


def test_an_edit_that_is_rolled_back_leaves_nothing_behind(seeded: tuple[Database, UUID]) -> None:
    db, calendar_id = seeded
    start = shanghai("2026-11-24 17:00")
    with db.transaction() as session:
        set_days(session, calendar_id, [DayRule(date(2026, 11, 25), DayKind.HOLIDAY)])
        assert add(load_calendar(session, "cn"), start, 120) == shanghai("2026-11-26 10:00")
        session.rollback()
    assert due(db, start, 120) == shanghai("2026-11-25 10:00")


def test_edited_hours_count_at_once(db: Database) -> None:
    with db.transaction() as session:
        calendar_id = create_calendar(session, "site", "Site", timezone="Asia/Shanghai", hours=HOURS).id
    assert due(db, shanghai("2026-03-02 17:00"), 120, "site") == shanghai("2026-03-03 10:00")
    with db.transaction() as session:
        set_hours(session, calendar_id, {"mon": [["09:00", "20:00"]]}, nominal_minutes=600)
    assert due(db, shanghai("2026-03-02 17:00"), 120, "site") == shanghai("2026-03-02 19:00")


def test_a_make_up_day_without_hours_of_its_own_has_the_usual_ones(db: Database) -> None:
    with db.transaction() as session:
        calendar = create_calendar(session, "site", "Site", timezone="Asia/Shanghai", hours=HOURS)
        set_days(session, calendar.id, [DayRule(date(2026, 3, 7), DayKind.WORKDAY)])
    assert due(db, shanghai("2026-03-06 10:00"), 60, "site") == shanghai("2026-03-07 10:00")


def test_a_known_calendar_costs_one_statement_and_an_unknown_one_two(seeded: tuple[Database, UUID]) -> None:
    db, calendar_id = seeded
    with db.transaction() as session:
        set_days(session, calendar_id, [DayRule(date(2026, 11, 24), DayKind.HOLIDAY, f"{calendar_id}")])
        set_hours(session, calendar_id, {"wed": [["08:00", "08:31"]]}, nominal_minutes=31)
    statements: list[str] = []
    with db.reading() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        load_calendar(session, calendar_id)
        assert len(statements) <= 2
        statements.clear()
        load_calendar(session, calendar_id)
        assert len(statements) == 1


def test_the_days_of_a_year_are_listed_in_order(seeded: tuple[Database, UUID]) -> None:
    db, calendar_id = seeded
    with db.reading() as session:
        days: list[CalendarDay] = list(special_days(session, calendar_id, 2026))
    assert days[0].day == date(2026, 1, 1)
    assert {day.name for day in days} >= {"元旦", "春节", "国庆节调休"}
    assert all(day.is_official for day in days)


def test_an_unknown_calendar_is_not_found(db: Database) -> None:
    with db.reading() as session, pytest.raises(NotFound):
        load_calendar(session, "nowhere")


def test_a_second_calendar_of_the_same_code_is_refused(seeded: tuple[Database, UUID]) -> None:
    db, _ = seeded
    with db.transaction() as session, pytest.raises(Conflict):
        create_calendar(session, "cn", "Twice", timezone="Asia/Shanghai", hours=HOURS)


@pytest.mark.parametrize(
    ("hours", "timezone", "nominal"),
    [
        ({}, "Asia/Shanghai", 480),
        ({"funday": WORKDAY_HOURS}, "Asia/Shanghai", 480),
        ({"mon": [["09:00", "12:00"], ["11:00", "18:00"]]}, "Asia/Shanghai", 480),
        ({"mon": [["09:00", "25:00"]]}, "Asia/Shanghai", 480),
        ({"mon": [["9", "12:00"]]}, "Asia/Shanghai", 480),
        ({"mon": ["09:00", "12:00"]}, "Asia/Shanghai", 480),
        ({"mon": [["24:00", "06:00"]]}, "Asia/Shanghai", 480),
        (HOURS, "Asia/Atlantis", 480),
        (HOURS, "../etc/passwd", 480),
        (HOURS, "Asia/Shanghai", 0),
    ],
)
def test_a_calendar_that_cannot_work_is_refused(
    sqlite_db: Database, hours: dict[str, object], timezone: str, nominal: int
) -> None:
    with sqlite_db.transaction() as session, pytest.raises(Invalid):
        create_calendar(session, "bad", "Bad", timezone=timezone, hours=hours, nominal_minutes=nominal)
