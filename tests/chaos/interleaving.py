"""Two acts in two threads, one held at a chosen statement until the other is done or has to wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from engine import commands
from engine.db import Database
from engine.errors import EngineError

Act = Callable[[Session], object]

BLOCKED = 0.15
"""Seconds after which an act that has not come to its end is taken to wait for the other."""
LONGEST = 60


@dataclass(frozen=True)
class Ended:
    """How an act ended: what it gave, or why it was refused."""

    value: object = None
    refusal: EngineError | None = None

    @property
    def is_done(self) -> bool:
        """Whether it was carried out: neither refused nor without anything to do."""
        return self.refusal is None and self.value is not False


@contextmanager
def two_workers(db: Database) -> Iterator[tuple[Database, Database]]:
    """Two processes' worth of connections: they share no lock but the database's."""
    url = db.url.render_as_string(hide_password=False)
    first, second = Database(url), Database(url)
    try:
        yield first, second
    finally:
        first.dispose()
        second.dispose()


def count_statements(db: Database, act: Act) -> int:
    """How many statements an act sends; it is carried out."""
    heard: list[None] = []

    def hear(*_: Any) -> None:
        heard.append(None)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        commands.perform(db, act)
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    return len(heard)


def interleave(db: Database, held: Act, other: Act, *, at: int) -> tuple[Ended, Ended]:
    """Hold `held` before its statement `at` (from 1) while `other` is begun; both are brought to their end."""
    with two_workers(db) as (first, second), ThreadPoolExecutor(2) as pool:
        reached, released = Event(), Event()
        sent = 0

        def hold(*_: Any) -> None:
            nonlocal sent
            sent += 1
            if sent == at:
                reached.set()
                released.wait(LONGEST)

        event.listen(first.engine, "before_cursor_execute", hold)
        one = pool.submit(_carry_out, first, held)
        one.add_done_callback(lambda _: reached.set())
        reached.wait(LONGEST)
        two = pool.submit(_carry_out, second, other)
        _wait(two, BLOCKED)
        released.set()
        return one.result(LONGEST), two.result(LONGEST)


def _wait(future: Future[Ended], seconds: float) -> None:
    wait_for([future], timeout=seconds)


def _carry_out(db: Database, act: Act) -> Ended:
    try:
        return Ended(value=commands.perform(db, act))
    except EngineError as refusal:
        return Ended(refusal=refusal)
