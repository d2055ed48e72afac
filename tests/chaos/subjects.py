"""The five acts that faults are injected into, and cases at which each can be carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.timers.models import Timer
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

DECIDES = {"decisions": "approve,reject,send_back"}


@dataclass(frozen=True)
class Subject:
    """A case with what an act on it needs; texts, for it is sent to other processes."""

    case: str
    person: str
    task: str = ""
    timer: str = ""


Act = Callable[[Session, Subject], object]


def complete(session: Session, subject: Subject) -> object:
    return commands.complete_task(session, _actor(subject), UUID(subject.task), decision="approve")


def send_back(session: Session, subject: Subject) -> object:
    return commands.send_back_task(session, _actor(subject), UUID(subject.task), "ask", "once more")


def withdraw(session: Session, subject: Subject) -> object:
    return commands.withdraw_case(session, _actor(subject), UUID(subject.case), "a mistake")


def fire(session: Session, subject: Subject) -> object:
    later = datetime.now(UTC) + timedelta(days=3)
    return commands.fire_timer(session, UUID(subject.timer), UUID(subject.case), later)


ACTS: dict[str, Act] = {
    "complete": complete,
    "vote": complete,
    "last_vote": complete,
    "send_back": send_back,
    "withdraw": withdraw,
    "fire": fire,
}


def publish_subjects(cast: Cast) -> None:
    """Publish the process that all subjects are cases of."""
    cast.publish(_diagram())


def _diagram() -> Diagram:
    """Asked, countersigned by three, told, and asked for the last time under a time limit."""
    return (
        bpmn("p")
        .start()
        .user_task("fill", users="requester")
        .user_task("ask", groups="approver", properties=DECIDES)
        .user_task("sign", users="head,asset_manager,finance", properties={**DECIDES, "signMode": "all"})
        .service_task("tell", "notify.role", headers={"role": "finance_accountant", "message": "marked"})
        .user_task("next", groups="asset_manager", properties=DECIDES)
        .boundary_timer("late", "P2D", on="next", interrupting=False)
        .end("told")
        .at("next")
        .end("done")
    )


def prepare(cast: Cast, act: str) -> Subject:
    """A case at which `act` comes next."""
    case = cast.start()
    fill = cast.task(case, "fill")
    cast.complete(cast.requester, fill)
    if act in ("complete", "withdraw"):
        person = cast.approver if act == "complete" else cast.requester
        return Subject(str(case), str(person.person_id), str(cast.task(case, "ask")))
    cast.complete(cast.approver, cast.task(case, "ask"), "approve")
    sign = cast.task(case, "sign")
    if act == "vote":
        return Subject(str(case), str(cast.head.person_id), str(sign))
    cast.complete(cast.head, sign, "approve")
    if act == "send_back":
        return Subject(str(case), str(cast.finance.person_id), str(sign))
    cast.complete(cast.asset_manager, sign, "approve")
    if act == "last_vote":
        return Subject(str(case), str(cast.finance.person_id), str(sign))
    cast.complete(cast.finance, sign, "approve")
    with cast.db.reading() as session:
        timer = session.scalars(
            select(Timer.id).where(Timer.instance_id == case, Timer.action.is_(None), Timer.fired_at.is_(None))
        ).one()
    return Subject(str(case), str(cast.asset_manager.person_id), str(cast.task(case, "next")), str(timer))


def _actor(subject: Subject) -> Actor:
    return Actor(UUID(subject.person))
