"""Withdrawing a case (撤回): by its initiator, and only with the consent of those who have approved."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine import commands
from engine.actors import Actor
from engine.case_view import pending_withdrawal
from engine.errors import AlreadyDone, Invalid, NotAllowed, NotFound
from engine.instances.models import InstanceStatus
from engine.types import new_id
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast
from tests.engine.commands.operating import DECIDES, assert_in_step, at_sign, events, told, two_steps, why_not


def withdraw(cast: Cast, actor: Actor, case: UUID, reason: str = "a mistake") -> None:
    cast.act(lambda session: commands.withdraw_case(session, actor, case, reason))


def consent(cast: Cast, actor: Actor, case: UUID) -> None:
    cast.act(lambda session: commands.consent_to_withdrawal(session, actor, case))


def decline(cast: Cast, actor: Actor, case: UUID, comment: str = "it is needed") -> None:
    cast.act(lambda session: commands.decline_withdrawal(session, actor, case, comment))


def missing(cast: Cast, case: UUID) -> list[frozenset[UUID]] | None:
    with cast.db.reading() as session:
        pending = pending_withdrawal(session, case)
        return list(pending.missing) if pending else None


def drawn() -> Diagram:
    """Two approvals in a span that a message interrupts; then somebody sees to what was withdrawn."""
    span = bpmn().start("s1").user_task("sign", name="Sign", groups="approver", properties=DECIDES)
    span.user_task("sign2", groups="asset_manager", properties=DECIDES).end("e1")
    diagram = bpmn("p").start().user_task("fill", assignee="requester").sub_process("span", span)
    diagram.user_task("pay", groups="finance_accountant").end()
    diagram.boundary("recall", on="span", message="recall", key="=order", outputs={"why": "=withdrawal_reason"})
    return diagram.user_task("clear", groups="process_owner").end().properties(withdrawMessage="recall")


def in_span(cast: Cast) -> UUID:
    cast.publish(drawn())
    for order in ("other", "mine"):
        case = cast.start(order=order)
        cast.complete(cast.requester, cast.task(case, "fill"))
    return case


def test_the_drawn_way_out_of_this_very_case_is_taken(cast: Cast) -> None:
    case = in_span(cast)
    withdraw(cast, cast.requester, case)
    assert cast.waiting(cast.process_owner) == ["clear"]
    assert cast.waiting(cast.approver) == ["sign"]
    [event] = events(cast, case, "case_withdrawn")
    assert (event.data["reason"], event.data["message"]) == ("a mistake", "recall")
    assert_in_step(cast.db)


def test_without_a_drawn_way_the_case_goes_back_to_its_initiator(cast: Cast) -> None:
    case, sign = at_sign(cast)
    cast.act(lambda session: commands.take_task(session, cast.approver, sign))
    withdraw(cast, cast.requester, case)
    assert cast.waiting(cast.requester) == ["fill"]
    assert cast.waiting(cast.approver) == []
    assert told(cast, cast.approver) == ["requester has withdrawn a case: a mistake"]
    assert_in_step(cast.db)


def test_only_the_initiator_withdraws_and_says_why(cast: Cast) -> None:
    case, sign = at_sign(cast)
    with pytest.raises(NotAllowed, match="whoever started"):
        withdraw(cast, cast.approver, case)
    with pytest.raises(Invalid, match="why the case is withdrawn"):
        withdraw(cast, cast.requester, case, " ")
    with pytest.raises(NotFound):
        withdraw(cast, cast.requester, new_id())
    assert why_not(cast, cast.requester, sign)["withdraw"] is None
    assert "whoever started" in str(why_not(cast, cast.approver, sign)["withdraw"])


def test_a_case_is_not_withdrawn_twice(cast: Cast) -> None:
    case, _ = at_sign(cast)
    withdraw(cast, cast.requester, case)
    with pytest.raises(NotAllowed, match="no step of this case"):
        withdraw(cast, cast.requester, case)


def test_outside_the_span_and_after_the_end_nothing_is_withdrawn(cast: Cast) -> None:
    cast.publish(drawn())
    case = cast.start(order="mine")
    with pytest.raises(NotAllowed, match="At this step"):
        withdraw(cast, cast.requester, case)
    cast.complete(cast.requester, cast.task(case, "fill"))
    cast.complete(cast.approver, cast.task(case, "sign"), "approve")
    cast.complete(cast.asset_manager, cast.task(case, "sign2"), "approve")
    with pytest.raises(NotAllowed, match="At this step"):
        withdraw(cast, cast.requester, case)
    cast.complete(cast.finance, cast.task(case, "pay"))
    with pytest.raises(AlreadyDone, match="ended already"):
        withdraw(cast, cast.requester, case)


def test_what_was_approved_is_withdrawn_with_consent(cast: Cast) -> None:
    case = in_span(cast)
    cast.complete(cast.approver, cast.task(case, "sign"), "approve")
    withdraw(cast, cast.requester, case)
    assert cast.waiting(cast.asset_manager) == ["sign2"]
    assert missing(cast, case) == [frozenset({cast.approver.person_id})]
    assert len(told(cast, cast.approver)) == 1
    with pytest.raises(AlreadyDone, match="waits for the consent of approver"):
        withdraw(cast, cast.requester, case)
    with pytest.raises(NotAllowed, match="not approved this case"):
        consent(cast, cast.asset_manager, case)
    consent(cast, cast.approver, case)
    assert cast.waiting(cast.process_owner) == ["clear"]
    assert cast.waiting(cast.asset_manager) == []
    assert missing(cast, case) is None
    with pytest.raises(AlreadyDone, match="Nobody asks"):
        consent(cast, cast.approver, case)
    [event] = events(cast, case, "case_withdrawn")
    assert event.actor_id == cast.requester.person_id
    assert (event.data["reason"], event.data["consented"]) == ("a mistake", [str(cast.approver.person_id)])


def test_whoever_is_asked_for_consent_may_decline_and_the_case_goes_on(cast: Cast) -> None:
    case, sign = at_sign(cast, two_steps("approver,second_approver", signMode="all"))
    cast.complete(cast.approver, sign, "approve")
    withdraw(cast, cast.requester, case)
    with pytest.raises(NotAllowed, match="not approved this case"):
        decline(cast, cast.second_approver, case)
    with pytest.raises(Invalid, match="why"):
        decline(cast, cast.approver, case, " ")
    assert "waits for the consent of approver" in str(why_not(cast, cast.requester, sign)["withdraw"])
    decline(cast, cast.approver, case)
    assert missing(cast, case) is None
    assert told(cast, cast.requester)[-1] == "approver does not consent that a case is withdrawn: it is needed"
    with pytest.raises(AlreadyDone, match="Nobody asks"):
        consent(cast, cast.approver, case)
    cast.complete(cast.second_approver, sign, "approve")
    assert cast.waiting(cast.finance) == ["pay"]
    withdraw(cast, cast.requester, case, "really")
    assert len(missing(cast, case) or ()) == 2


def test_who_has_consented_already_is_told_that_somebody_declines(cast: Cast) -> None:
    case, sign = at_sign(cast, two_steps("approver,second_approver", signMode="all"))
    cast.complete(cast.approver, sign, "approve")
    cast.complete(cast.second_approver, sign, "approve")
    withdraw(cast, cast.requester, case)
    consent(cast, cast.approver, case)
    decline(cast, cast.second_approver, case)
    assert told(cast, cast.approver)[-1] == "second_approver does not consent that a case is withdrawn: it is needed"
    assert cast.waiting(cast.finance) == ["pay"]


def test_all_who_approved_have_to_agree_or_the_process_owner_does_for_them(cast: Cast) -> None:
    diagram = bpmn("p").start().user_task("fill", assignee="requester")
    diagram.user_task("sign", groups="approver", properties=DECIDES)
    diagram.user_task("sign2", groups="asset_manager", properties=DECIDES)
    cast.publish(diagram.user_task("pay", groups="finance_accountant").end())

    def approved() -> UUID:
        case = cast.start()
        cast.complete(cast.requester, cast.task(case, "fill"))
        cast.complete(cast.approver, cast.task(case, "sign"), "approve")
        cast.complete(cast.asset_manager, cast.task(case, "sign2"), "approve")
        withdraw(cast, cast.requester, case)
        return case

    case = approved()
    consent(cast, cast.approver, case)
    assert cast.waiting(cast.finance) == ["pay"]
    consent(cast, cast.asset_manager, case)
    assert cast.waiting(cast.requester) == ["fill"]
    case = approved()
    consent(cast, cast.process_owner, case)
    assert cast.waiting(cast.requester) == ["fill", "fill"]


def test_an_approval_of_an_earlier_round_needs_no_consent(cast: Cast) -> None:
    case, sign = at_sign(cast)
    cast.complete(cast.approver, sign, "approve")
    pay = cast.task(case, "pay")
    cast.act(lambda session: commands.send_back_task(session, cast.finance, pay, "fill", "no"))
    cast.complete(cast.requester, cast.task(case, "fill"))
    withdraw(cast, cast.requester, case)
    assert cast.waiting(cast.requester) == ["fill"]
    assert events(cast, case, "withdraw_asked") == []


def test_a_votes_first_approval_needs_consent_as_well(cast: Cast) -> None:
    case, sign = at_sign(cast, two_steps("approver,second_approver", signMode="all"))
    cast.complete(cast.approver, sign, "approve")
    withdraw(cast, cast.requester, case)
    assert missing(cast, case) == [frozenset({cast.approver.person_id})]
    consent(cast, cast.approver, case)
    assert cast.waiting(cast.requester) == ["fill"]
    assert cast.waiting(cast.second_approver) == []
    assert_in_step(cast.db)


def test_a_cancelled_case_tells_who_sat_there_and_leaves_nothing_behind(cast: Cast) -> None:
    case, sign = at_sign(cast)
    cast.act(lambda session: commands.take_task(session, cast.approver, sign))
    cast.act(lambda session: commands.cancel_case(session, cast.process_owner, case, "bought a new one"))
    assert cast.instance(case).status == InstanceStatus.CANCELLED
    assert told(cast, cast.approver) == ["process_owner has cancelled a case: bought a new one"]
    assert told(cast, cast.requester)[-1] == "Cancelled: a case"
    with pytest.raises(AlreadyDone):
        cast.act(lambda session: commands.cancel_case(session, cast.process_owner, case, "again"))
    with pytest.raises(AlreadyDone):
        withdraw(cast, cast.requester, case)
    assert_in_step(cast.db)
