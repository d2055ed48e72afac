"""Completions a second over real sockets: server processes, and browsers in a process of their own."""

from __future__ import annotations

import multiprocessing
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from uuid import UUID

from engine.db import Database
from webapp.bench.browsing import complete_as_browsers
from webapp.bench.company import LOGIN, PASSWORD
from webapp.bench.shell import ZHANGSHI

SECONDS_TO_START = 60
BROWSERS = 8


@contextmanager
def servers(database: Database, count: int) -> Iterator[list[int]]:
    """So many `zhangshi serve` processes on one database, as production starts them; gives their ports."""
    ports = [_free_port() for _ in range(count)]
    with TemporaryDirectory(prefix="zhangshi-bench-") as folder, open(f"{folder}/log", "w+") as log:
        environment = {
            **os.environ,
            "ZHANGSHI_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "ZHANGSHI_DATA_DIR": folder,
            "ZHANGSHI_ENVIRONMENT": "production",
            "ZHANGSHI_SECRET_KEY": token_urlsafe(48),
            "ZHANGSHI_BEHIND_HTTPS": "0",
        }
        started = [
            subprocess.Popen(  # noqa: S603 - our own command
                [*ZHANGSHI, "serve", "--host", "127.0.0.1", "--port", str(port)],
                env=environment,
                stdout=log,
                stderr=log,
            )
            for port in ports
        ]
        try:
            for port in ports:
                if not _answers(port):
                    log.seek(0)
                    raise RuntimeError(f"the server on port {port} did not start: {log.read()[-2000:]}")
            yield ports
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait()


def completions_per_second(
    ports: Sequence[int], tasks: Sequence[UUID], *, seconds: float, browsers: int = BROWSERS
) -> float:
    """How many of `tasks` eight browsers complete in a second, for `seconds` at most."""
    spawn = multiprocessing.get_context("spawn")
    mine, theirs = spawn.Pipe(duplex=False)
    client = spawn.Process(
        target=complete_as_browsers, args=(list(ports), LOGIN, PASSWORD, list(tasks), seconds, browsers, theirs)
    )
    client.start()
    theirs.close()  # so that a client that dies ends the wait
    try:
        return float(mine.recv())
    finally:
        client.join()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    """Whether a server answers there, soon enough."""
    give_up_at = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up_at:
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/sign-in")
            if connection.getresponse().status == 200:
                return True
        time.sleep(0.1)
    return False
