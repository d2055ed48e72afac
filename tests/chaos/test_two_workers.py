"""Two workers on one database: every due timer, stage and job is done once, by whichever comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from engine import commands
from engine.commands.tick import TickReport
from engine.db import Database
from engine.timers.models import Timer
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.chaos.interleaving import two_workers
from tests.chaos.scale import repeated
from tests.chaos.soundness import faults
from tests.chaos.tally import Tally

CASES = repeated(15, 300)
AFTER_THREE_DAYS = timedelta(days=3)


def test_overdue_timers_are_fired_once_by_two_workers(cast: Cast, tally: Tally) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .user_task("ask", users="head", properties={"decisions": "approve"})
        .boundary_timer("late", "P2D", on="ask", interrupting=False)
        .service_task("told", "notify.role", headers={"role": "finance_accountant", "message": "marked"})
        .end("end_told")
        .at("ask")
        .end("done")
    )
    cases = [cast.start() for _ in range(CASES)]
    now = datetime.now(UTC) + AFTER_THREE_DAYS

    def ticks(worker: Database) -> list[TickReport]:
        return [commands.tick(worker, now=now) for _ in range(4)]  # what is busy is left for the next

    with two_workers(cast.db) as workers, ThreadPoolExecutor(2) as pool:
        reports = [report for done in pool.map(ticks, workers) for report in done]
    assert sum(report.timers_failed for report in reports) == 0
    assert sum(report.timers_fired for report in reports) == CASES
    for case in cases:
        tally.count(told=1, done=cast.events(case).count("timer_fired late"))
        assert faults(cast.db, case) == []
    with cast.db.reading() as session:
        stages = select(func.count()).select_from(Timer).where(Timer.action == "remind", Timer.fired_at.is_not(None))
        fired = session.scalar(stages)
    assert fired == CASES, "each reminder once"
