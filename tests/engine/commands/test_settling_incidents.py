"""Incidents are found by filters, tried again one by one or many at once, and settled by hand where that helps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.commands.retry_incidents import KIND, results_of
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed
from engine.instances.incidents import IncidentFilter, incident_groups, incidents
from engine.instances.models import InstanceStatus
from engine.jobs.models import JobStatus
from engine.jobs.operations import find_job
from engine.people.models import OrgUnit
from engine.people.operations import add_person
from engine.service_tasks import ServiceCall, service_task
from engine.tasks.models import Seat, SeatStatus
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast
from tests.engine.commands.operating import assert_in_step

BROKEN: set[str] = set()


@service_task("test.switch")
def switch(session: Session, actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    if call.arguments["name"] in BROKEN:
        raise RuntimeError("switched off")
    return {}


@pytest.fixture(autouse=True)
def switched_off() -> None:
    BROKEN.clear()
    BROKEN.update({"a", "b"})


def paying() -> Diagram:
    return bpmn("p").start().service_task("pay", "test.switch", inputs={"name": "=name"}).end()


def asking_nobody() -> Diagram:
    return bpmn("p").start().user_task("ask", users="ghost", properties={"decisions": "approve"}).end()


def open_incident_of(cast: Cast, case: UUID) -> UUID:
    [incident] = [each for each in cast.incidents(case) if each.is_open]
    return incident.id


def settle(cast: Cast, incident_id: UUID, reason: str = "done by telephone") -> None:
    cast.act(lambda session: commands.settle_incident(session, cast.process_owner, incident_id, reason))


def test_incidents_are_found_by_kind_process_element_and_state(cast: Cast) -> None:
    cast.publish(paying())
    cast.publish(bpmn("q").start().user_task("ask", users="ghost").end(), key="other")
    cast.start(name="a"), cast.start(name="b"), cast.start("q")

    def found(**wanted: Any) -> list[str]:
        with cast.db.reading() as session:
            return [i.element_id for i, _ in incidents(session, cast.process_owner, IncidentFilter(**wanted))]

    assert found() == ["pay", "pay", "ask"]
    assert found(kind="nobody_to_ask") == found(process_id="q") == found(element_id="ask") == ["ask"]
    assert found(is_open=False) == []
    with cast.db.reading() as session:
        assert [(group.element_id, group.count) for group in incident_groups(session, cast.process_owner)] == [
            ("pay", 2),
            ("ask", 1),
        ]
        first = incidents(session, cast.process_owner, IncidentFilter(), limit=1)[0][0]
        beyond = incidents(session, cast.process_owner, IncidentFilter(), beyond=first.id)
        assert [incident.element_id for incident, _ in beyond] == ["pay", "ask"]
        assert incidents(session, cast.stranger, IncidentFilter()) == []


def test_many_are_tried_again_each_by_itself(cast: Cast) -> None:
    cast.publish(paying())
    cases = [cast.start(name=name) for name in ("a", "b", "a")]
    ids = [open_incident_of(cast, case) for case in cases]
    with pytest.raises(NotAllowed):
        cast.act(lambda session: commands.retry_incidents(session, cast.requester, ids))
    with pytest.raises(Invalid):
        cast.act(lambda session: commands.retry_incidents(session, cast.process_owner, []))
    cast.act(lambda session: commands.cancel_case(session, cast.process_owner, cases[2], "a mistake"))
    BROKEN.discard("a")
    job_id = cast.act(lambda session: commands.retry_incidents(session, cast.process_owner, ids))
    commands.tick(cast.db)
    with cast.db.reading() as session:
        job = find_job(session, job_id, KIND)
        assert (job.status, job.progress_done) == (JobStatus.DONE, 3)
        results = results_of(job)
    assert [result.outcome for result in results] == ["runs_on", "failed_again", "refused"]
    assert "settled already" in str(results[2].reason)
    assert cast.instance(cases[0]).status == InstanceStatus.COMPLETED
    assert "incident_retried pay" in cast.events(cases[1])


def test_one_that_fails_unforeseen_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.publish(paying())
    cases = [cast.start(name="a"), cast.start(name="b")]
    ids = [open_incident_of(cast, case) for case in cases]
    BROKEN.clear()
    job_id = cast.act(lambda session: commands.retry_incidents(session, cast.process_owner, ids))
    with cast.db.transaction() as session:  # a state that nobody can read is such a failure
        instance = session.get_one(type(cast.instance(cases[0])), cases[0])
        instance.state = '{"v":99}'
    commands.tick(cast.db)
    commands.tick(cast.db, now=clock.now() + timedelta(minutes=5))
    with cast.db.reading() as session:
        assert [result.outcome for result in results_of(find_job(session, job_id, KIND))] == ["refused", "runs_on"]


def test_a_case_that_waits_in_a_failed_element_is_not_settled_by_hand(cast: Cast) -> None:
    cast.publish(paying())
    incident = open_incident_of(cast, cast.start(name="a"))
    with pytest.raises(Conflict):
        settle(cast, incident)
    with pytest.raises(Invalid):
        settle(cast, incident, " ")


def test_what_needs_nothing_is_settled_by_hand_once_and_with_a_reason(cast: Cast) -> None:
    cast.publish(asking_nobody())
    case = cast.start()
    incident = open_incident_of(cast, case)
    settle(cast, incident)
    assert "incident_settled ask" in cast.events(case)
    assert cast.incidents(case)[0].resolved_by == cast.process_owner.person_id
    assert cast.waiting(cast.process_owner) == ["ask"], "the process owner is still asked"
    with pytest.raises(AlreadyDone):
        settle(cast, incident)


@pytest.mark.parametrize("mode", ["all", "sequential"])
def test_a_retry_asks_who_was_missing_and_keeps_the_votes_of_the_others(cast: Cast, mode: str) -> None:
    signing = {"decisions": "approve,reject", "signMode": mode}
    cast.publish(bpmn("p").start().user_task("ask", users="approver,ghost,head", properties=signing).end())
    case = cast.start()
    incident, task = open_incident_of(cast, case), cast.task(case, "ask")
    cast.complete(cast.approver, task, "approve")
    assert cast.waiting(cast.process_owner) == ["ask"]
    ghost = employ(cast, "ghost")
    retried = cast.act(lambda session: commands.retry_incident(session, cast.process_owner, incident))
    assert retried == commands.Retried.RUNS_ON
    assert (cast.waiting(ghost), cast.waiting(cast.process_owner)) == (["ask"], [])
    assert_in_step(cast.db)
    for voter in (ghost, cast.head):
        cast.complete(voter, task, "approve")
    assert cast.instance(case).status == InstanceStatus.COMPLETED


def test_who_has_decided_instead_of_the_missing_is_not_asked_over(cast: Cast) -> None:
    signing = {"decisions": "approve,reject", "signMode": "all"}
    cast.publish(bpmn("p").start().user_task("ask", users="approver,ghost", properties=signing).end())
    case = cast.start()
    incident = open_incident_of(cast, case)
    cast.complete(cast.process_owner, cast.task(case, "ask"), "approve")
    employ(cast, "ghost")
    with pytest.raises(Conflict, match="already at work"):
        cast.act(lambda session: commands.retry_incident(session, cast.process_owner, incident))


def employ(cast: Cast, login: str) -> Actor:
    """A new person in the unit of the cases."""
    with cast.db.transaction() as session:
        unit = session.get_one(OrgUnit, cast.unit_id)
        return Actor(add_person(session, login, login, unit, email=f"{login}@demo.example").id)


def test_once_there_is_somebody_to_ask_a_retry_asks_them(cast: Cast) -> None:
    cast.publish(asking_nobody())
    case = cast.start()
    incident = open_incident_of(cast, case)
    retried = cast.act(lambda session: commands.retry_incident(session, cast.process_owner, incident))
    assert retried == commands.Retried.FAILED_AGAIN
    ghost = employ(cast, "ghost")
    retried = cast.act(lambda session: commands.retry_incident(session, cast.process_owner, incident))
    assert retried == commands.Retried.RUNS_ON
    assert cast.waiting(ghost) == ["ask"]
    assert cast.waiting(cast.process_owner) == []
    with cast.db.reading() as session:
        assert [seat.status for seat in session.query(Seat).order_by(Seat.position)] == [
            SeatStatus.NOT_NEEDED,
            SeatStatus.OPEN,
        ]
    cast.complete(ghost, cast.task(case, "ask"), "approve")
    assert cast.instance(case).status == InstanceStatus.COMPLETED
