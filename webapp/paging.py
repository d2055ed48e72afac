"""Keyset pages: where the next one begins travels in the address."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from engine.errors import NotFound, say
from engine.types import EPOCH

MICROSECOND = timedelta(microseconds=1)


def cursor_text(cursor: tuple[datetime, UUID] | None) -> str | None:
    """The place after which the next page begins, as one word for an address."""
    if cursor is None:
        return None
    at, row_id = cursor
    return f"{(at - EPOCH) // MICROSECOND}_{row_id.hex}"


def read_cursor(text: str | None) -> tuple[datetime, UUID] | None:
    """The inverse of `cursor_text`."""
    if not text:
        return None
    microseconds, _, row_id = text.partition("_")
    try:
        return EPOCH + int(microseconds) * MICROSECOND, UUID(row_id)
    except (ValueError, OverflowError) as error:
        raise _unknown_page() from error


def read_id(text: str | None) -> UUID | None:
    """The id of the last row of the page before, if there was one."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise _unknown_page() from error


def _unknown_page() -> NotFound:
    return NotFound(say("There is no such page of the list. Begin at the first one."))
