"""The races of bpm.md 3 to 8: two acts that come at once, and what must be true afterwards, whoever was first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.commands.add_signer import add_signer
from engine.commands.delegate_task import delegate_task
from engine.commands.hand_over_task import hand_over_task
from engine.commands.take_task import take_task
from engine.commands.withdraw_case import withdraw_case
from engine.instances.models import InstanceStatus
from engine.tasks.models import AddedHow
from engine.timers.models import Timer
from engine.types import new_id
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast
from tests.chaos.interleaving import Act, Ended

DECIDES = {"decisions": "approve,reject"}
LATER = timedelta(days=3)


@dataclass(frozen=True)
class Pair:
    """One case at which both acts may come next."""

    case: UUID
    held: Act
    other: Act


@dataclass(frozen=True)
class Race:
    """`holds(cast, pair, held, other)` says whether what came of both is right."""

    diagram: Callable[[], Diagram]
    pair: Callable[[Cast], Pair]
    holds: Callable[[Cast, Pair, Ended, Ended], bool]


def asking(**properties: str) -> Diagram:
    return (
        bpmn("p")
        .start()
        .user_task("fill", users="requester")
        .user_task("ask", groups="approver", properties={**DECIDES, **properties})
        .user_task("after", groups="asset_manager")
        .end()
    )


def signing() -> Diagram:
    return (
        bpmn("p")
        .start()
        .user_task("ask", users="head,asset_manager,finance", properties={**DECIDES, "signMode": "all"})
        .user_task("after", groups="asset_manager")
        .end()
    )


def limited(*, interrupting: bool) -> Diagram:
    return (
        bpmn("p")
        .start()
        .user_task("ask", groups="approver", properties=DECIDES)
        .boundary_timer("late", "P2D", on="ask", interrupting=interrupting)
        .end("told")
        .at("ask")
        .end("done")
    )


def joining() -> Diagram:
    return (
        bpmn("p")
        .start()
        .parallel("fork")
        .user_task("ask", groups="approver")
        .parallel("join")
        .end("done")
        .at("fork")
        .user_task("other", groups="asset_manager")
        .to("join")
    )


def racing_events() -> Diagram:
    return (
        bpmn("p")
        .start()
        .event_gateway("gate")
        .timer("late", "P2D")
        .end("expired")
        .at("gate")
        .message("paid", "payment", "=key")
        .end("received")
    )


def _approves(actor: Actor, task_id: UUID) -> Act:
    return lambda session: commands.complete_task(session, actor, task_id, decision="approve")


def _completes(actor: Actor, task_id: UUID) -> Act:
    return lambda session: commands.complete_task(session, actor, task_id)


def _takes(actor: Actor, task_id: UUID) -> Act:
    return lambda session: take_task(session, actor, task_id)


def _fires(cast: Cast, case: UUID) -> Act:
    with cast.db.reading() as session:
        drawn = select(Timer.id).where(Timer.instance_id == case, Timer.action.is_(None))
        timer_id = session.scalars(drawn).one()
    now = datetime.now(UTC) + LATER
    return lambda session: commands.fire_timer(session, timer_id, case, now)


def _started(cast: Cast, *approvals: Actor) -> tuple[UUID, UUID]:
    """A case and its task `ask`, which these have approved already."""
    case = cast.start(key="A")
    task_id = cast.task(case, "ask")
    for actor in approvals:
        cast.complete(actor, task_id, "approve")
    return case, task_id


def _filled(cast: Cast) -> tuple[UUID, UUID]:
    case = cast.start()
    cast.complete(cast.requester, cast.task(case, "fill"))
    return case, cast.task(case, "ask")


def _double_click(cast: Cast) -> Pair:
    case, task_id = _filled(cast)
    return Pair(case, _approves(cast.approver, task_id), _approves(cast.approver, task_id))


def _two_take(cast: Cast) -> Pair:
    case, task_id = _filled(cast)
    return Pair(case, _takes(cast.approver, task_id), _takes(cast.second_approver, task_id))


def _take_and_decide(cast: Cast) -> Pair:
    case, task_id = _filled(cast)
    return Pair(case, _takes(cast.approver, task_id), _approves(cast.second_approver, task_id))


def _two_fire(cast: Cast) -> Pair:
    case, _ = _started(cast)
    return Pair(case, _fires(cast, case), _fires(cast, case))


def _decide_and_fire(cast: Cast) -> Pair:
    case, task_id = _started(cast)
    return Pair(case, _approves(cast.approver, task_id), _fires(cast, case))


def _fire_and_decide(cast: Cast) -> Pair:
    pair = _decide_and_fire(cast)
    return Pair(pair.case, pair.other, pair.held)


def _withdraw_and_approve(cast: Cast) -> Pair:
    case, task_id = _filled(cast)

    def withdraws(session: Session) -> object:
        return withdraw_case(session, cast.requester, case, "a mistake")

    return Pair(case, withdraws, _approves(cast.approver, task_id))


def _sign_and_add(cast: Cast) -> Pair:
    """The last vote, while the voter's other window adds a signer."""
    case, task_id = _started(cast, cast.head, cast.asset_manager)
    approver_id = cast.ids["approver"]

    def adds(session: Session) -> None:
        add_signer(session, cast.finance, task_id, approver_id, AddedHow.BESIDE)

    return Pair(case, _approves(cast.finance, task_id), adds)


def _add_and_sign(cast: Cast) -> Pair:
    pair = _sign_and_add(cast)
    return Pair(pair.case, pair.other, pair.held)


def _two_last_votes(cast: Cast) -> Pair:
    case, task_id = _started(cast, cast.head)
    return Pair(case, _approves(cast.asset_manager, task_id), _approves(cast.finance, task_id))


