"""An incident is about one place of one case: others go on, and it is settled only when that place is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.errors import AlreadyDone, Invalid
from engine.instances.models import InstanceStatus
from engine.outbox.models import Notice
from engine.service_tasks import ServiceCall, service_task
from engine.types import new_id
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast
from tests.engine.decisions import dmn

CALLS: list[Actor] = []
DOES: dict[str, Callable[[Session], object]] = {}


@service_task("test.fragile")
def fragile(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    CALLS.append(actor)
    DOES["it"](session)
    return {}


def fail(session: Session) -> None:
    raise RuntimeError("closed")


def succeed(session: Session) -> None:
    return None


@pytest.fixture(autouse=True)
def fresh() -> None:
    CALLS.clear()
    DOES["it"] = fail


def beside_another() -> Diagram:
    return (
        bpmn("p")
        .start()
        .parallel("fork")
        .user_task("ask", groups="approver")
        .service_task("pay", "test.fragile")
        .parallel("join")
        .end()
        .at("fork")
        .user_task("other", groups="approver")
        .to("join")
    )


def after_one() -> Diagram:
    return (
        bpmn("p")
        .start()
        .user_task("ask", groups="approver")
        .service_task("pay", "test.fragile")
        .user_task("after", groups="approver")
        .end()
    )


def retry(cast: Cast, incident_id: UUID, **variables: Any) -> None:
    cast.act(lambda session: commands.retry_incident(session, cast.process_owner, incident_id, variables=variables))


def test_a_decision_in_another_branch_does_not_try_the_failed_task_again(cast: Cast) -> None:
    cast.publish(beside_another())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    cast.complete(cast.approver, cast.task(case, "other"))
    assert len(CALLS) == 1
    [incident] = cast.incidents(case)
    assert (incident.attempts, incident.resolved_at) == (1, None)
    DOES["it"] = succeed
    retry(cast, incident.id)
    assert cast.instance(case).status == InstanceStatus.COMPLETED
    assert cast.incidents(case)[0].resolved_at is not None


def test_a_retried_task_is_done_in_the_name_of_whoever_brought_the_case_there(cast: Cast) -> None:
    cast.publish(after_one())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    [incident] = cast.incidents(case)
    retry(cast, incident.id)
    DOES["it"] = succeed
    retry(cast, incident.id)
    assert {actor.person_id for actor in CALLS} == {cast.approver.person_id}
    assert "incident_retried pay" in cast.events(case)


def test_the_process_owners_are_told_once_that_somebody_has_to_look(cast: Cast) -> None:
    cast.publish(after_one())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    [incident] = cast.incidents(case)
    retry(cast, incident.id)
    with cast.db.reading() as session:
        told = session.scalars(select(Notice).where(Notice.path == f"/incidents/{incident.id}")).all()
    assert [notice.person_id for notice in told] == [cast.process_owner.person_id]


def test_rows_that_the_database_refuses_are_a_failure_of_the_task_that_wrote_them(cast: Cast) -> None:
    def write_nonsense(session: Session) -> None:
        session.add(Notice(person_id=new_id(), sentence={}, path="/", created_at=clock.now()))

    DOES["it"] = write_nonsense
    cast.publish(after_one())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert "task_completed ask" in cast.events(case)
    assert [incident.element_id for incident in cast.incidents(case)] == ["pay"]


def test_the_victim_of_a_deadlock_inside_a_service_task_tries_again(cast: Cast) -> None:
    if cast.db.is_sqlite:
        pytest.skip("SQLite has one writer")

    def lose_once(session: Session) -> None:
        if len(CALLS) == 1:
            session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$"))

    DOES["it"] = lose_once
    cast.publish(after_one())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert cast.incidents(case) == []
    assert cast.waiting(cast.approver) == ["after"]


def test_many_branches_that_fail_at_once_cost_nobodys_decision(cast: Cast) -> None:
    diagram = bpmn("p").start().user_task("ask", groups="approver").parallel("fork")
    for number in range(10):
        diagram.at("fork").service_task(f"pay{number}", "test.fragile").end()
    cast.publish(diagram)
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert len(cast.incidents(case)) == 10


def test_a_table_that_cannot_decide_is_an_incident_and_no_refusal(cast: Cast) -> None:
    rules = [["> 10", '"high"'], ["> limit", '"low"']]
    cast.publish(
        bpmn("p")
        .start()
        .user_task("ask", groups="approver")
        .decision("rule", "route", "level")
        .user_task("after", groups="approver")
        .end(),
        files={"route.dmn": dmn.model(dmn.decision("route", dmn.table(["amount"], ["level"], rules)))},
    )
    case = cast.start(amount=20, limit=0)
    cast.complete(cast.approver, cast.task(case, "ask"))
    [incident] = cast.incidents(case)
    assert incident.element_id == "rule"
    retry(cast, incident.id, limit=100)
    assert cast.waiting(cast.approver) == ["after"]


def test_a_literal_that_is_still_wrong_keeps_its_incident_open(cast: Cast) -> None:
    cast.publish(bpmn("p").start().timer("wait", "=limit").user_task("ask", groups="approver").end())
    case = cast.start(limit="soon")
    [incident] = cast.incidents(case)
    retry(cast, incident.id)
    assert cast.incidents(case)[0].resolved_at is None
    retry(cast, incident.id, limit="PT1H")
    assert cast.incidents(case)[0].resolved_at is not None
    assert commands.tick(cast.db, now=clock.now() + timedelta(hours=2)).timers_fired == 1


def test_a_long_literal_is_an_incident_and_no_refusal(cast: Cast) -> None:
    cast.publish(bpmn("p").start().timer("wait", "=limit").end())
    case = cast.start(limit="x" * 500)
    assert [incident.kind for incident in cast.incidents(case)] == ["timer_unreadable"]


def test_a_key_that_is_too_long_is_an_incident_until_it_is_put_right(cast: Cast) -> None:
    cast.publish(bpmn("p").start().message("paid", "payment", "=key").user_task("ask", groups="approver").end())
    case = cast.start(key="x" * 500)
    [incident] = cast.incidents(case)
    assert incident.kind == "message_key_unreadable"
    with pytest.raises(Invalid):
        cast.act(lambda session: commands.deliver_message(session, cast.admin, "payment", "x" * 500, {}))
    retry(cast, incident.id)
    assert cast.incidents(case)[0].resolved_at is None
    retry(cast, incident.id, key="A")
    assert cast.incidents(case)[0].resolved_at is not None
    cast.act(lambda session: commands.deliver_message(session, cast.admin, "payment", "A", {}))
    assert cast.waiting(cast.approver) == ["ask"]


def test_nothing_is_left_to_look_at_when_a_case_has_ended(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", users="ghost").end())
    case = cast.start()
    assert [incident.kind for incident in cast.incidents(case)] == ["nobody_to_ask"]
    cast.complete(cast.process_owner, cast.task(case, "ask"))
    assert cast.incidents(case)[0].resolved_at is not None


def test_an_incident_of_a_cancelled_case_cannot_be_retried(cast: Cast) -> None:
    cast.publish(after_one())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    [incident] = cast.incidents(case)
    cast.act(lambda session: commands.cancel_case(session, cast.process_owner, case, "a mistake"))
    with pytest.raises(AlreadyDone):
        retry(cast, incident.id)
    assert len(CALLS) == 1
