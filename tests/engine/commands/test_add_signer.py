"""Adding signers (加签) before, after and beside, and removing them (减签)."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine import commands
from engine.actors import Actor
from engine.case_view import removable_signers, view_task
from engine.errors import AlreadyDone, Invalid, NotAllowed, NotFound
from engine.tasks.models import AddedHow
from engine.types import new_id
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.engine.commands.operating import assert_in_step, at_sign, events, seats, told, two_steps, why_not


def add(cast: Cast, actor: Actor, task: UUID, person: Actor, how: AddedHow) -> UUID:
    """Add a signer; gives the id of the new seat."""
    assert person.person_id is not None
    person_id = person.person_id
    cast.act(lambda session: commands.add_signer(session, actor, task, person_id, how, reason="to be sure"))
    return next(seat.id for seat in seats(cast, task) if seat.person_id == person_id)


def remove(cast: Cast, actor: Actor, task: UUID, seat: UUID) -> None:
    cast.act(lambda session: commands.remove_signer(session, actor, task, seat))


def statuses(cast: Cast, task: UUID) -> list[str]:
    return [seat.status for seat in seats(cast, task)]


def test_a_signer_before_me_decides_first_and_it_comes_back_to_me(cast: Cast) -> None:
    case, task = at_sign(cast)
    add(cast, cast.approver, task, cast.asset_manager, AddedHow.BEFORE)
    assert (cast.waiting(cast.approver), cast.waiting(cast.asset_manager)) == ([], ["sign"])
    assert statuses(cast, task) == ["open", "waiting"]
    assert told(cast, cast.asset_manager) == ["approver asks you to sign “Sign” of a case as well."]
    with pytest.raises(NotAllowed, match="not your turn"):
        cast.complete(cast.approver, task, "approve")
    assert_in_step(cast.db)
    cast.complete(cast.asset_manager, task, "approve")
    assert (cast.waiting(cast.approver), cast.waiting(cast.asset_manager)) == (["sign"], [])
    cast.complete(cast.approver, task, "approve")
    assert cast.waiting(cast.finance) == ["pay"]
    [event] = events(cast, case, "signer_added")
    assert (event.data["how"], event.data["reason"]) == ("before", "to be sure")
    assert_in_step(cast.db)


def test_a_signer_after_me_decides_once_i_have(cast: Cast) -> None:
    _, task = at_sign(cast)
    add(cast, cast.approver, task, cast.asset_manager, AddedHow.AFTER)
    assert (cast.waiting(cast.approver), cast.waiting(cast.asset_manager)) == (["sign"], [])
    assert told(cast, cast.asset_manager) == []
    cast.complete(cast.approver, task, "approve")
    assert (cast.waiting(cast.approver), cast.waiting(cast.asset_manager)) == ([], ["sign"])
    assert_in_step(cast.db)
    cast.complete(cast.asset_manager, task, "approve")
    assert cast.waiting(cast.finance) == ["pay"]


def test_a_signer_beside_me_signs_at_the_same_time(cast: Cast) -> None:
    _, task = at_sign(cast)
    add(cast, cast.approver, task, cast.asset_manager, AddedHow.BESIDE)
    assert cast.waiting(cast.approver) == cast.waiting(cast.asset_manager) == ["sign"]
    cast.complete(cast.approver, task, "approve")
    assert cast.waiting(cast.finance) == []
    cast.complete(cast.asset_manager, task, "approve")
    assert cast.waiting(cast.finance) == ["pay"]
    assert_in_step(cast.db)


def test_an_added_signers_rejection_decides(cast: Cast) -> None:
    case, task = at_sign(cast)
    add(cast, cast.approver, task, cast.asset_manager, AddedHow.BEFORE)
    cast.complete(cast.asset_manager, task, "reject", comment="no")
    assert events(cast, case, "task_completed")[-1].data["decision"] == "reject"
    assert cast.waiting(cast.approver) == []
    assert_in_step(cast.db)


def test_a_removed_signer_is_asked_no_longer_and_the_task_comes_back(cast: Cast) -> None:
    case, task = at_sign(cast)
    seat = add(cast, cast.approver, task, cast.asset_manager, AddedHow.BEFORE)
    remove(cast, cast.approver, task, seat)
    assert (cast.waiting(cast.approver), cast.waiting(cast.asset_manager)) == (["sign"], [])
    assert events(cast, case, "signer_removed")[0].data["person"] == str(cast.asset_manager.person_id)
    with pytest.raises(AlreadyDone, match="asked no longer"):
        remove(cast, cast.approver, task, seat)
    assert_in_step(cast.db)


def test_removing_the_last_signer_missing_decides_the_task(cast: Cast) -> None:
    _, task = at_sign(cast)
    seat = add(cast, cast.approver, task, cast.asset_manager, AddedHow.BESIDE)
    cast.complete(cast.approver, task, "approve")
    remove(cast, cast.process_owner, task, seat)
    assert cast.waiting(cast.finance) == ["pay"]
    assert_in_step(cast.db)


def test_a_signer_is_removed_by_whom_added_or_the_process_owner(cast: Cast) -> None:
    _, task = at_sign(cast)
    seat = add(cast, cast.approver, task, cast.asset_manager, AddedHow.AFTER)
    with pytest.raises(NotAllowed, match="by whom they were added"):
        remove(cast, cast.second_approver, task, seat)
    with pytest.raises(NotFound):
        remove(cast, cast.approver, task, new_id())
    with pytest.raises(NotAllowed, match="Only signers who were added"):
        remove(cast, cast.process_owner, task, seats(cast, task)[0].id)
    with cast.db.reading() as session:
        for actor, offered in ((cast.approver, [seat]), (cast.second_approver, [])):
            assert [s.id for s in removable_signers(session, actor, view_task(session, actor, task))] == offered
    remove(cast, cast.approver, task, seat)


def test_a_signer_added_by_an_added_signer_stands_by_the_first_when_that_one_goes(cast: Cast) -> None:
    _, task = at_sign(cast)
    middle = add(cast, cast.approver, task, cast.asset_manager, AddedHow.BEFORE)
    add(cast, cast.asset_manager, task, cast.finance, AddedHow.BEFORE)
    assert statuses(cast, task) == ["open", "waiting", "waiting"]
    remove(cast, cast.approver, task, middle)
    assert cast.waiting(cast.finance) == ["sign"]
    assert cast.waiting(cast.approver) == []
    cast.complete(cast.finance, task, "approve")
    assert cast.waiting(cast.approver) == ["sign"]
    assert_in_step(cast.db)


def test_nobody_barred_or_with_a_seat_is_added(cast: Cast) -> None:
    _, task = at_sign(cast)
    with pytest.raises(Invalid, match="must not decide"):
        add(cast, cast.approver, task, cast.requester, AddedHow.BESIDE)
    add(cast, cast.approver, task, cast.asset_manager, AddedHow.BESIDE)
    with pytest.raises(Invalid, match="has a part in this task already"):
        add(cast, cast.approver, task, cast.asset_manager, AddedHow.AFTER)
    with pytest.raises(Invalid, match="has a part in this task already"):
        add(cast, cast.approver, task, cast.approver, AddedHow.AFTER)


def test_where_nothing_is_approved_nobody_is_added(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="approver").end())
    task = cast.task(cast.start(), "ask")
    assert "Nothing is approved" in str(why_not(cast, cast.approver, task)["add_signer"])
    with pytest.raises(NotAllowed, match="Nothing is approved"):
        add(cast, cast.approver, task, cast.asset_manager, AddedHow.BEFORE)


def test_a_decided_task_gets_no_signer_and_loses_none(cast: Cast) -> None:
    _, task = at_sign(cast)
    seat = add(cast, cast.approver, task, cast.asset_manager, AddedHow.AFTER)
    cast.complete(cast.approver, task, "reject")
    with pytest.raises(AlreadyDone):
        add(cast, cast.approver, task, cast.finance, AddedHow.AFTER)
    with pytest.raises(AlreadyDone):
        remove(cast, cast.approver, task, seat)


def test_in_turn_the_next_waits_for_signers_added_to_the_one_before(cast: Cast) -> None:
    _, task = at_sign(cast, two_steps("approver,second_approver", signMode="sequential"))
    add(cast, cast.approver, task, cast.asset_manager, AddedHow.AFTER)
    cast.complete(cast.approver, task, "approve")
    assert cast.waiting(cast.second_approver) == []
    cast.complete(cast.asset_manager, task, "approve")
    assert cast.waiting(cast.second_approver) == ["sign"]
    assert_in_step(cast.db)


def test_beside_in_a_vote_by_ratio_joins_the_vote(cast: Cast) -> None:
    _, task = at_sign(cast, two_steps("approver,second_approver", signMode="ratio", approveAt="50"))
    add(cast, cast.approver, task, cast.asset_manager, AddedHow.BESIDE)
    cast.complete(cast.approver, task, "approve")
    cast.complete(cast.asset_manager, task, "reject", comment="no")
    assert cast.waiting(cast.second_approver) == ["sign"]
    cast.complete(cast.second_approver, task, "approve")
    assert cast.waiting(cast.finance) == ["pay"]
