"""Somebody can always act: after a taker has left, and where the rules bar everybody of a pool."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from engine import commands
from engine.actors import Actor
from engine.errors import Conflict, NotAllowed
from engine.people.models import Person, RoleHolder
from engine.tasks.models import Draft
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

DECIDES = {"decisions": "approve,send_back"}


def one_task(**properties: str) -> Diagram:
    return bpmn("p").start().user_task("ask", groups="approver", properties={**DECIDES, **properties}).end()


def leave(cast: Cast, login: str) -> None:
    cast.act(lambda session: session.execute(update(Person).where(Person.login == login).values(is_active=False)))


def lose_roles(cast: Cast, login: str) -> None:
    cast.act(lambda session: session.execute(delete(RoleHolder).where(RoleHolder.person_id == cast.ids[login])))


def take(cast: Cast, actor: Actor, task: UUID) -> None:
    cast.act(lambda session: commands.take_task(session, actor, task))


def test_who_has_taken_a_task_and_lost_the_role_can_no_longer_decide_it(cast: Cast) -> None:
    cast.publish(one_task())
    task = cast.task(cast.start(), "ask")
    take(cast, cast.approver, task)
    lose_roles(cast, "approver")
    with pytest.raises(NotAllowed):
        cast.complete(cast.approver, task, "approve")


@pytest.mark.parametrize("go", [leave, lose_roles])
def test_a_task_taken_by_somebody_who_is_gone_can_be_decided_by_the_pool(cast: Cast, go: object) -> None:
    cast.publish(one_task())
    task = cast.task(cast.start(), "ask")
    take(cast, cast.approver, task)
    with pytest.raises(Conflict):
        cast.complete(cast.second_approver, task, "approve")
    assert callable(go)
    go(cast, "approver")
    cast.complete(cast.second_approver, task, "approve")


def test_somebody_who_has_left_can_do_nothing(cast: Cast) -> None:
    cast.publish(one_task())
    task = cast.task(cast.start(), "ask")
    leave(cast, "approver")
    with pytest.raises(NotAllowed):
        cast.complete(cast.approver, task, "approve")


def test_a_pool_of_nobody_but_the_requester_is_not_asked(cast: Cast) -> None:
    cast.publish(one_task(notSamePersonAs="initiator"))
    lose_roles(cast, "second_approver")
    case = cast.start(actor=cast.approver)
    assert cast.waiting(cast.approver) == []
    assert cast.waiting(cast.process_owner) == ["ask"]
    assert [incident.kind for incident in cast.incidents(case)] == ["nobody_to_ask"]
    cast.complete(cast.process_owner, cast.task(case, "ask"), "approve")


def test_the_requesters_own_manager_is_asked_where_the_requester_alone_holds_the_role(cast: Cast) -> None:
    cast.publish(one_task(notSamePersonAs="initiator"))
    lose_roles(cast, "second_approver")
    cast.act(
        lambda session: session.execute(
            update(Person).where(Person.login == "approver").values(manager_id=cast.ids["head"])
        )
    )
    case = cast.start(actor=cast.approver)
    assert cast.waiting(cast.head) == ["ask"]
    assert cast.incidents(case) == []


def test_whoever_decided_on_behalf_of_another_bars_both(cast: Cast) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .user_task("first", groups="approver")
        .user_task("second", groups="approver", properties={"notSamePersonAs": "first"})
        .end()
    )
    case = cast.start()
    substitute = Actor(cast.approver.person_id, on_behalf_of=cast.second_approver.person_id)
    cast.complete(substitute, cast.task(case, "first"))
    with pytest.raises(NotAllowed):
        cast.complete(cast.second_approver, cast.task(case, "second"))


def test_the_bar_holds_for_every_round_of_a_send_back(cast: Cast) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .xor("again")
        .user_task("first", groups="approver", properties=DECIDES, outputs={"decision": "=decision"})
        .xor("gate")
        .when('=decision = "send_back"')
        .to("again")
        .at("gate")
        .otherwise()
        .user_task("last", groups="approver", properties={"notSamePersonAs": "first,initiator"})
        .end()
    )
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "first"), "send_back")
    cast.complete(cast.second_approver, cast.task(case, "first"), "approve")
    for barred in (cast.approver, cast.second_approver):
        with pytest.raises(NotAllowed):
            cast.complete(barred, cast.task(case, "last"))


def test_two_tabs_that_save_a_draft_at_once_keep_one(cast: Cast) -> None:
    cast.publish(one_task())
    task = cast.task(cast.start(), "ask")

    def save(text: str) -> None:
        cast.act(lambda session: commands.save_draft(session, cast.approver, task, {"note": text}))

    for _ in range(5):
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(save, ["one", "two"]))
        with cast.db.transaction() as session:
            assert session.get_one(Draft, (task, cast.approver.person_id)).values["note"] in ("one", "two")
            session.execute(delete(Draft))
