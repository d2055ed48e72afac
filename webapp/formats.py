"""Dates, durations and amounts as the reader expects them: their language, their time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from flask_babel import (
    format_currency,
    format_date,
    format_datetime,
    format_decimal,
    format_timedelta,
    get_timezone,
    gettext,
)

from engine import clock
from engine.forms import Formats


def money(amount: Decimal | None, currency: str) -> str:
    """¥38,600.00; a dash where there is no amount."""
    return "–" if amount is None else format_currency(amount, currency or "CNY")


def amount(value: Decimal, currency: str) -> str:
    """¥38,600.00; 38,600.00 where no currency is named."""
    return money(value, currency) if currency else str(format_decimal(value, "#,##0.00"))


def number(value: Decimal | int) -> str:
    return str(format_decimal(value))


def instant(value: datetime | None) -> str:
    """2026-11-21 18:00 in the reader's zone."""
    return "–" if value is None else format_datetime(value, "yyyy-MM-dd HH:mm")


def day(value: date | None) -> str:
    return "–" if value is None else format_date(value, "yyyy-MM-dd", rebase=False)


READER_FORMATS = Formats(amount, day, instant)
"""What the texts of forms and diagrams write amounts and days with."""


def ago(value: datetime) -> str:
    """2 hours ago, in 3 days."""
    return str(format_timedelta(value - clock.now(), add_direction=True, threshold=1))


def lasting(span: timedelta) -> str:
    """2 hours, 3 days."""
    return str(format_timedelta(span, threshold=1))


@dataclass(frozen=True)
class Due:
    """How pressing a due time is: its words and the colour of its badge."""

    words: str
    colour: str
    at: datetime


def due(value: datetime | None) -> Due | None:
    """Red when late, yellow within four hours, grey before that: 已超时 2 小时, 剩余 45 分钟, 今天 18:00."""
    if value is None:
        return None
    left = value - clock.now()
    if left < timedelta(0):
        return Due(gettext("%(time)s late", time=lasting(-left)), "red", value)
    if left < timedelta(hours=4):
        return Due(gettext("%(time)s left", time=lasting(left)), "yellow", value)
    return Due(_calendar_words(value), "secondary", value)


def _calendar_words(value: datetime) -> str:
    zone = get_timezone()
    local, today = value.astimezone(zone), clock.now().astimezone(zone).date()
    time = format_datetime(value, "HH:mm")
    if local.date() == today:
        return str(gettext("today %(time)s", time=time))
    if local.date() == today + timedelta(days=1):
        return str(gettext("tomorrow %(time)s", time=time))
    if local.year == today.year:
        return str(format_datetime(value, "MM-dd EEE"))
    return str(format_datetime(value, "yyyy-MM-dd"))


def days_since(value: datetime) -> int:
    """Whole days from `value` until now, by the reader's calendar."""
    zone = get_timezone()
    return (clock.now().astimezone(zone).date() - value.astimezone(zone).date()).days
