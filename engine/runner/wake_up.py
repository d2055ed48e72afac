"""APScheduler as a wake-up call."""

from __future__ import annotations

from datetime import timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from engine import clock
from engine.commands.run_jobs import run_jobs
from engine.commands.send_messages import send_messages
from engine.commands.take_checkpoints import take_checkpoints
from engine.commands.tick import fire_due
from engine.db import Database
from engine.files.operations import sweep_orphans
from engine.files.storage import FileStore
from engine.history.checkpoint_file import CheckpointFile
from engine.history.operations import sweep_answers
from engine.outbox.deliveries import Send
from engine.runner.sweeping import sweep_rows

log = structlog.get_logger()

TICK_SECONDS = 5
SWEEP_HOURS = 6
CHECKPOINT_HOURS = 1
ORPHAN_AGE = timedelta(days=1)
ANSWER_AGE = timedelta(days=30)
"""Of answers to requests with an idempotency key: no program repeats a request so late."""


def start_wake_up(
    db: Database, store: FileStore, send: Send, checkpoints: CheckpointFile | None = None
) -> BackgroundScheduler:
    """Fire what is due, run jobs and let messages leave every five seconds, take a checkpoint every hour (where there
    is a file for them) and sweep what nobody needs any more every six hours, in threads of this process.

    None of them is joined by a second of its kind while it runs. Jobs and messages have threads of their own: neither
    long work nor a receiver that keeps us waiting may stop the clock.
    """
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(_tick, "interval", seconds=TICK_SECONDS, args=[db], id="tick")
    scheduler.add_job(_run_jobs, "interval", seconds=TICK_SECONDS, args=[db], id="jobs")
    scheduler.add_job(_send, "interval", seconds=TICK_SECONDS, args=[db, send], id="send")
    scheduler.add_job(_sweep, "interval", hours=SWEEP_HOURS, args=[db, store], id="sweep")
    if checkpoints is not None:
        scheduler.add_job(
            _take_checkpoints, "interval", hours=CHECKPOINT_HOURS, args=[db, checkpoints], id="checkpoint"
        )
    scheduler.start()
    return scheduler


def _tick(db: Database) -> None:
    try:
        fire_due(db)
    except Exception as error:  # the database may be away for a while: the next tick tries again
        log.error("tick_failed", exc_info=error)


def _run_jobs(db: Database) -> None:
    try:
        run_jobs(db)
    except Exception as error:  # as above
        log.error("jobs_failed", exc_info=error)


def _send(db: Database, send: Send) -> None:
    try:
        send_messages(db, send, now=clock.now())
    except Exception as error:  # as above
        log.error("sending_failed", exc_info=error)


def _sweep(db: Database, store: FileStore) -> None:
    with db.transaction() as session:
        sweep_orphans(session, store, older_than=clock.now() - ORPHAN_AGE)
    with db.transaction() as session:
        sweep_answers(session, older_than=clock.now() - ANSWER_AGE)
    sweep_rows(db)


def _take_checkpoints(db: Database, file: CheckpointFile) -> None:
    try:
        take_checkpoints(db, file)
    except Exception as error:  # a full disk, a database that is away: in an hour it covers what this one did not
        log.error("checkpoint_failed", exc_info=error)
