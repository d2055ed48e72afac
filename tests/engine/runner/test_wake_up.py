"""What wakes the engine: a clock that nobody outside can stop."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest
from sqlalchemy.orm import Session

from engine.files.storage import FileStore
from engine.jobs.models import Job
from engine.jobs.operations import enqueue, job_kind
from engine.outbox.deliveries import Delivery
from engine.runner import wake_up
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.engine.outbox.told import told


def test_a_receiver_that_keeps_us_waiting_does_not_stop_the_clock(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake_up, "TICK_SECONDS", 0.05)
    is_sending, may_go_on = Event(), Event()

    def drip(_delivery: Delivery) -> None:
        is_sending.set()
        may_go_on.wait(20)

    told(cast, "approver")
    scheduler = wake_up.start_wake_up(cast.db, FileStore(tmp_path), drip)
    try:
        assert is_sending.wait(10)
        assert _fires_a_timer(cast)
    finally:
        may_go_on.set()
        scheduler.shutdown()


def test_a_timer_due_while_a_long_job_runs_fires_before_the_job_ends(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake_up, "TICK_SECONDS", 0.05)
    scheduler = wake_up.start_wake_up(cast.db, FileStore(tmp_path), lambda _delivery: None)
    try:
        cast.act(lambda session: enqueue(session, "test.endless", {}))
        assert ENDLESS["runs"].wait(10)
        assert _fires_a_timer(cast)
        assert not ENDLESS["ended"].is_set()
        ENDLESS["may_end"].set()
        assert ENDLESS["ended"].wait(10)
    finally:
        ENDLESS["may_end"].set()
        scheduler.shutdown()
        for event in ENDLESS.values():
            event.clear()


ENDLESS = {"runs": Event(), "may_end": Event(), "ended": Event()}


@job_kind("test.endless")
def _endless(_session: Session, _job: Job) -> bool:
    ENDLESS["runs"].set()
    sleep(0.01)
    if ENDLESS["may_end"].is_set():
        ENDLESS["ended"].set()
    return ENDLESS["may_end"].is_set()


def _fires_a_timer(cast: Cast) -> bool:
    """Whether a timer fires within ten seconds."""
    cast.publish(bpmn("p").start().timer("pause", "PT0S").user_task("ask", groups="approver").end())
    cast.start()
    until = monotonic() + 10
    while not cast.waiting(cast.approver) and monotonic() < until:
        sleep(0.05)
    return cast.waiting(cast.approver) == ["ask"]
