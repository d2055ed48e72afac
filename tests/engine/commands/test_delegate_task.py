"""Asking for advice (委派): it comes back, and the last word stays with whoever asked."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine import commands
from engine.actors import Actor
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed
from tests.cast import Cast
from tests.engine.commands.operating import assert_in_step, at_sign, events, hand_over, seats, told, why_not


def delegate(cast: Cast, actor: Actor, task: UUID, to: Actor, reason: str = "") -> None:
    assert to.person_id is not None
    person_id = to.person_id
    cast.act(lambda session: commands.delegate_task(session, actor, task, person_id, reason=reason))


def answer(cast: Cast, actor: Actor, task: UUID, opinion: str | None = None, comment: str = "") -> None:
    cast.act(lambda session: commands.answer_delegation(session, actor, task, opinion=opinion, comment=comment))


def recall(cast: Cast, actor: Actor, task: UUID) -> None:
    cast.act(lambda session: commands.recall_delegation(session, actor, task))


def test_who_is_asked_for_advice_finds_the_task_and_cannot_decide_it(cast: Cast) -> None:
    _, task = at_sign(cast)
    delegate(cast, cast.approver, task, cast.asset_manager, "you know the machine")
    assert cast.waiting(cast.asset_manager) == cast.waiting(cast.approver) == ["sign"]
    assert cast.waiting(cast.second_approver) == []
    assert told(cast, cast.asset_manager) == ["approver asks for your advice on “Sign” of a case."]
    with pytest.raises(NotAllowed, match="asked for advice here; approver decides"):
        cast.complete(cast.asset_manager, task, "approve")
    assert_in_step(cast.db)


def test_advice_is_recorded_and_the_task_comes_back(cast: Cast) -> None:
    case, task = at_sign(cast)
    delegate(cast, cast.approver, task, cast.asset_manager)
    answer(cast, cast.asset_manager, task, "reject", "it still runs")
    [event] = events(cast, case, "delegation_answered")
    assert event.data["for"] == str(cast.approver.person_id)
    assert (event.data["opinion"], event.data["comment"]) == ("reject", "it still runs")
    assert cast.waiting(cast.asset_manager) == []
    assert told(cast, cast.approver) == ["asset_manager has advised on “Sign” of a case: it is yours to decide."]
    cast.complete(cast.approver, task, "approve")
    assert cast.waiting(cast.finance) == ["pay"]


def test_advice_is_given_once_and_only_by_whom_was_asked(cast: Cast) -> None:
    _, task = at_sign(cast)
    with pytest.raises(NotAllowed, match="Nobody asks for your advice"):
        answer(cast, cast.asset_manager, task, "approve")
    delegate(cast, cast.approver, task, cast.asset_manager)
    with pytest.raises(NotAllowed, match="Nobody asks for your advice"):
        answer(cast, cast.finance, task, "approve")
    answer(cast, cast.asset_manager, task, "approve")
    with pytest.raises(NotAllowed, match="Nobody asks for your advice"):
        answer(cast, cast.asset_manager, task, "approve")


def test_advice_says_something(cast: Cast) -> None:
    _, task = at_sign(cast)
    delegate(cast, cast.approver, task, cast.asset_manager)
    with pytest.raises(Invalid, match="what you advise"):
        answer(cast, cast.asset_manager, task, None, "  ")
    with pytest.raises(Invalid, match="one of the opinions"):
        answer(cast, cast.asset_manager, task, "send_back")


def test_while_somebody_is_asked_nobody_else_is_and_nothing_is_handed_over(cast: Cast) -> None:
    _, task = at_sign(cast)
    delegate(cast, cast.approver, task, cast.asset_manager)
    for act in (delegate, hand_over):
        with pytest.raises(Conflict, match="asset_manager is asked for advice here"):
            act(cast, cast.approver, task, cast.finance)


def test_a_request_for_advice_can_be_taken_back(cast: Cast) -> None:
    _, task = at_sign(cast)
    delegate(cast, cast.approver, task, cast.asset_manager)
    recall(cast, cast.approver, task)
    assert cast.waiting(cast.asset_manager) == []
    with pytest.raises(AlreadyDone, match="Nobody is asked"):
        recall(cast, cast.approver, task)
    with pytest.raises(NotAllowed):
        answer(cast, cast.asset_manager, task, "approve")
    assert_in_step(cast.db)


def test_the_holder_may_decide_without_waiting_for_advice(cast: Cast) -> None:
    _, task = at_sign(cast)
    delegate(cast, cast.approver, task, cast.asset_manager)
    cast.complete(cast.approver, task, "approve")
    assert cast.waiting(cast.asset_manager) == []
    with pytest.raises(AlreadyDone, match="decided already"):
        answer(cast, cast.asset_manager, task, "approve")
    assert_in_step(cast.db)


def test_a_pools_task_is_taken_by_asking_for_advice(cast: Cast) -> None:
    _, task = at_sign(cast)
    delegate(cast, cast.approver, task, cast.asset_manager)
    assert seats(cast, task)[0].taken_by == cast.approver.person_id
    with pytest.raises(Conflict, match="approver has taken"):
        recall(cast, cast.second_approver, task)


def test_nobody_barred_is_asked_for_advice(cast: Cast) -> None:
    _, task = at_sign(cast)
    with pytest.raises(Invalid, match="must not decide"):
        delegate(cast, cast.approver, task, cast.requester)


def test_the_page_offers_what_the_commands_allow(cast: Cast) -> None:
    _, task = at_sign(cast)
    delegate(cast, cast.approver, task, cast.asset_manager)
    holder, adviser = why_not(cast, cast.approver, task), why_not(cast, cast.asset_manager, task)
    assert {name for name, reason in holder.items() if reason is None} == {
        "decide", "recall_delegation", "send_back", "put_back", "copy", "comment"
    }  # fmt: skip
    assert {name for name, reason in adviser.items() if reason is None} == {
        "answer_delegation",
        "copy",
        "comment",
    }
