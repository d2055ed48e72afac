"""Sending a case back to a task of one's choice (退回)."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.case_view import send_back_targets
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed, NotFound
from engine.service_tasks import ServiceCall, service_task
from engine.tasks.drafts import draft_of
from engine.tasks.models import Task
from engine.timers.models import Timer
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast
from tests.engine.commands.operating import DECIDES, assert_in_step, at_sign, events, seats, told, two_steps, why_not

DONE: list[str] = []


@service_task("test.note")
def note(session: Session, actor: Actor, call: ServiceCall) -> None:
    DONE.append(call.element_id)


@service_task("test.unnote")
def unnote(session: Session, actor: Actor, call: ServiceCall) -> None:
    DONE.append(f"undo {call.element_id} because {call.arguments['reason']}")


def send_back(cast: Cast, actor: Actor, task: UUID, target: str, comment: str = "wrong figures") -> None:
    cast.act(lambda session: commands.send_back_task(session, actor, task, target, comment))


def targets(cast: Cast, actor: Actor, task: UUID) -> dict[str, str | None]:
    """The targets that a page offers, with the reason of those that are refused."""
    with cast.db.reading() as session:
        found = send_back_targets(session, actor, task)
    return {target.element_id: str(target.reason) if target.reason else None for target in found}


def test_a_case_goes_back_to_the_task_chosen(cast: Cast) -> None:
    case, sign = at_sign(cast)
    cast.complete(cast.approver, sign, "approve")
    pay = cast.task(case, "pay")
    assert targets(cast, cast.finance, pay) == {"fill": None, "sign": None}
    send_back(cast, cast.finance, pay, "fill")
    assert cast.waiting(cast.requester) == ["fill"]
    assert cast.waiting(cast.finance) == []
    [event] = events(cast, case, "task_sent_back")
    assert (event.element_id, event.data["target"], event.data["comment"]) == ("pay", "fill", "wrong figures")
    assert len(event.data["taken_back"]) == 2
    assert seats(cast, pay)[0].decision == "send_back"
    assert told(cast, cast.requester)[-1] == "Sent back: “Fill in” of a case"
    assert_in_step(cast.db)


def guarded(element: str, value: str) -> Diagram:
    """As `two_steps`, with `freeSendBack` at one of the tasks."""
    properties = {each: {**DECIDES, "freeSendBack": value} if each == element else DECIDES for each in ("sign", "pay")}
    diagram = bpmn("p").start().user_task("fill", name="Fill in", assignee="requester")
    diagram.user_task("sign", name="Sign", groups="approver", properties=properties["sign"])
    return diagram.user_task("pay", name="Pay", groups="finance_accountant", properties=properties["pay"]).end()


@pytest.mark.parametrize("value", ["not_to", "never"])
def test_no_case_is_sent_back_to_a_task_that_forbids_it(cast: Cast, value: str) -> None:
    case, sign = at_sign(cast, guarded("sign", value))
    cast.complete(cast.approver, sign, "approve")
    pay = cast.task(case, "pay")
    assert targets(cast, cast.finance, pay) == {"fill": None, "sign": "No case is sent back to “Sign”."}
    with pytest.raises(NotAllowed, match="sent back to “Sign”"):
        send_back(cast, cast.finance, pay, "sign")


@pytest.mark.parametrize("value", ["not_from", "never"])
def test_no_case_is_sent_back_from_a_task_that_forbids_it(cast: Cast, value: str) -> None:
    case, sign = at_sign(cast, guarded("pay", value))
    cast.complete(cast.approver, sign, "approve")
    pay = cast.task(case, "pay")
    assert "no case is sent back" in str(why_not(cast, cast.finance, pay)["send_back"])
    with pytest.raises(NotAllowed, match="no case is sent back"):
        send_back(cast, cast.finance, pay, "fill")


def test_a_task_to_which_nothing_is_sent_back_may_be_withdrawn_to(cast: Cast) -> None:
    diagram = bpmn("p").start().user_task("fill", assignee="requester", properties={"freeSendBack": "not_to"})
    case, _sign = at_sign(cast, diagram.user_task("sign", groups="approver", properties=DECIDES).end())
    cast.act(lambda session: commands.withdraw_case(session, cast.requester, case, "a mistake"))
    assert cast.waiting(cast.requester) == ["fill"]


def test_what_was_taken_back_is_no_target_until_it_is_done_again(cast: Cast) -> None:
    case, sign = at_sign(cast)
    cast.complete(cast.approver, sign, "approve")
    send_back(cast, cast.finance, cast.task(case, "pay"), "fill")
    fill = cast.task(case, "fill")
    assert targets(cast, cast.requester, fill) == {}
    with pytest.raises(NotFound, match="no task “pay”"):
        send_back(cast, cast.requester, fill, "pay")
    cast.complete(cast.requester, fill)
    assert targets(cast, cast.approver, cast.task(case, "sign")) == {"fill": None}


def test_a_drawn_way_back_takes_back_as_well(cast: Cast) -> None:
    diagram = bpmn("p").start().user_task("fill", assignee="requester").user_task("check", groups="approver")
    diagram.user_task("sign", groups="asset_manager", properties=DECIDES, outputs={"verdict": "=decision"}).xor("gate")
    diagram.when('=verdict = "send_back"').to("fill").at("gate").otherwise().end()
    cast.publish(diagram)
    case = cast.start()
    cast.complete(cast.requester, cast.task(case, "fill"))
    cast.complete(cast.approver, cast.task(case, "check"))
    assert targets(cast, cast.asset_manager, cast.task(case, "sign")) == {"fill": None, "check": None}
    cast.complete(cast.asset_manager, cast.task(case, "sign"), "send_back")
    assert targets(cast, cast.requester, cast.task(case, "fill")) == {}


def test_a_case_that_has_been_nowhere_cannot_go_back(cast: Cast) -> None:
    cast.publish(two_steps())
    fill = cast.task(cast.start(), "fill")
    assert "nowhere to send it back to" in str(why_not(cast, cast.requester, fill)["send_back"])
    with pytest.raises(NotAllowed, match="nowhere to send it back to"):
        send_back(cast, cast.requester, fill, "fill")


def test_only_who_may_decide_may_send_back_and_says_why(cast: Cast) -> None:
    _, sign = at_sign(cast)
    with pytest.raises(NotAllowed, match="not for you"):
        send_back(cast, cast.finance, sign, "fill")
    with pytest.raises(Invalid, match="why the case is sent back"):
        send_back(cast, cast.approver, sign, "fill", " ")
    with pytest.raises(Conflict, match="changed since"):
        cast.act(lambda s: commands.send_back_task(s, cast.approver, sign, "fill", "no", revision=0))
    send_back(cast, cast.approver, sign, "fill")
    with pytest.raises(AlreadyDone):
        send_back(cast, cast.approver, sign, "fill")


def fork() -> Diagram:
    """Two branches of two tasks after `fill`, joined before `pay`."""
    diagram = bpmn("p").start().user_task("fill", assignee="requester").parallel("fork")
    diagram.user_task("a", groups="approver").user_task("a2", groups="approver").parallel("join")
    diagram.user_task("pay", groups="finance_accountant").end()
    diagram.at("fork").user_task("b", groups="asset_manager").boundary_timer("late", "PT4H", on="b", interrupting=False)
    return diagram.end("told").at("b").user_task("b2", groups="asset_manager").to("join")


def at_fork(cast: Cast) -> UUID:
    cast.publish(fork())
    case = cast.start()
    cast.complete(cast.requester, cast.task(case, "fill"))
    return case


def test_into_a_parallel_branch_is_refused_with_the_reason(cast: Cast) -> None:
    case = at_fork(cast)
    cast.complete(cast.approver, cast.task(case, "a"))
    b = cast.task(case, "b")
    assert targets(cast, cast.asset_manager, b) == {
        "fill": None,
        "a": "“a” lies in a parallel branch that this task is not in.",
    }
    with pytest.raises(NotAllowed, match="parallel branch"):
        send_back(cast, cast.asset_manager, b, "a")


def test_before_the_fork_the_other_branch_goes_with_its_clock(cast: Cast) -> None:
    case = at_fork(cast)
    cast.complete(cast.approver, cast.task(case, "a"))
    b = cast.task(case, "b")
    send_back(cast, cast.approver, cast.task(case, "a2"), "fill")
    assert cast.waiting(cast.asset_manager) == []
    assert events(cast, case, "task_sent_back")[0].data["cancelled"].count(str(b)) == 1
    with cast.db.reading() as session:
        waiting = select(Timer.id).where(Timer.fired_at.is_(None), Timer.cancelled_at.is_(None))
        assert session.scalars(waiting).all() == []
        assert session.get_one(Task, b).status == "cancelled"
    assert_in_step(cast.db)


def test_within_a_branch_the_other_one_stands(cast: Cast) -> None:
    case = at_fork(cast)
    cast.complete(cast.asset_manager, cast.task(case, "b"))
    cast.complete(cast.approver, cast.task(case, "a"))
    send_back(cast, cast.approver, cast.task(case, "a2"), "a")
    assert cast.waiting(cast.asset_manager) == ["b2"]
    cast.complete(cast.approver, cast.task(case, "a"))
    cast.complete(cast.approver, cast.task(case, "a2"))
    cast.complete(cast.asset_manager, cast.task(case, "b2"))
    assert cast.waiting(cast.finance) == ["pay"]


def with_services(**undo: str) -> Diagram:
    diagram = bpmn("p").start().user_task("fill", assignee="requester")
    diagram.service_task("first", "test.note", properties={"undo": undo.get("first", "test.unnote")})
    diagram.service_task("second", "test.note", properties={"undo": undo.get("second", "test.unnote")})
    diagram.user_task("sign", groups="approver").service_task("third", "test.note")
    return diagram.user_task("pay", groups="finance_accountant").end()


def test_service_tasks_passed_are_undone_once_newest_first(cast: Cast) -> None:
    DONE.clear()
    case, sign = at_sign(cast, with_services())
    send_back(cast, cast.approver, sign, "fill")
    assert DONE == ["first", "second", "undo second because wrong figures", "undo first because wrong figures"]
    assert cast.events(case)[-3:] == ["task_sent_back sign", "element_undone second", "element_undone first"]
    cast.complete(cast.requester, cast.task(case, "fill"))
    cast.complete(cast.approver, cast.task(case, "sign"))
    DONE.clear()
    send_back(cast, cast.finance, cast.task(case, "pay"), "sign")
    send_back(cast, cast.approver, cast.task(case, "sign"), "fill")
    assert DONE == ["undo second because wrong figures", "undo first because wrong figures"]


def test_behind_what_cannot_be_undone_there_is_no_way_back(cast: Cast) -> None:
    case, sign = at_sign(cast, with_services(second="never"))
    reason = "“second” has been done since and cannot be undone."
    assert targets(cast, cast.approver, sign) == {"fill": reason}
    with pytest.raises(NotAllowed, match="cannot be undone"):
        send_back(cast, cast.approver, sign, "fill")
    cast.complete(cast.approver, sign)
    assert targets(cast, cast.finance, cast.task(case, "pay")) == {"fill": reason, "sign": None}


def form(form_id: str) -> bytes:
    fields = [{"type": "textfield", "key": "reason", "label": "Reason", "id": "f1"}]
    return json.dumps({"id": form_id, "type": "default", "schemaVersion": 16, "components": fields}).encode()


def test_answers_are_there_when_the_same_people_do_it_again(cast: Cast) -> None:
    diagram = bpmn("p").start().user_task("fill", assignee="requester", form="f")
    diagram.user_task("check", groups="approver", form="f").user_task("pay", groups="finance_accountant").end()
    cast.publish(diagram, files={"f.form": form("f")})
    case = cast.start()
    cast.complete(cast.requester, cast.task(case, "fill"), answers={"reason": "old"})
    cast.complete(cast.approver, cast.task(case, "check"), answers={"reason": "agreed"})
    send_back(cast, cast.finance, cast.task(case, "pay"), "fill")

    def drafted(actor: Actor, element_id: str) -> object:
        with cast.db.reading() as session:
            return draft_of(session, actor, cast.task(case, element_id))

    assert drafted(cast.requester, "fill") == {"reason": "old"}
    cast.complete(cast.requester, cast.task(case, "fill"), answers={"reason": "new"})
    assert drafted(cast.approver, "check") == {"reason": "agreed"}
    assert drafted(cast.second_approver, "check") is None
    cast.act(lambda s: commands.save_draft(s, cast.approver, cast.task(case, "check"), {"reason": "well"}))
    assert drafted(cast.approver, "check") == {"reason": "well"}


def test_one_signer_sends_a_countersign_back_for_all(cast: Cast) -> None:
    case, sign = at_sign(cast, two_steps("approver,second_approver,asset_manager", signMode="all"))
    cast.complete(cast.approver, sign, "approve")
    send_back(cast, cast.second_approver, sign, "fill")
    assert cast.waiting(cast.asset_manager) == []
    assert [seat.status for seat in seats(cast, sign)] == ["decided", "decided", "not_needed"]
    cast.complete(cast.requester, cast.task(case, "fill"))
    for signer in (cast.approver, cast.second_approver, cast.asset_manager):
        assert cast.waiting(signer) == ["sign"]
    assert_in_step(cast.db)


def test_what_a_drawn_way_back_has_taken_back_is_not_undone_again(cast: Cast) -> None:
    DONE.clear()
    undone = {"undo": "test.unnote"}
    diagram = bpmn("p").start().user_task("fill", assignee="requester").user_task("check", groups="approver")
    diagram.service_task("submit", "test.note", properties=undone)
    diagram.user_task("sign", groups="asset_manager", properties=DECIDES, outputs={"verdict": "=decision"}).xor("gate")
    diagram.when('=verdict = "send_back"').to("check").at("gate").otherwise().end()
    cast.publish(diagram)
    case = cast.start()
    cast.complete(cast.requester, cast.task(case, "fill"))
    cast.complete(cast.approver, cast.task(case, "check"))
    cast.complete(cast.asset_manager, cast.task(case, "sign"), "send_back")
    send_back(cast, cast.approver, cast.task(case, "check"), "fill")
    assert DONE == ["submit"]
