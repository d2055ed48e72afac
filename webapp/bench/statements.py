"""Counting what one act sends to the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from engine.db import Database


@dataclass
class Statements:
    """SQL statements in order, without BEGIN and COMMIT, which are counted beside them."""

    texts: list[str] = field(default_factory=list)
    transactions: int = 0


@contextmanager
def counted(database: Database, *, is_reading: bool = False) -> Iterator[Statements]:
    """Count the statements that are sent by the writing, or the reading, connections of this process. On PostgreSQL
    both are of one engine, and those of glances too."""
    engine = database.reading_engine if is_reading and database.is_sqlite else database.engine
    counted = Statements()

    def note_statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            counted.texts.append(statement)

    def note_commit(_connection: Any) -> None:
        counted.transactions += 1

    listeners: dict[str, Callable[..., None]] = {"before_cursor_execute": note_statement, "commit": note_commit}
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield counted
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
