"""Calendars are edited and given to units and people."""

from __future__ import annotations

from datetime import date

import pytest

from engine.actors import Actor
from engine.calendars.models import DayKind
from engine.calendars.operations import DayRule
from engine.calendars.queries import find_calendar, load_calendar
from engine.calendars.working_time import add
from engine.commands.edit_calendar import (
    clear_calendar_day,
    create_calendar,
    give_person_calendar,
    give_unit_calendar,
    set_calendar_day,
    set_calendar_hours,
)
from engine.errors import NotAllowed, NotFound
from engine.people.queries import calendar_code_of
from tests.cast import Cast
from tests.engine.calendars.examples import shanghai

HOURS = {"mon": [["09:00", "17:00"]]}
HOLIDAY = DayRule(date(2026, 11, 25), DayKind.HOLIDAY, "厂庆")


def make_calendar(cast: Cast, code: str = "site", actor: Actor | None = None) -> None:
    cast.act(
        lambda session: create_calendar(
            session,
            actor or cast.admin,
            code,
            "Site",
            timezone="Asia/Shanghai",
            hours=HOURS,
            nominal_minutes=480,
        )
    )


def code_of(cast: Cast, who: str) -> str | None:
    with cast.db.reading() as session:
        return calendar_code_of(session, person_id=cast.ids[who])


def test_a_person_works_by_their_own_calendar_else_by_that_of_the_nearest_unit(cast: Cast) -> None:
    make_calendar(cast)
    make_calendar(cast, "night")
    assert code_of(cast, "requester") is None
    cast.act(lambda session: give_unit_calendar(session, cast.admin, cast.unit_id, "site"))
    assert code_of(cast, "requester") == "site"
    assert code_of(cast, "approver") is None
    cast.act(lambda session: give_person_calendar(session, cast.admin, cast.ids["requester"], "night"))
    assert code_of(cast, "requester") == "night"
    cast.act(lambda session: give_person_calendar(session, cast.admin, cast.ids["requester"], None))
    with cast.db.reading() as session:
        assert calendar_code_of(session, org_unit_id=cast.unit_id) == "site"
        assert calendar_code_of(session) is None


def test_an_edited_day_counts_at_once_and_stands_in_the_history(cast: Cast) -> None:
    def due() -> object:
        with cast.db.reading() as session:
            return add(load_calendar(session, "cn"), shanghai("2026-11-24 17:30"), 60)

    assert due() == shanghai("2026-11-25 09:30")
    cast.act(lambda session: set_calendar_day(session, cast.admin, "cn", HOLIDAY))
    assert due() == shanghai("2026-11-26 09:30")
    cast.act(lambda session: clear_calendar_day(session, cast.admin, "cn", HOLIDAY.day))
    assert due() == shanghai("2026-11-25 09:30")
    with cast.db.reading() as session:
        calendar_id = find_calendar(session, "cn").id
    assert cast.events(calendar_id) == ["calendar_day_changed", "calendar_day_changed"]


def test_new_weekly_hours_count_at_once(cast: Cast) -> None:
    make_calendar(cast)
    cast.act(
        lambda session: set_calendar_hours(
            session, cast.admin, "site", {"mon": [["08:00", "08:30"]]}, nominal_minutes=30
        )
    )
    with cast.db.reading() as session:
        calendar = load_calendar(session, "site")
        assert add(calendar, shanghai("2026-11-23 07:00"), 30) == shanghai("2026-11-23 08:30")
        assert calendar.nominal_minutes == 30


def test_only_who_may_edit_calendars_changes_them(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        make_calendar(cast, actor=cast.approver)
    with pytest.raises(NotAllowed):
        cast.act(lambda session: set_calendar_day(session, cast.process_owner, "cn", HOLIDAY))
    with pytest.raises(NotAllowed):
        cast.act(lambda session: give_unit_calendar(session, cast.head, cast.unit_id, "cn"))


def test_what_is_not_there_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        cast.act(lambda session: give_unit_calendar(session, cast.admin, cast.unit_id, "nowhere"))
    with pytest.raises(NotFound):
        cast.act(lambda session: clear_calendar_day(session, cast.admin, "cn", HOLIDAY.day))
