"""The clock goes on whatever happens to a case, a job or the mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.errors import EngineError, say
from engine.jobs.models import Job
from engine.jobs.operations import enqueue, job_kind
from engine.service_tasks import ServiceCall, service_task
from engine.timers.models import Timer
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

START = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
SAYS: dict[str, str | None] = {}


@service_task("test.late")
def late(session: Session, actor: Actor, call: ServiceCall) -> None:
    if SAYS["late"]:
        raise EngineError(say("Not now: %(why)s", why=SAYS["late"]))


@service_task("test.afterwards", runs_afterwards=True)
def afterwards(session: Session, actor: Actor, call: ServiceCall) -> None:
    if SAYS["late"]:
        raise EngineError(say("Not now: %(why)s", why=SAYS["late"]))


@pytest.fixture(autouse=True)
def refused() -> Iterator[None]:
    SAYS["late"] = "closed"
    yield
    SAYS.clear()


def timed() -> Diagram:
    return (
        bpmn("p")
        .start()
        .timer("wait", "PT1H")
        .service_task("late", "test.late")
        .user_task("ask", groups="approver")
        .end()
    )


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def tick_at(cast: Cast, hours: float, **options: object) -> commands.TickReport:
    with clock.set_to(at(hours)):
        return commands.tick(cast.db, **options)  # type: ignore[arg-type]


def test_a_timer_that_has_failed_for_weeks_is_still_only_put_off(cast: Cast) -> None:
    cast.publish(timed())
    with clock.set_to(START):
        case = cast.start()
    cast.act(lambda session: session.execute(update(Timer).values(attempts=60)))
    assert tick_at(cast, 1).timers_failed == 1
    with cast.db.reading() as session:
        assert session.scalars(select(Timer.due_at)).one() == at(7)
    assert [incident.kind for incident in cast.incidents(case)] == ["timer_failed"]


def test_a_reason_with_characters_no_database_keeps_does_not_stop_the_clock(cast: Cast) -> None:
    SAYS["late"] = "a\0b\ud800"
    cast.publish(timed())
    cast.publish(bpmn("q").start().timer("wait", "PT2H").end(), key="other")
    with clock.set_to(START):
        cast.start()
        cast.start("q")
    report = tick_at(cast, 2)
    assert (report.timers_fired, report.timers_failed) == (1, 1)


def test_a_timer_that_fires_at_last_settles_its_incident(cast: Cast) -> None:
    cast.publish(timed())
    with clock.set_to(START):
        case = cast.start()
    tick_at(cast, 1)
    SAYS["late"] = None
    assert tick_at(cast, 2).timers_fired == 1
    assert [incident.resolved_at for incident in cast.incidents(case)] == [at(2)]


def afterwards_case(cast: Cast) -> Diagram:
    return bpmn("p").start().service_task("report", "test.afterwards").user_task("ask", groups="approver").end()


def test_a_job_that_keeps_failing_is_an_incident_and_never_given_up(cast: Cast) -> None:
    cast.publish(afterwards_case(cast))
    with clock.set_to(START):
        case = cast.start()
    for hours in range(40):
        tick_at(cast, hours * 7)
    [incident] = cast.incidents(case)
    assert (incident.kind, incident.element_id, incident.resolved_at) == ("job_failed", "report", None)
    SAYS["late"] = None
    tick_at(cast, 300)
    assert cast.waiting(cast.approver) == ["ask"]
    assert cast.incidents(case)[0].resolved_at == at(300)


def test_a_message_that_the_receiver_refuses_is_an_incident_of_the_receiver(cast: Cast) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .message("paid", "payment", '="A"')
        .service_task("late", "test.late")
        .user_task("ask", groups="approver")
        .end()
    )
    cast.publish(bpmn("q").start().end("tell", message="payment", key='="A"'), key="other")
    with clock.set_to(START):
        case = cast.start()
        cast.start("q")
    tick_at(cast, 0)
    [incident] = cast.incidents(case)
    assert (incident.kind, incident.element_id) == ("job_failed", "p")
    SAYS["late"] = None
    tick_at(cast, 1)
    assert "message_received" in cast.events(case)
    assert cast.incidents(case)[0].resolved_at is not None


def test_a_flood_of_overdue_timers_is_taken_in_portions(cast: Cast) -> None:
    cast.publish(bpmn("p").start().timer("wait", "PT1H").end())
    with clock.set_to(START):
        for _ in range(7):
            cast.start()
    fired = [tick_at(cast, 2, limit=3).timers_fired for _ in range(4)]
    assert fired == [3, 3, 1, 0]


def test_a_clock_set_back_fires_nothing_twice(cast: Cast) -> None:
    cast.publish(
        bpmn("p").start().timer("wait", "PT1H").timer("again", "PT1H").user_task("ask", groups="approver").end()
    )
    with clock.set_to(START):
        cast.start()
    assert [tick_at(cast, hours).timers_fired for hours in (1, -23, 1, 2)] == [1, 0, 0, 1]
    assert cast.waiting(cast.approver) == ["ask"]


def test_timers_of_a_cancelled_case_never_stand_before_the_others(cast: Cast) -> None:
    cast.publish(timed())
    with clock.set_to(START):
        case = cast.start()
    cancel = partial(commands.cancel_case, actor=cast.process_owner, instance_id=case, reason="a mistake")
    cast.act(lambda session: cancel(session))
    with cast.db.reading() as session:
        assert session.scalars(select(Timer).where(Timer.fired_at.is_(None), Timer.cancelled_at.is_(None))).all() == []


def test_a_timer_that_cannot_even_be_put_off_does_not_stop_the_clock(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.publish(timed())
    cast.publish(bpmn("q").start().timer("wait", "PT2H").user_task("ask", groups="approver").end(), key="other")
    with clock.set_to(START):
        cast.start()
        cast.start("q")

    def fail(*_arguments: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(import_module("engine.commands.tick"), "put_off_timer", fail)
    report = tick_at(cast, 3)
    assert (report.timers_fired, report.timers_failed) == (1, 1)
    assert cast.waiting(cast.approver) == ["ask"]


CHUNKS: list[str] = []


@job_kind("test.chunks")
def in_chunks(_session: Session, job: Job) -> bool:
    job.payload = {**job.payload, "left": job.payload["left"] - 1}
    CHUNKS.append(job.payload["name"])
    return bool(job.payload["left"] == 0)


def test_a_short_job_does_not_wait_for_the_end_of_a_long_one(cast: Cast) -> None:
    CHUNKS.clear()
    for name, left in (("long", 4), ("short", 1)):
        cast.act(partial(enqueue, kind="test.chunks", payload={"name": name, "left": left}))
    assert commands.tick(cast.db).job_chunks == 5
    assert CHUNKS == ["long", "short", "long", "long", "long"]
