"""A failing service task costs nobody's decision; refusals and stuck cases are kept apart from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.errors import AlreadyDone, EngineError, NotAllowed, say
from engine.instances.models import InstanceStatus
from engine.jobs.models import Job
from engine.service_tasks import ServiceCall, service_task
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

CALLS: list[Mapping[str, Any]] = []


@service_task("test.pay")
def pay(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    CALLS.append(call.arguments)
    if call.arguments["account"] == "broken":
        raise RuntimeError("the bank is closed")
    if call.arguments["account"] == "refused":
        raise EngineError(say("This account is not yours."))
    return {"receipt": "R1"}


@service_task("test.report", runs_afterwards=True)
def report(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    CALLS.append({"report": call.element_id})
    return {}


@pytest.fixture(autouse=True)
def no_calls() -> None:
    CALLS.clear()


def payment(type_: str = "test.pay") -> Diagram:
    return (
        bpmn("p")
        .start()
        .user_task("ask", groups="approver", outputs={"account": "=account"})
        .service_task("pay", type_, inputs={"account": "=account"})
        .user_task("after", groups="approver")
        .end()
    )


def test_a_failing_service_task_keeps_the_decision_and_can_be_retried_with_other_variables(cast: Cast) -> None:
    cast.publish(payment())
    case = cast.start(account="broken")
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert cast.events(case)[-2:] == ["task_completed ask", "incident_opened pay"]
    assert cast.waiting(cast.approver) == []
    [incident] = cast.incidents(case)
    assert incident.element_id == "pay"
    assert "the bank is closed" in incident.detail

    retry(cast, incident.id)
    [incident] = cast.incidents(case)
    assert (incident.attempts, incident.resolved_at) == (2, None)

    retry(cast, incident.id, account="open")
    assert cast.waiting(cast.approver) == ["after"]
    assert cast.incidents(case)[0].resolved_at is not None
    with pytest.raises(AlreadyDone):
        retry(cast, incident.id)


def retry(cast: Cast, incident_id: UUID, **variables: Any) -> None:
    cast.act(lambda session: commands.retry_incident(session, cast.process_owner, incident_id, variables=variables))


def test_only_who_may_resolve_incidents_retries(cast: Cast) -> None:
    cast.publish(payment())
    case = cast.start(account="broken")
    cast.complete(cast.approver, cast.task(case, "ask"))
    [incident] = cast.incidents(case)
    with pytest.raises(NotAllowed):
        cast.act(lambda session: commands.retry_incident(session, cast.approver, incident.id))


def test_a_refusal_by_a_service_task_changes_nothing(cast: Cast) -> None:
    cast.publish(payment())
    case = cast.start(account="refused")
    before = cast.events(case)
    with pytest.raises(EngineError, match="not yours"):
        cast.complete(cast.approver, cast.task(case, "ask"))
    assert cast.events(case) == before
    assert cast.waiting(cast.approver) == ["ask"]
    assert cast.incidents(case) == []


def test_a_task_that_runs_afterwards_is_a_jobs_work(cast: Cast) -> None:
    cast.publish(payment("test.report"))
    case = cast.start(account="any")
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert CALLS == []
    report_of_tick = commands.tick(cast.db)
    assert report_of_tick.job_chunks == 1
    assert CALLS == [{"report": "pay"}]
    assert cast.waiting(cast.approver) == ["after"]
    with cast.db.reading() as session:
        assert {job.status for job in session.query(Job)} == {"done"}


def test_a_cancelled_case_runs_its_hook_and_leaves_nothing_waiting(cast: Cast) -> None:
    diagram = payment().properties(cancelHook="test.pay")
    cast.publish(diagram)
    case = cast.start(account="open")
    with pytest.raises(NotAllowed):
        cast.act(lambda session: commands.cancel_case(session, cast.requester, case, "a mistake"))
    cast.act(lambda session: commands.cancel_case(session, cast.process_owner, case, "a mistake"))
    assert cast.instance(case).status == InstanceStatus.CANCELLED
    assert CALLS[0]["reason"] == "a mistake"
    assert cast.waiting(cast.approver) == []
    with pytest.raises(AlreadyDone):
        cast.act(lambda session: commands.cancel_case(session, cast.process_owner, case, "again"))


def test_a_loop_without_anybody_to_wait_for_costs_nobodys_decision(cast: Cast) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .user_task("ask", groups="approver", outputs={"again": "=true"})
        .xor("join")
        .script_task("count", "=1", "n")
        .xor("loop")
        .when("=again")
        .to("join")
        .at("loop")
        .otherwise()
        .end()
    )
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert "task_completed ask" in cast.events(case)
    [incident] = cast.incidents(case)
    assert incident.kind == "too_many_steps"
    retry(cast, incident.id, again=False)
    assert cast.instance(case).status == InstanceStatus.COMPLETED


def test_an_error_that_is_caught_nowhere_is_an_incident(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="approver").end("failed", error="E1"))
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert [incident.kind for incident in cast.incidents(case)] == ["uncaught_error"]
    assert "task_completed ask" in cast.events(case)
