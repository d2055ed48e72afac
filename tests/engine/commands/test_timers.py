"""Time limits: due in working time, fired once, told to whoever stands above."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.errors import EngineError, say
from engine.outbox.kinds import MessageKind
from engine.outbox.models import Notice, OutboxMessage
from engine.people.models import Person
from engine.service_tasks import ServiceCall, service_task
from engine.tasks.models import Seat
from engine.timers.models import Timer
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

# A Wednesday, 10:00 in Shanghai; the National Day holiday of 2026 is 1 to 7 October.
BEFORE_THE_HOLIDAY = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)


def escalated(limit: str = "P2D", *, working: bool = True) -> Diagram:
    return (
        bpmn("p")
        .start()
        .user_task("ask", groups="approver")
        .boundary_timer(
            "late", limit, on="ask", interrupting=False, properties={"time": "working"} if working else None
        )
        .service_task("escalate", "task.escalate", inputs={"task_id": "=escalated.task_id"})
        .end("told")
        .at("ask")
        .end()
    )


def timer_of(cast: Cast) -> Timer:
    """The diagram's own event, without the stages around it."""
    with cast.db.reading() as session:
        return session.scalars(select(Timer).where(Timer.action.is_(None))).one()


def escalated_to(cast: Cast) -> list[UUID]:
    """Who was told that the time limit has passed; the reminders before it go to those who are asked."""
    with cast.db.reading() as session:
        notices = session.scalars(select(Notice).order_by(Notice.id)).all()
    return [notice.person_id for notice in notices if "has passed its time limit" in notice.sentence["template"]]


def test_working_time_skips_the_national_holiday(cast: Cast) -> None:
    cast.publish(escalated())
    with time_machine.travel(BEFORE_THE_HOLIDAY, tick=False):
        case = cast.start()
    timer = timer_of(cast)
    assert timer.due_at == datetime(2026, 10, 9, 2, 0, tzinfo=UTC)
    with cast.db.reading() as session:
        assert session.scalars(select(Seat.due_at)).one() == timer.due_at
    assert timer.task_id == cast.task(case, "ask")


def test_a_due_timer_fires_once_and_tells_the_head_of_the_pools_unit(cast: Cast) -> None:
    cast.publish(escalated("PT4H", working=False))
    with time_machine.travel(BEFORE_THE_HOLIDAY, tick=False):
        case = cast.start()
    early = commands.tick(cast.db, now=BEFORE_THE_HOLIDAY + timedelta(hours=3, minutes=59))
    assert early.timers_fired == 0
    due = BEFORE_THE_HOLIDAY + timedelta(hours=4)
    assert commands.tick(cast.db, now=due).timers_fired == 1
    assert commands.tick(cast.db, now=due).timers_fired == 0
    assert escalated_to(cast) == [cast.ids["head"]]
    with cast.db.reading() as session:
        message = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == MessageKind.ESCALATED)).one()
    assert message.path == f"/tasks/{cast.task(case, 'ask')}"
    assert cast.events(case)[3:] == [
        "timer_fired late",
        "element_completed late",
        "task_escalated ask",
        "element_completed escalate",
        "element_completed told",
    ]
    assert cast.waiting(cast.approver) == ["ask"]


def test_a_superior_who_has_left_is_passed_over(cast: Cast) -> None:
    cast.publish(escalated("PT4H", working=False))
    cast.start()
    cast.act(lambda session: session.execute(update(Person).where(Person.login == "head").values(is_active=False)))
    assert commands.tick(cast.db, now=clock.now() + timedelta(hours=5)).timers_fired == 1
    assert escalated_to(cast) == [cast.ids["process_owner"]]


def test_completing_the_task_disarms_its_timer(cast: Cast) -> None:
    cast.publish(escalated("PT4H", working=False))
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert timer_of(cast).cancelled_at is not None
    assert commands.tick(cast.db, now=datetime(2099, 1, 1, tzinfo=UTC)).timers_fired == 0


def test_a_cycle_fires_as_often_as_it_says(cast: Cast) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .user_task("ask", groups="approver")
        .boundary_timer("nag", cycle="R2/PT1H", on="ask", interrupting=False)
        .end("nagged")
        .at("ask")
        .end()
    )
    with time_machine.travel(BEFORE_THE_HOLIDAY, tick=False):
        cast.start()
    fired = [commands.tick(cast.db, now=BEFORE_THE_HOLIDAY + timedelta(hours=h)).timers_fired for h in (1, 2, 3)]
    assert fired == [1, 1, 0]


def test_a_literal_that_cannot_be_read_is_an_incident_and_no_refusal(cast: Cast) -> None:
    cast.publish(escalated("=limit", working=False))
    case = cast.start(limit="soon")
    assert cast.waiting(cast.approver) == ["ask"]
    assert [incident.kind for incident in cast.incidents(case)] == ["timer_unreadable"]


@service_task("test.refuses")
def refuses(session: Session, actor: Actor, call: ServiceCall) -> None:
    raise EngineError(say("Not today."))


def test_a_broken_case_never_stops_the_clock(cast: Cast) -> None:
    cast.publish(bpmn("p").start().timer("wait", "PT1H").service_task("refuse", "test.refuses").end())
    cast.publish(bpmn("q").start().timer("wait", "PT1H").end(), key="other")
    with time_machine.travel(BEFORE_THE_HOLIDAY, tick=False):
        broken = cast.start()
        cast.start("q")
    report = commands.tick(cast.db, now=BEFORE_THE_HOLIDAY + timedelta(hours=1))
    assert (report.timers_fired, report.timers_failed) == (1, 1)
    assert [incident.kind for incident in cast.incidents(broken)] == ["timer_failed"]
    assert commands.tick(cast.db, now=BEFORE_THE_HOLIDAY + timedelta(hours=1)).timers_failed == 0


def test_a_literal_put_right_arms_the_timer(cast: Cast) -> None:
    cast.publish(escalated("=limit", working=False))
    case = cast.start(limit=None)
    [incident] = cast.incidents(case)
    assert incident.kind == "timer_unreadable"
    cast.act(
        lambda session: commands.retry_incident(session, cast.process_owner, incident.id, variables={"limit": "PT1H"})
    )
    assert commands.tick(cast.db, now=clock.now() + timedelta(hours=2)).timers_fired == 1
