"""Somebody leaves: tasks, lonely roles, people, departments and substitutions go to whom they are given."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.commands.hand_on import Successors, hand_on, leave
from engine.commands.set_absence import set_absence
from engine.errors import Invalid, NotAllowed
from engine.people.models import Absence, OrgUnit, Person, RoleHolder
from engine.people.responsibilities import responsibilities_of
from engine.tasks.models import Seat
from tests.cast import Cast
from tests.engine.commands.test_people import personal_task, pool_task, run_jobs


def leaves(cast: Cast, who: str, **to: str) -> None:
    successors = Successors(**{field: cast.ids[login] for field, login in to.items()})
    cast.act(lambda session: leave(session, cast.admin, cast.ids[who], successors))
    run_jobs(cast)


def manager_of(cast: Cast, login: str) -> UUID | None:
    with cast.db.reading() as session:
        return session.scalars(select(Person.manager_id).where(Person.login == login)).one()


def set_managers(cast: Cast, **managers: str) -> None:
    def write(session: Session) -> None:
        for login, manager in managers.items():
            session.execute(update(Person).where(Person.login == login).values(manager_id=cast.ids[manager]))

    cast.act(write)


def test_tasks_asked_for_by_name_go_to_whom_they_are_given(cast: Cast) -> None:
    task = personal_task(cast)
    set_managers(cast, approver="head")
    leaves(cast, "approver", tasks="second_approver")
    with cast.db.reading() as session:
        seat = session.scalars(select(Seat).where(Seat.task_id == task)).one()
    assert seat.person_id == cast.ids["second_approver"]
    assert cast.waiting(cast.second_approver) == ["ask"]
    assert cast.waiting(cast.head) == []


@pytest.mark.parametrize("heir", ["requester", "stranger"])
def test_an_heir_who_may_not_decide_is_passed_over_for_the_manager(cast: Cast, heir: str) -> None:
    personal_task(cast, notSamePersonAs="initiator")
    set_managers(cast, approver="head")
    leaves(cast, "approver", tasks=heir)
    assert cast.waiting(cast.head) == ["ask"]


def test_a_role_that_nobody_else_holds_goes_on_and_its_pool_stays_asked(cast: Cast) -> None:
    with cast.db.transaction() as session:
        for holder in session.scalars(select(RoleHolder).where(RoleHolder.person_id == cast.ids["second_approver"])):
            session.delete(holder)
    task = pool_task(cast)
    leaves(cast, "approver", roles="finance")
    assert cast.waiting(cast.finance) == ["ask"]
    with cast.db.reading() as session:
        assert not responsibilities_of(session, cast.ids["approver"]).lonely_roles
        assert session.scalars(select(Seat).where(Seat.task_id == task)).one().person_id is None


def test_people_and_departments_answer_to_the_successor_and_no_circle_arises(cast: Cast) -> None:
    set_managers(cast, head="asset_manager", approver="head", second_approver="approver", finance="head")
    leaves(cast, "head", people="second_approver")
    # approver stands between the two: second_approver answers to approver, who answers to whom head answered to.
    assert manager_of(cast, "approver") == cast.ids["asset_manager"]
    assert manager_of(cast, "finance") == cast.ids["second_approver"]
    with cast.db.reading() as session:
        assert {unit.head_id for unit in session.scalars(select(OrgUnit).where(OrgUnit.code != "FAR"))} == {
            cast.ids["second_approver"]
        }
        assert not responsibilities_of(session, cast.ids["head"])


def test_whoever_they_stood_in_for_is_told_who_does_now(cast: Cast) -> None:
    now = clock.now()
    cast.act(
        lambda session: set_absence(
            session,
            cast.requester,
            cast.ids["requester"],
            starts_at=now,
            ends_at=now + timedelta(days=9),
            substitute_id=cast.ids["approver"],
        )
    )
    leaves(cast, "approver", substitutions="second_approver")
    with cast.db.reading() as session:
        assert session.scalars(select(Absence)).one().substitute_id == cast.ids["second_approver"]
    assert "substitute_replaced" in cast.events(cast.ids["requester"])


def test_what_is_given_to_nobody_stays_to_be_seen(cast: Cast) -> None:
    set_managers(cast, approver="head")
    leaves(cast, "head")
    with cast.db.reading() as session:
        left = responsibilities_of(session, cast.ids["head"])
    assert [person.login for person in left.reports] == ["approver"]
    assert {unit.code for unit in left.units} == {"HQ", "OPS"}
    cast.act(lambda session: hand_on(session, cast.admin, cast.ids["head"], Successors(people=cast.ids["finance"])))
    with cast.db.reading() as session:
        assert not responsibilities_of(session, cast.ids["head"])


def test_nobody_hands_on_to_themselves_or_to_who_has_left(cast: Cast) -> None:
    for field in ("tasks", "roles", "substitutions"):
        with pytest.raises(Invalid, match="to themselves"):
            leaves(cast, "approver", **{field: "admin"})
    leaves(cast, "second_approver")
    with pytest.raises(Invalid, match="who works here"):
        leaves(cast, "approver", tasks="second_approver")
    with pytest.raises(NotAllowed):
        cast.act(lambda session: leave(session, cast.finance, cast.ids["approver"], Successors()))