def _delegate_and_complete(cast: Cast) -> Pair:
    case, task_id = _filled(cast)
    adviser_id = cast.ids["finance"]

    def delegates(session: Session) -> None:
        delegate_task(session, cast.approver, task_id, adviser_id)

    return Pair(case, delegates, _approves(cast.approver, task_id))


def _hand_over_and_complete(cast: Cast) -> Pair:
    case, task_id = _filled(cast)
    other_id = cast.ids["second_approver"]

    def hands_over(session: Session) -> None:
        hand_over_task(session, cast.approver, task_id, other_id)

    return Pair(case, hands_over, _approves(cast.approver, task_id))


def _two_branches(cast: Cast) -> Pair:
    case, task_id = _started(cast)
    return Pair(case, _completes(cast.approver, task_id), _completes(cast.asset_manager, cast.task(case, "other")))


def _message_and_timer(cast: Cast) -> Pair:
    key = str(new_id())
    case = cast.start(key=key)

    def delivers(session: Session) -> object:
        return commands.deliver_message(session, cast.admin, "payment", key, {})

    return Pair(case, delivers, _fires(cast, case))


def _exactly_one(_cast: Cast, _pair: Pair, held: Ended, other: Ended) -> bool:
    return held.is_done != other.is_done


def _happened(cast: Cast, pair: Pair, event: str) -> int:
    return cast.events(pair.case).count(event)


def _one_completion(cast: Cast, pair: Pair, held: Ended, other: Ended) -> bool:
    return held.is_done != other.is_done and _happened(cast, pair, "task_completed ask") == 1


def _one_firing(cast: Cast, pair: Pair, held: Ended, other: Ended) -> bool:
    return held.is_done != other.is_done and _happened(cast, pair, "timer_fired late") == 1


def _either_way_out(cast: Cast, pair: Pair, held: Ended, other: Ended) -> bool:
    completed, fired = _happened(cast, pair, "task_completed ask"), _happened(cast, pair, "timer_fired late")
    return held.is_done != other.is_done and (completed, fired) in ((1, 0), (0, 1))


def _decided_whatever_fires(cast: Cast, pair: Pair, held: Ended, other: Ended) -> bool:
    fired = _happened(cast, pair, "timer_fired late")
    return _happened(cast, pair, "task_completed ask") == 1 and fired == sum(
        ended.is_done and ended.value is True for ended in (held, other)
    )


def _all_counted(cast: Cast, pair: Pair, held: Ended, other: Ended) -> bool:
    """Both are carried out, and together they end the task once."""
    votes = _happened(cast, pair, "task_voted ask") + _happened(cast, pair, "task_completed ask")
    return held.is_done and other.is_done and votes == 3 and _happened(cast, pair, "task_completed ask") == 1


def _asked_before_decided(cast: Cast, pair: Pair, held: Ended, other: Ended) -> bool:
    """The task is decided exactly where the signer came too late."""
    is_decided = _happened(cast, pair, "task_completed ask") == 1
    is_added = _happened(cast, pair, "signer_added ask") == 1
    return is_decided != is_added


def _ended_once(cast: Cast, pair: Pair, held: Ended, other: Ended) -> bool:
    is_ended = cast.instance(pair.case).status == InstanceStatus.COMPLETED
    return held.is_done and other.is_done and is_ended and _happened(cast, pair, "case_completed") == 1


def _told_as_done(cast: Cast, pair: Pair, held: Ended, other: Ended) -> bool:
    """At least one is carried out, and each as often as was said."""
    completed = _happened(cast, pair, "task_completed ask")
    others = [
        _happened(cast, pair, kind)
        for kind in ("case_withdrawn", "withdraw_asked", "task_delegated ask", "task_handed_over ask", "task_taken ask")
    ]
    return completed + sum(others) == held.is_done + other.is_done and held.is_done + other.is_done >= 1


def _one_event(cast: Cast, pair: Pair, held: Ended, other: Ended) -> bool:
    """Of timer and message exactly one goes on; the message that lost is kept for somebody else."""
    ends = [_happened(cast, pair, f"element_completed {end}") for end in ("expired", "received")]
    return sum(ends) == 1 and _happened(cast, pair, "case_completed") == 1


RACES: dict[str, Race] = {
    "a double click": Race(asking, _double_click, _one_completion),
    "two take one task": Race(asking, _two_take, _exactly_one),
    "one takes, one decides": Race(asking, _take_and_decide, _told_as_done),
    "two workers fire one timer": Race(lambda: limited(interrupting=True), _two_fire, _one_firing),
    "a decision against an interrupting limit": Race(
        lambda: limited(interrupting=True), _decide_and_fire, _either_way_out
    ),
    "an interrupting limit against a decision": Race(
        lambda: limited(interrupting=True), _fire_and_decide, _either_way_out
    ),
    "a limit against a decision": Race(lambda: limited(interrupting=False), _fire_and_decide, _decided_whatever_fires),
    "withdraw against approve": Race(asking, _withdraw_and_approve, _told_as_done),
    "the last vote against an added signer": Race(signing, _sign_and_add, _asked_before_decided),
    "an added signer against the last vote": Race(signing, _add_and_sign, _asked_before_decided),
    "two last votes": Race(signing, _two_last_votes, _all_counted),
    "delegate against complete": Race(asking, _delegate_and_complete, _told_as_done),
    "hand over against complete": Race(asking, _hand_over_and_complete, _told_as_done),
    "two branches at a join": Race(joining, _two_branches, _ended_once),
    "a message against a timer": Race(racing_events, _message_and_timer, _one_event),
}
