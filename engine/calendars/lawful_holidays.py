"""Chinese public holidays as the law fixes them, for years whose official arrangement has not been published.

Source: Regulation on Public Holidays for National Annual Festivals and Memorial Days (全国年节及纪念日放假办法), as
amended by State Council Decree 795, in force since 2025-01-01: New Year 1 day; Spring Festival 4 days from its eve;
Qingming, Dragon Boat and Mid-Autumn 1 day each; Labour Day 1-2 May; National Day 1-3 October. Days moved between
weekends and workdays (调休) are known only from the yearly notice.
"""

from __future__ import annotations

from datetime import date, timedelta

SPRING_FESTIVAL = {2027: date(2027, 2, 6)}
QINGMING = {2027: date(2027, 4, 5)}
DRAGON_BOAT = {2027: date(2027, 6, 9)}
MID_AUTUMN = {2027: date(2027, 9, 15)}


def lawful_holidays(year: int) -> dict[date, str]:
    """Day -> Chinese name. Festivals of the lunar calendar only for years whose dates are listed above."""
    holidays = {date(year, 1, 1): "元旦"}
    if new_year := SPRING_FESTIVAL.get(year):
        holidays |= {new_year + timedelta(days=offset): "春节" for offset in (-1, 0, 1, 2)}
    for dates, name in ((QINGMING, "清明节"), (DRAGON_BOAT, "端午节"), (MID_AUTUMN, "中秋节")):
        if festival := dates.get(year):
            holidays[festival] = name
    holidays |= {date(year, 5, day): "劳动节" for day in (1, 2)}
    holidays |= {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    return dict(sorted(holidays.items()))
