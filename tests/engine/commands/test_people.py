"""Somebody leaves, comes back, gains a role or loses one: nothing waits for who may not act."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.commands.change_person import deactivate_person, give_role, reactivate_person, take_role
from engine.commands.edit_person import PersonDetails, edit_person
from engine.errors import AlreadyDone, Invalid, NotAllowed, NotFound
from engine.history.queries import events_of
from engine.people.models import OrgUnit, Person, PersonChange
from engine.people.operations import add_role, grant_role
from engine.people.permissions import Permission
from engine.people.queries import memberships
from engine.tasks.queries import find_task
from tests.bpmn import bpmn
from tests.cast import Cast


def pool_task(cast: Cast) -> UUID:
    cast.publish(bpmn("p").start().user_task("ask", groups="approver").end())
    return cast.task(cast.start(), "ask")


def personal_task(cast: Cast, **properties: str) -> UUID:
    cast.publish(bpmn("p").start().user_task("ask", assignee="approver", properties=properties).end())
    return cast.task(cast.start(), "ask")


def deactivate(cast: Cast, who: str, actor: Actor | None = None) -> int:
    moved = cast.act(lambda session: deactivate_person(session, actor or cast.admin, cast.ids[who]))
    run_jobs(cast)
    return moved


def run_jobs(cast: Cast) -> None:
    """Turn the clock until the jobs that jobs have made are done."""
    for _ in range(2):
        commands.tick(cast.db)


def lose_role(cast: Cast, who: str, role: str) -> None:
    with cast.db.reading() as session:
        unit = next(held for held in memberships(session, Actor(cast.ids[who])) if held.role == role).org_unit_id
    cast.act(lambda session: take_role(session, cast.admin, cast.ids[who], role, org_unit_id=unit))
    run_jobs(cast)


def set_manager(cast: Cast, who: str, manager: str) -> None:
    manager_id = cast.ids[manager]
    cast.act(lambda session: session.execute(update(Person).where(Person.login == who).values(manager_id=manager_id)))


def roles_of(cast: Cast, who: str) -> list[str]:
    with cast.db.reading() as session:
        return [held.role for held in memberships(session, Actor(cast.ids[who]))]


def test_what_somebody_who_leaves_has_taken_goes_back_to_the_pool(cast: Cast) -> None:
    task = pool_task(cast)
    cast.act(lambda session: commands.take_task(session, cast.approver, task))
    assert cast.waiting(cast.second_approver) == []
    assert deactivate(cast, "approver") == 1
    assert cast.waiting(cast.second_approver) == ["ask"]
    cast.complete(cast.second_approver, task)


def test_what_somebody_who_leaves_was_asked_by_name_goes_to_their_manager(cast: Cast) -> None:
    task = personal_task(cast)
    set_manager(cast, "approver", "head")
    deactivate(cast, "approver")
    assert cast.waiting(cast.head) == ["ask"]
    cast.complete(cast.head, task)


def test_a_manager_who_is_barred_is_passed_over_for_the_process_owner(cast: Cast) -> None:
    personal_task(cast, notSamePersonAs="initiator")
    set_manager(cast, "approver", "requester")
    deactivate(cast, "approver")
    assert cast.waiting(cast.requester) == []
    assert cast.waiting(cast.process_owner) == ["ask"]


def test_somebody_who_left_is_refused_and_comes_back_with_their_roles(cast: Cast) -> None:
    task = pool_task(cast)
    deactivate(cast, "approver")
    with pytest.raises(NotAllowed):
        cast.complete(cast.approver, task)
    with pytest.raises(AlreadyDone):
        deactivate(cast, "approver")
    cast.act(lambda session: reactivate_person(session, cast.admin, cast.ids["approver"]))
    cast.complete(cast.approver, task)
    assert cast.events(cast.ids["approver"]) == ["person_deactivated", "person_reactivated"]


def test_who_loses_a_role_gives_back_what_they_took_in_it(cast: Cast) -> None:
    task = pool_task(cast)
    cast.act(lambda session: commands.take_task(session, cast.approver, task))
    with cast.db.reading() as session:
        unit = memberships(session, cast.approver)[0].org_unit_id
    cast.act(lambda session: take_role(session, cast.admin, cast.ids["approver"], "approver", org_unit_id=unit))
    run_jobs(cast)
    assert roles_of(cast, "approver") == []
    assert cast.waiting(cast.second_approver) == ["ask"]
    with pytest.raises(NotFound):
        cast.act(lambda session: take_role(session, cast.admin, cast.ids["approver"], "approver", org_unit_id=unit))


def test_nobody_gives_roles_to_themselves_or_leaves_by_themselves(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        cast.act(lambda session: give_role(session, cast.admin, cast.ids["admin"], "approver"))
    with pytest.raises(NotAllowed):
        deactivate(cast, "admin")
    with pytest.raises(NotAllowed):
        deactivate(cast, "approver", cast.process_owner)


def correct(cast: Cast, who: str, actor: Actor | None = None, **changed: object) -> int:
    with cast.db.reading() as session:
        person = session.get_one(Person, cast.ids[who])
        known = {name: getattr(person, name) for name in ("name", "name_en", "email", "org_unit_id", "manager_id")}
    details = PersonDetails(**{**known, **changed})  # type: ignore[arg-type]
    return cast.act(lambda session: edit_person(session, actor or cast.admin, cast.ids[who], details))


def test_the_history_names_ids_and_never_what_somebody_was_called(cast: Cast) -> None:
    head = cast.ids["head"]
    assert correct(cast, "approver", name="Anna", email="anna@demo.example", manager_id=head) == 3
    assert correct(cast, "approver") == 0
    with cast.db.reading() as session:
        [event] = events_of(session, cast.ids["approver"])
        kept = {row.detail: (row.before, row.after) for row in session.scalars(select(PersonChange))}
    assert event.data == {
        "details": ["email", "manager", "name"],
        "manager": {"before": "", "after": str(head)},
    }
    assert kept["name"] == ("approver", "Anna")
    assert kept["manager"] == ("", str(head))


def test_a_manager_who_answers_to_the_person_is_refused(cast: Cast) -> None:
    correct(cast, "approver", manager_id=cast.ids["head"])
    correct(cast, "finance", manager_id=cast.ids["approver"])
    for manager in ("finance", "approver", "head"):
        with pytest.raises(Invalid) as refused:
            correct(cast, "head", manager_id=cast.ids[manager])
        assert [problem.where for problem in refused.value.problems] == ["manager_id"]


@pytest.mark.parametrize("address", ["no address", "a@b", "a@b.example\nBcc: c@d.example", "＠", "a@b..example"])
def test_what_is_no_mail_address_is_refused(cast: Cast, address: str) -> None:
    with pytest.raises(Invalid):
        correct(cast, "approver", email=address)


def test_nobody_corrects_their_own_details_or_without_the_right(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        correct(cast, "admin", manager_id=cast.ids["head"])
    with pytest.raises(NotAllowed):
        correct(cast, "approver", cast.process_owner, name="Anna")


def test_nobody_edits_both_people_and_processes(cast: Cast) -> None:
    cast.act(lambda session: give_role(session, cast.admin, cast.ids["head"], "process_owner"))
    assert roles_of(cast, "head") == ["employee", "process_owner"]
    with pytest.raises(NotAllowed):
        cast.act(lambda session: give_role(session, cast.admin, cast.ids["head"], "admin"))
    assert roles_of(cast, "head") == ["employee", "process_owner"]


def test_where_nobody_above_may_decide_an_incident_asks_somebody_to_look(cast: Cast) -> None:
    task = personal_task(cast, notSamePersonAs="initiator")
    set_manager(cast, "approver", "requester")
    deactivate(cast, "approver")
    with cast.db.reading() as session:
        case = find_task(session, task).instance_id
    assert [incident.kind for incident in cast.incidents(case)] == ["nobody_to_ask"]
    cast.complete(cast.process_owner, task)
    assert not any(incident.is_open for incident in cast.incidents(case))


def test_a_manager_who_has_a_part_in_the_task_gets_no_second_one(cast: Cast) -> None:
    signing = {"signMode": "all", "decisions": "approve,reject"}
    diagram = bpmn("p").start().user_task("ask", users="approver", groups="finance_accountant", properties=signing)
    cast.publish(diagram.end())
    task = cast.task(cast.start(), "ask")
    cast.act(lambda session: commands.take_task(session, cast.finance, task))
    set_manager(cast, "approver", "finance")
    set_manager(cast, "finance", "head")
    deactivate(cast, "approver")
    assert cast.waiting(cast.head) == ["ask"]


def test_who_looks_after_one_unit_ends_and_settles_nothing_in_another(cast: Cast) -> None:
    rights = (Permission.CANCEL_CASES, Permission.RESOLVE_INCIDENTS)
    cast.act(lambda session: add_role(session, "local_owner", "local_owner", permissions=rights))
    cast.act(lambda session: grant_role(session, cast.ids["stranger"], "local_owner", org_unit_id=far_away(session)))
    cast.publish(bpmn("p").start().user_task("ask", assignee="nobody").end())
    case = cast.start()
    incident = cast.incidents(case)[0].id
    acts: list[Callable[[Session], object]] = [
        lambda session: commands.cancel_case(session, cast.stranger, case, "a mistake"),
        lambda session: commands.urge_task(session, cast.stranger, cast.task(case, "ask")),
        lambda session: commands.retry_incident(session, cast.stranger, incident),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            cast.act(act)


def far_away(session: Session) -> UUID:
    return session.scalars(select(OrgUnit.id).where(OrgUnit.code == "FAR")).one()


def test_a_task_of_a_pool_in_which_nobody_is_left_is_an_incident(cast: Cast) -> None:
    task = pool_task(cast)
    with cast.db.reading() as session:
        case = find_task(session, task).instance_id
    deactivate(cast, "approver")
    assert cast.incidents(case) == []
    lose_role(cast, "second_approver", "approver")
    assert [incident.kind for incident in cast.incidents(case)] == ["nobody_to_ask"]


def test_where_only_somebody_is_left_who_has_voted_the_task_is_decided(cast: Cast) -> None:
    cast.act(lambda session: give_role(session, cast.admin, cast.ids["approver"], "finance_accountant"))
    lose_role(cast, "finance", "finance_accountant")
    cast.act(lambda session: give_role(session, cast.admin, cast.ids["head"], "finance_accountant"))
    signing = {"signMode": "all", "decisions": "approve,reject"}
    diagram = bpmn("p").start().user_task("ask", users="approver", groups="finance_accountant", properties=signing)
    cast.publish(diagram.end())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"), "approve")
    assert cast.waiting(cast.head) == ["ask"]
    lose_role(cast, "head", "finance_accountant")
    assert cast.instance(case).status == "completed"
