"""One approval, from the start of the case to its end."""

from __future__ import annotations

import pytest

from engine import commands
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed, NotFound
from engine.instances.models import InstanceStatus
from engine.types import new_id
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

DECIDES = {"decisions": "approve,reject,send_back", "commentRequiredOn": "reject", "notSamePersonAs": "initiator"}


def approval() -> Diagram:
    return (
        bpmn("p")
        .start()
        .user_task("ask", groups="approver", properties=DECIDES, outputs={"verdict": "=decision"})
        .xor("gate")
        .when('=verdict = "approve"')
        .end("approved")
        .at("gate")
        .otherwise()
        .end("rejected")
    )


def test_an_approved_case_ends_and_leaves_every_inbox(cast: Cast) -> None:
    cast.publish(approval())
    case = cast.start()
    assert cast.waiting(cast.approver) == ["ask"]
    assert cast.waiting(cast.second_approver) == ["ask"]
    assert cast.waiting(cast.stranger) == []
    cast.complete(cast.approver, cast.task(case, "ask"), "approve", comment="fine")
    assert cast.instance(case).status == InstanceStatus.COMPLETED
    assert cast.waiting(cast.second_approver) == []
    assert cast.events(case) == [
        "case_started",
        "element_completed start",
        "task_completed ask",
        "element_completed gate",
        "element_completed approved",
        "case_completed",
    ]


def test_a_task_cannot_be_completed_twice(cast: Cast) -> None:
    cast.publish(approval())
    case = cast.start()
    task = cast.task(case, "ask")
    cast.complete(cast.approver, task, "approve")
    with pytest.raises(AlreadyDone, match="by approver"):
        cast.complete(cast.second_approver, task, "reject", comment="no")
    assert cast.events(case).count("task_completed ask") == 1


def test_the_requester_never_approves(cast: Cast) -> None:
    cast.publish(approval())
    case = cast.start(actor=cast.approver)
    with pytest.raises(NotAllowed, match="somebody else"):
        cast.complete(cast.approver, cast.task(case, "ask"), "approve")
    with pytest.raises(NotAllowed, match="somebody else"):
        cast.act(lambda session: commands.take_task(session, cast.approver, cast.task(case, "ask")))


def test_somebody_of_another_pool_may_not_decide(cast: Cast) -> None:
    cast.publish(approval())
    case = cast.start()
    with pytest.raises(NotAllowed, match="not for you"):
        cast.complete(cast.stranger, cast.task(case, "ask"), "approve")


def test_a_decision_must_be_offered_and_a_rejection_explained(cast: Cast) -> None:
    cast.publish(approval())
    task = cast.task(cast.start(), "ask")
    for decision, comment in ((None, ""), ("delete", ""), ("reject", " ")):
        with pytest.raises(Invalid):
            cast.complete(cast.approver, task, decision, comment=comment)
    assert cast.waiting(cast.approver) == ["ask"]


def test_a_taken_task_is_out_of_the_pool_until_it_is_put_back(cast: Cast) -> None:
    cast.publish(approval())
    task = cast.task(cast.start(), "ask")
    cast.act(lambda session: commands.take_task(session, cast.approver, task))
    assert cast.waiting(cast.approver) == ["ask"]
    assert cast.waiting(cast.second_approver) == []
    with pytest.raises(Conflict, match="approver has taken"):
        cast.complete(cast.second_approver, task, "approve")
    cast.act(lambda session: commands.put_back_task(session, cast.approver, task))
    assert cast.waiting(cast.second_approver) == ["ask"]
    with pytest.raises(AlreadyDone):
        cast.act(lambda session: commands.put_back_task(session, cast.approver, task))


def test_a_decision_on_an_older_view_of_the_task_is_refused(cast: Cast) -> None:
    cast.publish(approval())
    task = cast.task(cast.start(), "ask")
    with pytest.raises(Conflict, match="look at it again"):
        cast.complete(cast.approver, task, "approve", revision=0)


def test_an_unknown_task_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        cast.complete(cast.approver, new_id(), "approve")


def test_nobody_to_ask_goes_to_the_process_owner_with_an_incident(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="=missing_role").end())
    case = cast.start(missing_role="nobody_holds_this")
    assert cast.waiting(cast.process_owner) == ["ask"]
    assert [incident.kind for incident in cast.incidents(case)] == ["nobody_to_ask"]


def test_a_request_with_the_same_key_is_answered_once(cast: Cast) -> None:
    cast.publish(approval())
    task = cast.task(cast.start(), "ask")

    def approve() -> tuple[int, str]:
        return commands.perform_once(
            cast.db,
            cast.ids["approver"],
            "key-1",
            f"complete {task}",
            lambda session: (200, commands.complete_task(session, cast.approver, task, decision="approve").status),
        )

    assert approve() == approve() == (200, "completed")
    with pytest.raises(Conflict, match="another request"):
        commands.perform_once(cast.db, cast.ids["approver"], "key-1", "something else", lambda session: (200, ""))
