"""An expression of the diagram that cannot be evaluated costs nobody's decision: the case waits with an incident."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine import clock, commands
from engine.errors import AlreadyDone
from engine.instances.models import InstanceStatus
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

TOO_LONG = "=count(for x in 1..n return x) > 0"
"""Runs out of steps where n is large: nothing else in FEEL fails rather than giving null."""


def ask() -> Diagram:
    return bpmn("p").start().user_task("ask", groups="approver")


def retry(cast: Cast, case: UUID, **variables: Any) -> None:
    [incident] = [found for found in cast.incidents(case) if found.resolved_at is None]
    cast.act(lambda session: commands.retry_incident(session, cast.process_owner, incident.id, variables=variables))


DIAGRAMS = {
    "condition": ask()
    .xor("gate")
    .when(TOO_LONG)
    .user_task("next", groups="approver")
    .end("a")
    .at("gate")
    .otherwise()
    .end("b"),
    "inclusive condition": ask()
    .inclusive("gate")
    .when(TOO_LONG)
    .user_task("next", groups="approver")
    .end("a")
    .at("gate")
    .otherwise()
    .end("b"),
    "output": bpmn("p")
    .start()
    .user_task("ask", groups="approver", outputs={"ok": TOO_LONG})
    .user_task("next", groups="approver")
    .end(),
    "input": ask().user_task("next", groups="approver", inputs={"ok": TOO_LONG}).end(),
    "script": ask().script_task("script", TOO_LONG, "ok").user_task("next", groups="approver").end(),
    "sub-process": ask()
    .sub_process("inner", bpmn().start("s1").task("pass").end("e1"), outputs={"ok": TOO_LONG})
    .user_task("next", groups="approver")
    .end(),
}


@pytest.mark.parametrize("where", DIAGRAMS)
def test_the_decision_is_kept_and_the_case_runs_on_once_the_variable_is_put_right(cast: Cast, where: str) -> None:
    cast.publish(DIAGRAMS[where])
    case = cast.start(n=10_000_000)
    task = cast.task(case, "ask")
    cast.complete(cast.approver, task)
    assert "task_completed ask" in cast.events(case)
    [incident] = cast.incidents(case)
    assert (incident.kind, incident.resolved_at) == ("expression_failed", None)
    assert cast.waiting(cast.approver) == []
    with pytest.raises(AlreadyDone):
        cast.complete(cast.approver, task)
    retry(cast, case)
    assert cast.incidents(case)[0].attempts == 2
    retry(cast, case, n=3)
    assert cast.waiting(cast.approver) == ["next"]
    assert cast.incidents(case)[0].resolved_at is not None
    cast.complete(cast.approver, cast.task(case, "next"))
    assert cast.instance(case).status == InstanceStatus.COMPLETED


def test_a_decided_task_whose_outputs_failed_cannot_be_overtaken_by_its_time_limit(cast: Cast) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .user_task("ask", groups="approver", outputs={"ok": TOO_LONG})
        .boundary_timer("late", "PT1H", on="ask", interrupting=True)
        .end("expired")
        .at("ask")
        .end("done")
    )
    case = cast.start(n=10_000_000)
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert commands.tick(cast.db, now=clock.now() + timedelta(hours=2)).timers_fired == 0
    retry(cast, case, n=3)
    assert "element_completed done" in cast.events(case)


def test_a_broken_expression_behind_a_timer_never_stops_the_clock(cast: Cast) -> None:
    cast.publish(bpmn("p").start().timer("wait", "PT1H").script_task("script", TOO_LONG, "ok").end())
    broken, sound = cast.start(n=10_000_000), cast.start(n=3)
    report = commands.tick(cast.db, now=clock.now() + timedelta(hours=2))
    assert (report.timers_fired, report.timers_failed) == (2, 0)
    assert cast.instance(sound).status == InstanceStatus.COMPLETED
    assert [incident.element_id for incident in cast.incidents(broken)] == ["script"]
