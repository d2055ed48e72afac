"""Opening hours as a calendar's row keeps them: `{"mon": [["09:00", "12:00"], ["13:00", "18:00"]], ...}`, local time.

A piece whose end is not later than its start runs over midnight and belongs to the day it begins on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from engine.errors import Invalid, Problem, Sentence, say

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
MAX_PIECES = 12

Piece = tuple[int, int]
"""Minutes since local midnight; an end above 1440 lies on the following day."""
Day = tuple[Piece, ...]
Week = tuple[Day, ...]

_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)")


def parse_week(hours: Mapping[str, Any]) -> Week:
    """The seven days of `hours`, Monday first; a day that is not named is closed. Raises `Invalid`."""
    unknown = [key for key in hours if key not in WEEKDAYS]
    if unknown:
        raise _invalid(say("“%(name)s” is not a weekday: mon, tue, wed, thu, fri, sat or sun.", name=unknown[0]))
    return tuple(parse_day(hours.get(name, [])) for name in WEEKDAYS)


def parse_day(pieces: Sequence[Any]) -> Day:
    """The open pieces of one day, in order. Raises `Invalid` for bad times and for pieces that overlap."""
    if not isinstance(pieces, (list, tuple)) or len(pieces) > MAX_PIECES:
        raise _invalid(say("The hours of a day are a list of at most %(limit)s pieces.", limit=MAX_PIECES))
    day = tuple(sorted(_parse_piece(piece) for piece in pieces))
    for (_, end), (start, _) in pairwise(day):
        if start < end:
            raise _invalid(say("The hours of a day overlap at %(time)s.", time=time_text(start)))
    return day


def time_text(minute: int) -> str:
    """A minute of the day as HH:MM."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _parse_piece(piece: Any) -> Piece:
    if not isinstance(piece, (list, tuple)) or len(piece) != 2:
        raise _invalid(say("A piece of working time has a start and an end."))
    start, end = (_parse_time(text) for text in piece)
    if start == DAY_MINUTES:
        raise _invalid(say("A piece of working time cannot begin at 24:00."))
    return start, end if end > start else end + DAY_MINUTES


def _parse_time(text: Any) -> int:
    match = _TIME.fullmatch(text) if isinstance(text, str) else None
    minute = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise _invalid(say("“%(text)s” is not a time of day (00:00 to 24:00).", text=str(text)[:20]))
    return minute


def _invalid(sentence: Sentence) -> Invalid:
    return Invalid([Problem("hours", sentence, "calendar")])
