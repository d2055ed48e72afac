"""What the calendar forms sent: hours of a week or a day, one day, a limit to try out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from engine.calendars.durations import Duration, DurationUnit, due_at
from engine.calendars.hours import WEEKDAYS
from engine.calendars.models import DayKind
from engine.calendars.operations import DayRule
from engine.calendars.working_time import WorkingCalendar
from engine.errors import EngineError, Invalid, Problem, Sentence, say

PIECES = 4
UNITS = (DurationUnit.WORKING_DAYS, DurationUnit.WORKING_HOURS, DurationUnit.WORKING_MINUTES)
LONGEST_NAME = 100


def read_week(sent: Mapping[str, str]) -> dict[str, list[list[str]]]:
    """The weekly hours of a form with the fields `mon_1_from`, `mon_1_to` …; pieces left empty are dropped."""
    week = {weekday: read_pieces(sent, weekday) for weekday in WEEKDAYS}
    return {weekday: pieces for weekday, pieces in week.items() if pieces}


def read_pieces(sent: Mapping[str, str], prefix: str) -> list[list[str]]:
    """The pieces of working time of one day; `engine.calendars.hours` says what is wrong with them."""
    pieces = []
    for number in range(1, PIECES + 1):
        ends = [_time(sent.get(f"{prefix}_{number}_{end}", "")) for end in ("from", "to")]
        if any(ends):
            pieces.append([end for end in ends if end])
    return pieces


def read_day(sent: MultiDict[str, str]) -> DayRule:
    """The day that the form describes. Refused: `Invalid`."""
    try:
        day = date.fromisoformat(sent.get("day", ""))
    except ValueError:
        raise Invalid([Problem("day", say("Give a day."))]) from None
    name, name_en = sent.get("name", "").strip(), sent.get("name_en", "").strip()
    if max(len(name), len(name_en)) > LONGEST_NAME:
        raise Invalid([Problem("name", say("Keep the name to %(most)s characters.", most=LONGEST_NAME))])
    kind = sent.get("kind")
    if kind == "holiday":
        return DayRule(day, DayKind.HOLIDAY, name, name_en=name_en)
    if kind == "workday":
        return DayRule(day, DayKind.WORKDAY, name, name_en=name_en)
    pieces = read_pieces(sent, "day")
    if not pieces:
        raise Invalid([Problem("day_hours", say("Give the hours of that day, or make it a holiday."))])
    return DayRule(day, DayKind.WORKDAY, name, pieces, name_en=name_en)


def read_nominal_minutes(text: str) -> int:
    """The minutes that one working day counts; 0, which is refused later, for anything else than a number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0


@dataclass(frozen=True)
class Trial:
    """A limit tried out: `due_at`, or why there is none."""

    number: str
    unit: DurationUnit
    start: datetime
    due_at: datetime | None = None
    problem: Sentence | None = None


def try_limit(calendar: WorkingCalendar, start: datetime, number: str, unit: str) -> Trial:
    """When a task that begins at `start` with this limit is due."""
    chosen = next((known for known in UNITS if known == unit), UNITS[0])
    try:
        value = Decimal(number.strip())
        if not value.is_finite() or not 0 < value <= 100_000:
            raise InvalidOperation
        return Trial(number, chosen, start, due_at=due_at(start, Duration(value, chosen), calendar))
    except InvalidOperation:
        return Trial(number, chosen, start, problem=say("Give a number above 0."))
    except EngineError as refusal:
        return Trial(number, chosen, start, problem=refusal.sentence)


def _time(text: str) -> str:
    """`9:00` and `9：00` are read as 09:00."""
    text = text.strip().replace("：", ":")
    return text.zfill(5) if len(text) == 4 else text
