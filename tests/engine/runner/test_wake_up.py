"""What wakes the engine: a clock that nobody outside can stop."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest

from engine.files.storage import FileStore
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
        cast.publish(bpmn("p").start().timer("pause", "PT0S").user_task("ask", groups="approver").end())
        cast.start()
        until = monotonic() + 10
        while not cast.waiting(cast.approver) and monotonic() < until:
            sleep(0.05)
        assert cast.waiting(cast.approver) == ["ask"]
    finally:
        may_go_on.set()
        scheduler.shutdown()
