"""The one clock (law 2): nothing else in the house asks what time it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)
_DOUBLINGS = 9

_set_to: ContextVar[datetime | None] = ContextVar("clock_set_to", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def retry_at(failures: int) -> datetime:
    """When to try again what has failed so often (1 or more): in a minute, then after twice as long each time, at last
    every six hours."""
    return now() + min(FIRST_RETRY * (1 << min(failures - 1, _DOUBLINGS)), LONGEST_RETRY)


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Let this context believe that it is `instant` (aware): only for `zhangshi tick --now` and try-outs."""
    if instant.tzinfo is None:
        raise ValueError("the clock takes aware instants only")
    token = _set_to.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
