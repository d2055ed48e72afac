"""Acts that hear of each of their statements, and processes that die at one."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from engine import commands
from engine.db import Database

KILLED = 9

Heard = Callable[[str], object]
"""Is told `before 1`, `after 1`, ... `before COMMIT`, `after COMMIT`."""


def exit_of_fork(url: str, act: Callable[[Session], object], moment: str) -> int:
    """The exit code of a fork of this process that does the act and dies at the moment."""
    fork = os.fork()
    if fork:
        return os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
    try:
        carry_out(url, act, lambda heard: os._exit(KILLED) if heard == moment else None)
    finally:
        os._exit(0)  # a fork that outlives its moment


def carry_out(url: str, act: Callable[[Session], object], hear: Heard) -> None:
    """Do the act in a transaction of its own."""
    database = Database(url)
    sent = 0

    def before(*_: Any) -> None:
        nonlocal sent
        sent += 1
        hear(f"before {sent}")

    event.listen(database.engine, "before_cursor_execute", before)
    event.listen(database.engine, "after_cursor_execute", lambda *_: hear(f"after {sent}"))
    event.listen(database.engine, "commit", lambda *_: hear("before COMMIT"))
    # The connection goes back to its pool as soon as COMMIT has been answered, before anybody hears of it.
    event.listen(database.engine, "checkin", lambda *_: hear("after COMMIT"))
    commands.perform(database, act)
    database.dispose()
