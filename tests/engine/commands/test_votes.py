"""Votes: several seats decide one task."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine import clock, commands
from engine.case_view import view_task
from engine.commands.set_absence import end_absence
from engine.errors import AlreadyDone, Conflict, NotAllowed
from engine.history.models import Event
from engine.instances.models import InstanceStatus
from engine.people.models import Absence
from engine.tasks.models import AddedHow, InboxEntry, Seat, SeatStatus, Task
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast
from tests.engine.definitions.bundles import form

THREE = "approver, finance, asset_manager"
VOTE = {"decisions": "approve,reject,send_back"}


def vote(mode: str, users: str = THREE, **properties: str) -> Diagram:
    settings = {**VOTE, "signMode": mode, **properties}
    return bpmn("p").start().user_task("ask", users=users, properties=settings, outputs={"verdict": "=decision"}).end()


def seats(cast: Cast, case: UUID) -> list[str]:
    """The status of each seat of the latest task, in order."""
    with cast.db.reading() as session:
        task_id = session.scalars(
            select(Task.id).where(Task.instance_id == case).order_by(Task.opened_at.desc(), Task.id.desc())
        ).first()
        return list(session.scalars(select(Seat.status).where(Seat.task_id == task_id).order_by(Seat.position)))


def decision(cast: Cast, case: UUID) -> str | None:
    with cast.db.reading() as session:
        return session.scalars(select(Task.decision).where(Task.instance_id == case)).one()


def event_data(cast: Cast, case: UUID, kind: str) -> list[Mapping[str, Any]]:
    with cast.db.reading() as session:
        found = session.scalars(select(Event).where(Event.chain_id == case, Event.kind == kind).order_by(Event.number))
        return [json.loads(event.body)["data"] for event in found]


def let_substitute(cast: Cast, absent: str, substitute: str) -> None:
    now = clock.now()
    absence = Absence(
        person_id=cast.ids[absent],
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
        substitute_id=cast.ids[substitute],
        process_ids=[],
        created_by=cast.ids[absent],
        created_at=now,
    )
    cast.act(lambda session: session.add(absence))


def asked(cast: Cast) -> list[str]:
    """Who of the three has the task in their inbox."""
    people = {"approver": cast.approver, "finance": cast.finance, "asset_manager": cast.asset_manager}
    return [login for login, actor in people.items() if cast.waiting(actor)]


def test_all_have_to_approve_and_a_vote_that_does_not_decide_leaves_the_state_alone(cast: Cast) -> None:
    cast.publish(vote("all"))
    case = cast.start()
    task = cast.task(case, "ask")
    before = cast.instance(case).revision
    cast.complete(cast.approver, task, "approve", comment="fine")
    assert cast.instance(case).revision == before
    assert asked(cast) == ["finance", "asset_manager"]
    cast.complete(cast.finance, task, "approve")
    cast.complete(cast.asset_manager, task, "approve")
    assert cast.instance(case).status == InstanceStatus.COMPLETED
    assert cast.events(case)[2:5] == ["task_voted ask", "task_voted ask", "task_completed ask"]


def test_the_last_event_lists_the_votes_and_outputs_can_read_them(cast: Cast) -> None:
    diagram = bpmn("p").start()
    outputs = {"who": "=votes.person", "said": "=votes[1].comment"}
    diagram.user_task("ask", users="approver, finance", properties={**VOTE, "signMode": "all"}, outputs=outputs)
    cast.publish(diagram.user_task("after", groups="approver").end())
    case = cast.start()
    task = cast.task(case, "ask")
    cast.complete(cast.approver, task, "approve", comment="fine")
    cast.complete(cast.finance, task, "approve")
    [completed] = event_data(cast, case, "task_completed")
    assert [(each["person"], each["decision"], each["weight"]) for each in completed["votes"]] == [
        (str(cast.approver.person_id), "approve", 1),
        (str(cast.finance.person_id), "approve", 1),
    ]
    people = [str(cast.approver.person_id), str(cast.finance.person_id)]
    assert completed["outputs"] == {"who": people, "said": "fine"}


@pytest.mark.parametrize("mode", ["any", "all", "sequential"])
def test_the_first_rejection_decides_and_the_others_are_not_needed(cast: Cast, mode: str) -> None:
    cast.publish(vote(mode))
    case = cast.start()
    task = cast.task(case, "ask")
    cast.complete(cast.approver, task, "reject")
    assert decision(cast, case) == "reject"
    assert seats(cast, case) == [SeatStatus.DECIDED, SeatStatus.NOT_NEEDED, SeatStatus.NOT_NEEDED]
    assert asked(cast) == []
    with pytest.raises(AlreadyDone, match="by approver"):
        cast.complete(cast.finance, task, "approve")


@pytest.mark.parametrize("mode", ["any", "all", "ratio"])
def test_sending_back_is_one_persons_act(cast: Cast, mode: str) -> None:
    cast.publish(vote(mode, approveAt="60"))
    case = cast.start()
    cast.complete(cast.finance, cast.task(case, "ask"), "send_back")
    assert decision(cast, case) == "send_back"


def test_in_turn_each_is_asked_once_the_one_before_has_approved(cast: Cast) -> None:
    cast.publish(vote("sequential"))
    case = cast.start()
    task = cast.task(case, "ask")
    assert seats(cast, case) == [SeatStatus.OPEN, SeatStatus.WAITING, SeatStatus.WAITING]
    with pytest.raises(NotAllowed, match="not your turn"):
        cast.complete(cast.finance, task, "approve")
    for login, actor in (("approver", cast.approver), ("finance", cast.finance), ("asset_manager", cast.asset_manager)):
        assert asked(cast) == [login]
        cast.complete(actor, task, "approve")
    assert decision(cast, case) == "approve"


def test_a_ratio_of_the_weight_decides(cast: Cast) -> None:
    cast.publish(vote("ratio", approveAt="75", weights="2,1,1"))
    case = cast.start()
    task = cast.task(case, "ask")
    cast.complete(cast.approver, task, "approve")
    cast.complete(cast.finance, task, "approve")
    assert decision(cast, case) == "approve"
    assert asked(cast) == []


def test_who_has_a_veto_decides_by_rejecting(cast: Cast) -> None:
    cast.publish(vote("ratio", approveAt="60", veto="finance"))
    case = cast.start()
    cast.complete(cast.finance, cast.task(case, "ask"), "reject")
    assert decision(cast, case) == "reject"


def test_everybody_has_one_vote(cast: Cast) -> None:
    settings = {**VOTE, "signMode": "all"}
    cast.publish(bpmn("p").start().user_task("ask", users="finance", groups="approver", properties=settings).end())
    case = cast.start()
    task = cast.task(case, "ask")
    cast.complete(cast.approver, task, "approve")
    with pytest.raises(AlreadyDone, match="one vote"):
        cast.complete(cast.approver, task, "approve")


def test_another_ones_vote_does_not_make_my_page_stale(cast: Cast) -> None:
    cast.publish(vote("all"))
    task = cast.task(cast.start(), "ask")
    for actor in (cast.approver, cast.finance, cast.asset_manager):
        cast.complete(actor, task, "approve", revision=1)


def test_the_answers_of_the_deciding_vote_count_and_earlier_ones_are_kept(cast: Cast) -> None:
    outputs = {"verdict": "=decision", "reason": "=reason"}
    task_settings = {"properties": {**VOTE, "signMode": "all"}, "outputs": outputs, "form": "f"}
    diagram = bpmn("p").start().user_task("ask", users="approver, finance", **task_settings)  # type: ignore[arg-type]
    cast.publish(diagram.end(), files={"f.form": form("f", "reason")})
    case = cast.start()
    task = cast.task(case, "ask")
    cast.complete(cast.approver, task, "approve", answers={"reason": "first"})
    cast.complete(cast.finance, task, "approve", answers={"reason": "second"})
    assert [each["answers"] for each in event_data(cast, case, "task_voted")] == [{"reason": "first"}]
    [completed] = event_data(cast, case, "task_completed")
    assert completed["answers"] == {"reason": "second"}
    assert completed["outputs"]["reason"] == "second"


def test_exactly_the_open_seats_stand_in_inboxes(cast: Cast) -> None:
    cast.publish(vote("sequential"))
    task = cast.task(cast.start(), "ask")
    for actor in (cast.approver, cast.finance):
        cast.complete(actor, task, "approve")
        with cast.db.reading() as session:
            shown = set(session.scalars(select(InboxEntry.seat_id)))
            assert shown == set(session.scalars(select(Seat.id).where(Seat.status == SeatStatus.OPEN)))


def test_a_seat_that_only_somebody_could_decide_who_has_voted_is_waited_for_no_longer(cast: Cast) -> None:
    settings = {**VOTE, "signMode": "sequential"}
    cast.publish(bpmn("p").start().user_task("ask", groups="=who", properties=settings).end())
    case = cast.start(who=["approver", str(cast.ids["approver"])])
    cast.complete(cast.approver, cast.task(case, "ask"), "approve")
    assert seats(cast, case) == [SeatStatus.DECIDED, SeatStatus.NOT_NEEDED]
    assert decision(cast, case) == "approve"


def test_who_may_not_decide_is_not_waited_for_either(cast: Cast) -> None:
    settings = {**VOTE, "signMode": "sequential", "notSamePersonAs": "initiator"}
    cast.publish(bpmn("p").start().user_task("ask", groups="=who", properties=settings).end())
    case = cast.start(actor=cast.second_approver, who=[str(cast.ids["approver"]), "approver"])
    cast.complete(cast.approver, cast.task(case, "ask"), "approve")
    assert decision(cast, case) == "approve"


def test_a_substitute_votes_for_somebody_absent_and_both_are_named(cast: Cast) -> None:
    cast.publish(vote("all", users="finance, approver"))
    case = cast.start()
    task = cast.task(case, "ask")
    let_substitute(cast, "finance", "head")
    cast.complete(cast.head, task, "approve")
    with pytest.raises(AlreadyDone, match="one vote"):
        cast.complete(cast.head, task, "approve")
    cast.complete(cast.approver, task, "approve")
    [completed] = event_data(cast, case, "task_completed")
    people = (str(cast.ids["head"]), str(cast.ids["finance"]))
    assert (completed["votes"][0]["person"], completed["votes"][0]["on_behalf_of"]) == people


def test_what_a_substitute_has_taken_is_left_to_whom_they_stood_in_for(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="approver", properties=VOTE).end())
    task = cast.task(cast.start(), "ask")
    let_substitute(cast, "approver", "head")
    cast.act(lambda session: commands.take_task(session, cast.head, task))
    with pytest.raises(Conflict, match="approver has taken"):
        cast.complete(cast.second_approver, task, "approve")
    assert cast.waiting(cast.head) == cast.waiting(cast.approver) == ["ask"]
    with cast.db.reading() as session:
        absence = session.scalars(select(Absence.id)).one()
        assert view_task(session, cast.head, task).is_taken
    cast.act(lambda session: end_absence(session, cast.approver, absence))
    assert (cast.waiting(cast.head), cast.waiting(cast.approver)) == ([], ["ask"])
    cast.complete(cast.approver, task, "approve")


def test_where_the_last_missing_signer_is_removed_the_answers_of_the_last_vote_count(cast: Cast) -> None:
    outputs = {"verdict": "=decision", "reason": "=reason"}
    drawn = bpmn("p").start().user_task("ask", users="approver", form="f", properties=VOTE, outputs=outputs)
    cast.publish(drawn.end(), files={"f.form": form("f", "reason")})
    case = cast.start()
    task = cast.task(case, "ask")
    head = cast.ids["head"]
    cast.act(lambda session: commands.add_signer(session, cast.approver, task, head, AddedHow.BESIDE))
    cast.complete(cast.approver, task, "approve", answers={"reason": "worn out"})
    with cast.db.reading() as session:
        added = session.scalars(select(Seat.id).where(Seat.task_id == task, Seat.person_id == head)).one()
    cast.act(lambda session: commands.remove_signer(session, cast.approver, task, added))
    assert decision(cast, case) == "approve"
    [completed] = event_data(cast, case, "task_completed")
    assert completed["outputs"] == {"verdict": "approve", "reason": "worn out"}
