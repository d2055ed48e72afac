"""The calendar that an installation in China starts with: code `cn`, official days with make-up workdays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.calendars.lawful_holidays import lawful_holidays
from engine.calendars.models import Calendar, DayKind
from engine.calendars.operations import DayRule, create_calendar, remove_days, set_days
from engine.calendars.queries import years_without_official_data

CODE = "cn"
YEARS = range(2020, 2028)
WORKDAY_HOURS = [["09:00", "12:00"], ["13:00", "18:00"]]
ENGLISH_NAMES = {
    "元旦": "New Year",
    "春节": "Spring Festival",
    "清明": "Qingming Festival",
    "清明节": "Qingming Festival",
    "劳动节": "Labour Day",
    "端午": "Dragon Boat Festival",
    "端午节": "Dragon Boat Festival",
    "中秋": "Mid-Autumn Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
}


def seed_chinese_calendar(session: Session) -> Calendar:
    """The calendar `cn`: Monday to Friday 09:00-12:00 and 13:00-18:00, Shanghai time; left alone if it exists."""
    calendar = session.scalar(select(Calendar).where(Calendar.code == CODE))
    if calendar is None:
        hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), WORKDAY_HOURS)
        calendar = create_calendar(
            session, CODE, "中国工作日历", name_en="Chinese working days", timezone="Asia/Shanghai", hours=hours
        )
        set_days(session, calendar.id, chinese_days(YEARS))
    return calendar


def adopt_official_days(session: Session, calendar_id: UUID) -> list[int]:
    """Put the official arrangement in the place of the law's days, for years that have one by now. Gives those years.

    Days edited by hand stay unless the arrangement says something of them. Raises `NotFound`.
    """
    adopted = []
    for year in years_without_official_data(session, calendar_id, YEARS):
        try:
            rules = _official_days(year)
        except NotImplementedError:
            continue
        remove_days(session, calendar_id, lawful_holidays(year))
        set_days(session, calendar_id, rules)
        adopted.append(year)
    return adopted


def chinese_days(years: range) -> Iterator[DayRule]:
    """Holidays and make-up workdays of `years`; by the law alone, not official, where no arrangement is published."""
    for year in years:
        try:
            yield from _official_days(year)
        except NotImplementedError:
            for day, name in lawful_holidays(year).items():
                yield DayRule(day, DayKind.HOLIDAY, name, name_en=ENGLISH_NAMES[name])


def _official_days(year: int) -> list[DayRule]:
    from chinese_calendar import Holiday, get_holiday_detail  # heavy: the command line starts without it

    rules = []
    for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        day = date(year, 1, 1) + timedelta(days=offset)
        is_holiday, festival = get_holiday_detail(day)
        if festival is None:
            continue
        name = Holiday(festival).chinese
        name_en = ENGLISH_NAMES.get(name, str(festival))
        if is_holiday:
            rules.append(DayRule(day, DayKind.HOLIDAY, name, is_official=True, name_en=name_en))
        else:
            made_up = f"{name_en}, made up for"
            rules.append(DayRule(day, DayKind.WORKDAY, f"{name}调休", is_official=True, name_en=made_up))
    return rules
