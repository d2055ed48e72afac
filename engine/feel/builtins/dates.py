"""Calendar functions (DMN 1.5, table 79) and the clock, which only the caller may grant."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.errors import say
from engine.feel.builtins.registry import builtin
from engine.feel.comparison import equals
from engine.feel.errors import FeelError
from engine.feel.numbers import is_number
from engine.feel.run import Run
from engine.feel.wide import Day, Moment, WideDate, date_of, days_in_month, is_clock, is_moment, made_date

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("now")
def _now(run: Run) -> datetime:
    return _granted(run)


@builtin("today")
def _today(run: Run) -> date:
    return _granted(run).date()


@builtin("is", "value1: any?, value2: any?")
def _is(run: Run, left: Any = None, right: Any = None) -> bool:
    """Equal, and of one kind and zone: unlike `=`, noon in two zones is not the same."""
    if is_number(left) and is_number(right):
        return bool(left == right)
    if type(left) is not type(right) or _zone(left) != _zone(right):
        return False
    return equals(run, left, right) is True


@builtin("day of year", "date: date")
def _day_of_year(run: Run, day: Day | Moment) -> Decimal:
    return Decimal(_near(day).timetuple().tm_yday)


@builtin("day of week", "date: date")
def _day_of_week(run: Run, day: Day | Moment) -> str:
    return _WEEKDAYS[_near(day).weekday()]


@builtin("month of year", "date: date")
def _month_of_year(run: Run, day: Day | Moment) -> str:
    return _MONTHS[_near(day).month - 1]


@builtin("week of year", "date: date")
def _week_of_year(run: Run, day: Day | Moment) -> Decimal:
    return Decimal(_near(day).isocalendar().week)


@builtin("last day of month", "date: date")
def _last_day_of_month(run: Run, day: Day | Moment) -> Day | None:
    on = date_of(day)
    return made_date(on.year, on.month, days_in_month(on.year, on.month))


def _granted(run: Run) -> datetime:
    if run.now is None:
        raise FeelError(say("This expression may not ask for the time."))
    return run.now


def _near(value: Day | Moment) -> date:
    """A date of the same place in its year and week, which repeat every 400 years."""
    day = date_of(value)
    return day.near if isinstance(day, WideDate) else day


def _zone(value: Any) -> str:
    return str(value.tzinfo) if is_clock(value) or is_moment(value) else ""
