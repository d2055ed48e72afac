"""The clock of the machine is set by an hour or a day, both ways, while cases wait: nothing fires twice or never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import clock, commands
from engine.history.queries import events_of
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast
from tests.chaos.soundness import faults
from tests.chaos.tally import Tally

START = datetime(2026, 11, 2, 2, tzinfo=UTC)
LIMIT = timedelta(days=2)
STEPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]


def limited() -> Diagram:
    return (
        bpmn("p")
        .start()
        .user_task("ask", groups="approver", properties={"decisions": "approve"})
        .boundary_timer("late", "P2D", on="ask", interrupting=False)
        .end("told")
        .at("ask")
        .user_task("next", groups="asset_manager")
        .end("done")
    )


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_timer_fires_once_at_its_time_wherever_the_clock_is_set(cast: Cast, tally: Tally, step: timedelta) -> None:
    cast.publish(limited())
    with clock.set_to(START):
        case = cast.start()
    told: list[str] = []
    for at in (timedelta(hours=1), step, LIMIT - timedelta(minutes=1), LIMIT, LIMIT + step, LIMIT + timedelta(hours=2)):
        with clock.set_to(START + at):
            report = commands.tick(cast.db)
            assert report.timers_failed == 0
            told += ["late"] * report.timers_fired
        assert len(told) == (1 if at >= LIMIT or told else 0)
        assert cast.events(case).count("timer_fired late") == len(told)
    tally.count(told=len(told), done=cast.events(case).count("timer_fired late"))
    assert told == ["late"]
    assert faults(cast.db, case) == []


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_decision_counts_once_and_waits_never_less_than_nothing(cast: Cast, tally: Tally, step: timedelta) -> None:
    cast.publish(limited())
    with clock.set_to(START):
        case = cast.start()
    with clock.set_to(START + step):
        cast.complete(cast.approver, cast.task(case, "ask"), "approve")
        cast.complete(cast.asset_manager, cast.task(case, "next"))
    with cast.db.reading() as session:
        events = events_of(session, case)
    waited = [event.data["waited_seconds"] for event in events if event.kind == "task_completed"]
    assert waited == [max(0, int(step.total_seconds())), 0]
    assert [event.number for event in events] == list(range(1, len(events) + 1)), "in the order of the acts"
    tally.count(told=1, done=cast.events(case).count("task_completed ask"))
    assert faults(cast.db, case) == []
