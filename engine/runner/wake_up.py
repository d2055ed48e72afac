"""APScheduler as a wake-up call."""

from __future__ import annotations

from datetime import timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from engine import clock
from engine.commands import tick
from engine.db import Database
from engine.files.operations import sweep_orphans
from engine.files.storage import FileStore
from engine.outbox.deliveries import Send

log = structlog.get_logger()

TICK_SECONDS = 5
SWEEP_HOURS = 6
ORPHAN_AGE = timedelta(days=1)


def start_wake_up(db: Database, store: FileStore, send: Send) -> BackgroundScheduler:
    """Tick every five seconds and sweep unattached files every six hours, in threads of this process.

    A tick that is still running is not joined by a second one.
    """
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(_tick, "interval", seconds=TICK_SECONDS, args=[db, send], id="tick")
    scheduler.add_job(_sweep, "interval", hours=SWEEP_HOURS, args=[db, store], id="sweep")
    scheduler.start()
    return scheduler


def _tick(db: Database, send: Send) -> None:
    try:
        tick(db, send=send)
    except Exception as error:  # the database may be away for a while: the next tick tries again
        log.error("tick_failed", exc_info=error)


def _sweep(db: Database, store: FileStore) -> None:
    with db.transaction() as session:
        sweep_orphans(session, store, older_than=clock.now() - ORPHAN_AGE)
