"""Serving: web pages and API by waitress, the clock by APScheduler."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
from typing import TYPE_CHECKING

import click

from engine.errors import EngineError, say
from engine.settings import Settings, read_settings
from webapp.cli.language import _
from webapp.cli.running import PORT, opened_database

if TYPE_CHECKING:
    from engine.db import Database


@click.command(help=_("Serve the web pages and the API, and run the clock in the same process."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen on."))
@click.option("--port", default=8000, show_default=True, type=PORT, help=_("The port to listen on."))
@click.option(
    "--threads", default=8, show_default=True, type=click.IntRange(1, 64), help=_("How many requests at once.")
)
def serve(host: str, port: int, threads: int) -> None:
    settings = read_settings()
    with opened_database(settings, pool_size=threads) as database:
        _require_up_to_date(database)
        click.echo(f"http://{host}:{port}")
        run_server(settings, database, host=host, port=port, threads=threads)


@click.command(help=_("Run the clock alone: timers, jobs and mail, beside web processes on the same database."))
def worker() -> None:
    from webapp.app import keep_what_is_loaded

    settings = read_settings()
    with opened_database(settings) as database:
        _require_up_to_date(database)
        _stop_when_told()
        scheduler = _start_clock(settings, database)
        keep_what_is_loaded()
        click.echo(_("The clock runs. Stop it with Ctrl+C."))
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo()
        finally:
            scheduler.shutdown()


def run_server(settings: Settings, database: Database, *, host: str, port: int, threads: int) -> None:
    """Serve until Ctrl+C. Refused: an address that is taken."""
    from waitress import serve as run_waitress

    from webapp.app import create_app, keep_what_is_loaded
    from webapp.security import LARGEST_REQUEST_BYTES

    _require_free(host, port)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every request that waits for a thread
    app = create_app(settings, database)
    _stop_when_told()
    scheduler = _start_clock(settings, database)
    keep_what_is_loaded()
    try:
        run_waitress(
            app,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            clear_untrusted_proxy_headers=False,
            max_request_body_size=4 * LARGEST_REQUEST_BYTES,  # up to that the application says what is wrong
        )
    finally:
        scheduler.shutdown()


def _stop_when_told() -> None:
    """Let a service manager's SIGTERM end the process as Ctrl+C does: a tick under way is finished."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(0))


def _start_clock(settings: Settings, database: Database):  # type: ignore[no-untyped-def]  # APScheduler has no types
    from engine.files.storage import FileStore
    from engine.history.checkpoint_file import CheckpointFile
    from engine.runner.sending import sender
    from engine.runner.wake_up import start_wake_up
    from webapp.sayings import say_in

    checkpoints = CheckpointFile(settings.checkpoint_file)
    return start_wake_up(database, FileStore(settings.files_dir), sender(settings, say_in), checkpoints)


def _require_up_to_date(database: Database) -> None:
    from webapp.database import is_up_to_date

    if not is_up_to_date(database):
        raise EngineError(say("The database is not set up, or not up to date. Run: zhangshi init"))


def _require_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise EngineError(
            say(
                "Port %(port)s of %(host)s cannot be used: %(reason)s. Choose another with --port.",
                port=port,
                host=host,
                reason=error.strerror,
            )
        ) from error
