"""Who gets a seat: the ways to name candidates; where it would be nobody, oneself, or the same person again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from engine.errors import NotAllowed, Sentence
from engine.history.models import Event
from engine.instances.models import InstanceStatus
from engine.people.models import OrgUnit, Person, RoleHolder
from engine.people.operations import grant_role
from engine.tasks.models import Seat, Task
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

VOTE = {"decisions": "approve,reject,send_back"}


def one_task(mode: str, names: Mapping[str, str], **properties: str) -> Diagram:
    settings = {**VOTE, "signMode": mode, **properties}
    return (
        bpmn("p")
        .start()
        .user_task("ask", **names, properties=settings, outputs={"verdict": "=decision"})  # type: ignore[arg-type]
        .end()
    )


def groups(mode: str, names: str, **properties: str) -> Diagram:
    return one_task(mode, {"groups": names}, **properties)


def in_turn(*logins: str, **properties: str) -> Diagram:
    return one_task("sequential", {"users": ",".join(logins)}, **properties)


def report_to(cast: Cast, **managers: str) -> None:
    """Let people report: `requester="head"`."""

    def write(session: Session) -> None:
        for login, manager in managers.items():
            session.execute(update(Person).where(Person.login == login).values(manager_id=cast.ids[manager]))

    cast.act(write)


def seated(cast: Cast, case: UUID) -> list[str]:
    """Whom the seats of the case are for, in order: sign-in names, or the roles of a pool."""
    logins = {person_id: login for login, person_id in cast.ids.items()}
    with cast.db.reading() as session:
        seats = session.scalars(
            select(Seat).join(Task, Task.id == Seat.task_id).where(Task.instance_id == case).order_by(Seat.position)
        )
        return [logins[s.person_id] if s.person_id else ",".join(p.partition("@")[0] for p in s.pools) for s in seats]


def reasons(cast: Cast, case: UUID) -> list[str]:
    """Why seats were passed, in order."""
    with cast.db.reading() as session:
        events = session.scalars(select(Event).where(Event.chain_id == case, Event.kind == "task_passed"))
        return [str(Sentence.from_data(json.loads(event.body)["data"]["why"])) for event in events]


def is_over(cast: Cast, case: UUID) -> bool:
    return cast.instance(case).status == InstanceStatus.COMPLETED


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"groups": "approver, finance_accountant"}, ["approver", "finance_accountant"]),
        ({"groups": "asset_manager@HQ"}, ["asset_manager"]),
        ({"groups": "manager:2"}, ["head", "finance"]),
        ({"groups": "manager:9"}, ["head", "finance"]),
        ({"groups": "unit_head, manager"}, ["head"]),
        ({"users": "finance, initiator"}, ["finance", "requester"]),
        ({"users": "finance, FINANCE , approver"}, ["finance", "approver"]),
        ({"users": '=["finance", "approver"]'}, ["finance", "approver"]),
        ({"users": "chosen:whom"}, ["asset_manager", "finance"]),
        ({"groups": "=whom"}, ["asset_manager", "finance"]),
        ({"assignee": "head", "users": "finance", "groups": "approver"}, ["head", "finance", "approver"]),
    ],
    ids=str,
)  # fmt: skip
def test_candidates_get_seats_in_the_order_written_one_a_person(
    cast: Cast, names: Mapping[str, str], expected: list[str]
) -> None:
    report_to(cast, requester="head", head="finance")
    cast.publish(one_task("all", names))
    whom = [str(cast.ids["asset_manager"]), str(cast.ids["finance"])]
    assert seated(cast, cast.start(whom=whom)) == expected


def test_one_seat_takes_all_candidates_as_one_pool(cast: Cast) -> None:
    report_to(cast, requester="head", head="finance")
    cast.publish(groups("one", "manager:2, approver"))
    cast.start()
    for actor in (cast.head, cast.finance, cast.approver, cast.second_approver):
        assert cast.waiting(actor) == ["ask"]


def test_the_head_of_the_unit_above_is_asked_where_the_unit_has_none(cast: Cast) -> None:
    cast.act(lambda session: session.execute(update(OrgUnit).where(OrgUnit.code == "OPS").values(head_id=None)))
    cast.act(lambda s: s.execute(update(OrgUnit).where(OrgUnit.code == "HQ").values(head_id=cast.ids["finance"])))
    cast.publish(groups("one", "unit_head"))
    assert seated(cast, cast.start()) == ["finance"]


def test_a_circle_in_the_reporting_line_ends_it(cast: Cast) -> None:
    report_to(cast, requester="head", head="requester")
    cast.publish(groups("all", "manager:9"))
    assert seated(cast, cast.start()) == ["head"]


# ---- the initiator is the approver


@pytest.mark.parametrize(("rule", "instead"), [("manager", "finance"), ("head", "head"), ("self", "requester")])
def test_where_the_initiator_would_decide_the_rule_says_who_does(cast: Cast, rule: str, instead: str) -> None:
    report_to(cast, requester="finance")
    cast.publish(one_task("all", {"users": "approver, initiator"}, initiatorIsApprover=rule))
    assert seated(cast, cast.start()) == ["approver", instead]


def test_the_initiators_seat_may_be_skipped(cast: Cast) -> None:
    cast.publish(in_turn("initiator", "approver", initiatorIsApprover="skip"))
    case = cast.start()
    assert cast.waiting(cast.approver) == ["ask"]
    assert reasons(cast, case) == ["Whoever would have to decide here started the case."]
    cast.complete(cast.approver, cast.task(case, "ask"), "approve")
    assert is_over(cast, case)


def test_a_manager_who_started_the_case_is_replaced_by_the_next_one_up(cast: Cast) -> None:
    report_to(cast, requester="head", head="finance")
    cast.publish(one_task("all", {"users": "approver, head"}, notSamePersonAs="initiator"))
    assert seated(cast, cast.start(actor=cast.head)) == ["approver", "finance"]


# ---- nobody to ask


def leave(cast: Cast, login: str) -> None:
    cast.act(lambda session: session.execute(update(Person).where(Person.login == login).values(is_active=False)))


def test_a_vote_with_nobody_for_one_seat_asks_the_process_owner_with_an_incident(cast: Cast) -> None:
    leave(cast, "asset_manager")
    cast.publish(groups("all", "asset_manager, approver"))
    case = cast.start()
    assert seated(cast, case) == ["process_owner", "approver"]
    assert [incident.kind for incident in cast.incidents(case)] == ["nobody_to_ask"]


@pytest.mark.parametrize(
    "rule", [{"nobodyToAsk": "user:finance"}, {"nobodyToAsk": "user", "nobodyToAskUser": "finance"}]
)
def test_a_named_person_is_asked_instead_of_nobody(cast: Cast, rule: Mapping[str, str]) -> None:
    leave(cast, "asset_manager")
    cast.publish(groups("one", "asset_manager", **rule))
    case = cast.start()
    assert seated(cast, case) == ["finance"]
    assert cast.incidents(case) == []


@pytest.mark.parametrize(("rule", "verdict"), [("pass", "approve"), ("reject", "reject")])
def test_a_task_that_nobody_can_be_asked_about_is_decided_at_once(cast: Cast, rule: str, verdict: str) -> None:
    leave(cast, "asset_manager")
    cast.publish(groups("one", "asset_manager", nobodyToAsk=rule))
    case = cast.start()
    assert is_over(cast, case)
    assert cast.events(case)[1:5] == [
        "element_completed start",
        "task_passed ask",
        "task_completed ask",
        "element_completed end",
    ]
    with cast.db.reading() as session:
        assert session.scalars(select(Task.decision)).one() == verdict
    assert reasons(cast, case) == ["There is nobody to ask for “asset_manager”."]


def test_a_loop_that_asks_nobody_comes_to_an_end_with_somebody_who_looks(cast: Cast) -> None:
    leave(cast, "asset_manager")
    cast.publish(
        bpmn("p")
        .start()
        .xor("again")
        .user_task("ask", groups="asset_manager", properties={**VOTE, "nobodyToAsk": "reject"})
        .xor("gate")
        .when('=decision = "reject"')
        .to("again")
        .at("gate")
        .otherwise()
        .end()
    )
    case = cast.start()
    assert cast.waiting(cast.process_owner) == ["ask"]
    assert [incident.kind for incident in cast.incidents(case)] == ["nobody_to_ask"]


# ---- the same person again


def same_person(cast: Cast, login: str, *roles: str) -> None:
    """One person alone holds these roles."""

    def write(session: Session) -> None:
        session.execute(delete(RoleHolder).where(RoleHolder.role.in_(roles)))
        for role in roles:
            grant_role(session, cast.ids[login], role, org_unit_id=cast.unit_id)

    cast.act(write)


def test_the_head_of_both_departments_approves_once_and_the_next_seat_passes(cast: Cast) -> None:
    """domain.md B4: at level 1 the department's head and the asset manager's may be one person."""
    same_person(cast, "head", "approver", "asset_manager")
    cast.publish(groups("sequential", "approver, asset_manager, finance_accountant", samePersonAgain="consecutive"))
    case = cast.start()
    cast.complete(cast.head, cast.task(case, "ask"), "approve")
    assert cast.events(case)[2:4] == ["task_voted ask", "task_passed ask"]
    assert reasons(cast, case) == ["head has approved this case already."]
    assert cast.waiting(cast.finance) == ["ask"]
    cast.complete(cast.finance, cast.task(case, "ask"), "approve")
    assert is_over(cast, case)


def test_the_pass_of_the_last_seat_completes_the_task_in_the_same_act(cast: Cast) -> None:
    same_person(cast, "head", "approver", "asset_manager")
    cast.publish(groups("sequential", "approver, asset_manager", samePersonAgain="consecutive"))
    case = cast.start()
    cast.complete(cast.head, cast.task(case, "ask"), "approve")
    assert cast.events(case)[2:4] == ["task_passed ask", "task_completed ask"]
    assert is_over(cast, case)


def test_a_person_holding_two_of_the_roles_signs_a_countersign_once(cast: Cast) -> None:
    same_person(cast, "head", "approver", "asset_manager")
    cast.publish(groups("all", "approver, asset_manager, finance_accountant"))
    assert seated(cast, cast.start()) == ["approver", "finance_accountant"]


def two_steps(again: str, *, between: str | None = None) -> Diagram:
    settings = {**VOTE, "samePersonAgain": again}
    drawn = bpmn("p").start().user_task("first", users="approver", properties=VOTE)
    drawn = drawn.user_task("middle", users=between, properties=VOTE) if between else drawn
    return drawn.user_task("last", users="approver", properties=settings).end()


def test_who_approved_the_step_before_is_not_asked_again(cast: Cast) -> None:
    cast.publish(two_steps("consecutive"))
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "first"), "approve")
    assert is_over(cast, case)


def test_consecutive_means_directly_one_after_the_other(cast: Cast) -> None:
    cast.publish(two_steps("consecutive", between="finance"))
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "first"), "approve")
    cast.complete(cast.finance, cast.task(case, "middle"), "approve")
    assert cast.waiting(cast.approver) == ["last"]


def test_all_means_whoever_has_approved_before(cast: Cast) -> None:
    cast.publish(two_steps("all", between="finance"))
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "first"), "approve")
    cast.complete(cast.finance, cast.task(case, "middle"), "approve")
    assert is_over(cast, case)


def test_a_rejection_in_between_makes_earlier_approvals_count_no_longer(cast: Cast) -> None:
    cast.publish(two_steps("all", between="finance"))
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "first"), "approve")
    cast.complete(cast.finance, cast.task(case, "middle"), "send_back")
    assert cast.waiting(cast.approver) == ["last"]


def test_who_may_not_decide_is_not_passed_either(cast: Cast) -> None:
    drawn = bpmn("p").start().user_task("first", groups="approver", properties=VOTE)
    settings = {**VOTE, "samePersonAgain": "all", "notSamePersonAs": "first"}
    cast.publish(drawn.user_task("last", groups="approver", properties=settings).end())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "first"), "approve")
    assert cast.waiting(cast.second_approver) == ["last"]


def test_whose_approval_counted_for_a_step_counts_as_having_decided_it(cast: Cast) -> None:
    drawn = bpmn("p").start().user_task("first", users="approver", properties=VOTE)
    drawn = drawn.user_task("passed", groups="approver", properties={**VOTE, "samePersonAgain": "all"})
    cast.publish(drawn.user_task("last", groups="approver", properties={"notSamePersonAs": "passed"}).end())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "first"), "approve")
    assert cast.waiting(cast.second_approver) == ["last"]
    with pytest.raises(NotAllowed, match="earlier step"):
        cast.complete(cast.approver, cast.task(case, "last"))
