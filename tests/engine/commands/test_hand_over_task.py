"""Handing a task over for good (转办)."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import commands
from engine.errors import AlreadyDone, Conflict, Invalid, NotAllowed
from engine.people.models import OrgUnit, Person
from engine.people.operations import grant_role
from engine.tasks.models import AddedHow
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.engine.commands.operating import assert_in_step, at_sign, events, hand_over, seats, told, two_steps, why_not


def test_a_handed_over_task_is_the_others_alone(cast: Cast) -> None:
    case, task = at_sign(cast)
    hand_over(cast, cast.approver, task, cast.asset_manager, "on the road")
    assert cast.waiting(cast.asset_manager) == ["sign"]
    assert cast.waiting(cast.approver) == cast.waiting(cast.second_approver) == []
    [event] = events(cast, case, "task_handed_over")
    assert event.actor_id == cast.approver.person_id
    assert (event.data["to"], event.data["reason"]) == (str(cast.asset_manager.person_id), "on the road")
    assert told(cast, cast.asset_manager) == ["approver handed “Sign” of a case over to you."]
    cast.complete(cast.asset_manager, task, "approve")
    assert cast.waiting(cast.finance) == ["pay"]
    assert_in_step(cast.db)


def test_who_has_handed_over_may_not_do_it_again_but_still_sees_the_case(cast: Cast) -> None:
    _, task = at_sign(cast)
    hand_over(cast, cast.approver, task, cast.asset_manager)
    with pytest.raises(NotAllowed, match="not for you"):
        hand_over(cast, cast.approver, task, cast.finance)
    assert str(why_not(cast, cast.approver, task)["hand_over"]) == ("This task is not for you: it asks others.")


def test_a_task_that_a_colleague_has_taken_cannot_be_handed_over(cast: Cast) -> None:
    _, task = at_sign(cast)
    cast.act(lambda session: commands.take_task(session, cast.second_approver, task))
    with pytest.raises(Conflict, match="second_approver has taken"):
        hand_over(cast, cast.approver, task, cast.asset_manager)
    hand_over(cast, cast.second_approver, task, cast.asset_manager)
    assert cast.waiting(cast.asset_manager) == ["sign"]


def test_nobody_barred_from_a_task_is_given_it(cast: Cast) -> None:
    _, task = at_sign(cast)
    with pytest.raises(Invalid, match="must not decide here") as refused:
        hand_over(cast, cast.approver, task, cast.requester)
    assert refused.value.problems[0].where == "person"
    assert cast.waiting(cast.approver) == ["sign"]


def test_nobody_of_another_company_is_given_a_part_in_a_task(cast: Cast) -> None:
    _, task = at_sign(cast)
    stranger = cast.ids["stranger"]
    refused = "stranger works in another company"
    with pytest.raises(Invalid, match=refused):
        hand_over(cast, cast.approver, task, cast.stranger)
    with pytest.raises(Invalid, match=refused):
        cast.act(lambda session: commands.delegate_task(session, cast.approver, task, stranger))
    with pytest.raises(Invalid, match=refused):
        cast.act(lambda session: commands.add_signer(session, cast.approver, task, stranger, AddedHow.BESIDE))
    assert cast.waiting(cast.stranger) == []


@pytest.mark.parametrize("unit", ["OPS", "HQ", None])
def test_who_holds_a_role_in_the_company_of_a_case_or_above_may_be_given_its_tasks(
    cast: Cast, unit: str | None
) -> None:
    def grant(session: Session) -> None:
        unit_id = session.scalars(select(OrgUnit.id).where(OrgUnit.code == unit)).one() if unit else None
        grant_role(session, cast.ids["stranger"], "employee", org_unit_id=unit_id)

    cast.act(grant)
    _, task = at_sign(cast)
    hand_over(cast, cast.approver, task, cast.stranger)
    assert cast.waiting(cast.stranger) == ["sign"]


def test_somebody_with_a_seat_gets_no_second_one(cast: Cast) -> None:
    _, task = at_sign(cast)
    cast.act(lambda session: commands.take_task(session, cast.approver, task))
    with pytest.raises(Invalid, match="has a part in this task already"):
        hand_over(cast, cast.approver, task, cast.approver)


def test_nobody_who_has_left_is_given_a_task(cast: Cast) -> None:
    _, task = at_sign(cast)
    with cast.db.transaction() as session:
        session.execute(update(Person).where(Person.login == "asset_manager").values(is_active=False))
    with pytest.raises(Invalid, match="no such person"):
        hand_over(cast, cast.approver, task, cast.asset_manager)


def test_a_decided_task_is_not_handed_over(cast: Cast) -> None:
    _, task = at_sign(cast)
    cast.complete(cast.approver, task, "approve")
    with pytest.raises(AlreadyDone, match="decided already, by approver"):
        hand_over(cast, cast.approver, task, cast.asset_manager)


def test_one_seat_of_a_countersign_changes_hands_the_others_stay(cast: Cast) -> None:
    _, task = at_sign(cast, two_steps("approver,second_approver", signMode="all"))
    hand_over(cast, cast.approver, task, cast.asset_manager)
    assert [seat.person_id for seat in seats(cast, task)] == [
        cast.asset_manager.person_id,
        cast.second_approver.person_id,
    ]
    assert cast.waiting(cast.second_approver) == ["sign"]
    assert_in_step(cast.db)


def test_a_task_that_nobody_could_be_asked_is_settled_by_handing_it_over(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="=missing_role").end())
    case = cast.start(missing_role="nobody_holds_this")
    hand_over(cast, cast.process_owner, cast.task(case, "ask"), cast.approver)
    assert [incident.resolved_by for incident in cast.incidents(case)] == [cast.process_owner.person_id]
    assert cast.waiting(cast.approver) == ["ask"]
