"""A request that is withdrawn, found again, kept or sent back leaves every asset with a state and an owner (B2)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.commands import consent_to_withdrawal, send_back_task, withdraw_case
from engine.errors import Conflict, EngineError, Invalid
from engine.tasks.models import Task, TaskStatus
from tests.workflows.company import Company
from tests.workflows.disposal.walk import Walk, start
from workflows.accounting.models import JournalStatus
from workflows.assets.models import AssetState
from workflows.disposal.finding import ask_to_return_to_use
from workflows.disposal.models import RequestStatus


def withdraw(walk: Walk, role: str = "engineer") -> None:
    walk.act(lambda session: withdraw_case(session, walk.company[role], walk.instance_id, "找到备件，可以修复"))


def consent(walk: Walk, role: str) -> None:
    walk.act(lambda session: consent_to_withdrawal(session, walk.company[role], walk.instance_id))


def found(walk: Walk, role: str = "engineer", reason: str = "仍需使用") -> None:
    walk.act(lambda session: ask_to_return_to_use(session, walk.company[role], walk.request_id, reason=reason))


def send_back_to(walk: Walk, role: str, target: str) -> None:
    with walk.company.db.reading() as session:
        is_open = (Task.instance_id == walk.instance_id, Task.status == TaskStatus.OPEN)
        task_id = session.scalars(select(Task.id).where(*is_open)).one()
    walk.act(lambda session: send_back_task(session, walk.company[role], task_id, target, "重新核对"))


def to_review(walk: Walk) -> None:
    walk.collect()
    walk.prepare()


def test_a_request_withdrawn_during_the_review_is_the_asset_managers_to_go_on_with(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    to_review(walk)
    withdraw(walk)
    assert walk.open_tasks() == ["Task_AfterRejection"]
    assert walk.states() == {AssetState.QUARANTINED}
    assert walk.facts().request.status == RequestStatus.WITHDRAWN


@pytest.mark.parametrize(("approvers", "open_task"), [((), "Task_Countersign"), (("dept_head",), "Task_Approve")])
def test_once_somebody_has_approved_their_consent_is_needed(
    company: Company, approvers: tuple[str, ...], open_task: str
) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.submit()
    voters = ("it_security", "ehs_officer", *approvers) if approvers else ("it_security",)
    for role in voters:
        (walk.approve if role in approvers else walk.countersign)(role)
    withdraw(walk)
    for role in ("accountant", *voters):
        assert walk.open_tasks() == [open_task]
        consent(walk, role)
    assert walk.open_tasks() == ["Task_AfterRejection"]
    assert walk.states() == {AssetState.QUARANTINED}


def test_a_withdrawn_request_can_be_submitted_again(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    to_review(walk)
    withdraw(walk)
    walk.complete("asset_manager", "Task_AfterRejection", answers={"next_step": "correct"})
    walk.prepare()
    walk.review()
    walk.pass_approvals()
    walk.leave()
    walk.confirm()
    assert walk.states() == {AssetState.DISPOSED}


@pytest.mark.parametrize("role", ["employee", "asset_manager", "process_owner"])
def test_only_the_requester_withdraws(sqlite_company: Company, role: str) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    to_review(walk)
    with pytest.raises(EngineError):
        withdraw(walk, role)
    assert walk.states() == {AssetState.PENDING_APPROVAL}


def test_an_approved_request_cannot_be_withdrawn(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.submit()
    walk.pass_approvals()
    with pytest.raises(EngineError):
        withdraw(walk)
    assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_an_asset_found_before_its_collection_returns_once_both_agree(company: Company) -> None:
    walk = start(company, "SZ-IT-0008")
    found(walk)
    assert walk.open_tasks() == ["Task_Reinstate"]
    for role in ("asset_manager", "dept_head"):
        walk.complete(role, "Task_Reinstate", decision="approve", comment="仍需使用", answers={})
    assert walk.states() == {AssetState.IDLE}


def test_an_asset_found_in_quarantine_stays_there_if_one_refuses(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    found(walk, "asset_manager")
    walk.complete("dept_head", "Task_ReinstateQuarantined", decision="reject", comment="太旧", answers={})
    assert walk.open_tasks() == ["Task_AfterRejection"]
    assert walk.states() == {AssetState.QUARANTINED}


def test_nothing_is_found_while_it_is_in_approval_or_without_a_reason(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    with pytest.raises(Invalid):
        found(walk, reason=" ")
    to_review(walk)
    with pytest.raises(Conflict, match="withdrawn first"):
        found(walk)
    assert walk.states() == {AssetState.PENDING_APPROVAL}


def test_a_stranger_finds_nothing(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    with pytest.raises(EngineError):
        found(walk, "shanghai_engineer")
    assert walk.open_tasks() == ["Task_Collect"]


def test_a_free_send_back_past_the_submission_takes_it_back(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.submit()
    send_back_to(walk, "it_security", "Task_Prepare")
    assert walk.states() == {AssetState.QUARANTINED}
    walk.prepare()
    assert walk.open_tasks() == ["Task_FinanceReview"]


def test_a_free_send_back_past_the_voucher_voids_it(company: Company) -> None:
    walk = start(company, "SZ-ADM-0003", role="employee", verdict="pending")
    walk.complete("second_engineer", "Task_TechVerdict", answers={"verdict": "irreparable", "reason_code": "worn_out"})
    walk.collect(given_by=str(company.person_id("employee")))
    walk.review()
    walk.approve("asset_manager_head")
    send_back_to(walk, "asset_manager", "Task_Approve")
    journal = walk.facts().journal
    assert journal
    assert journal.status == JournalStatus.VOIDED
    assert walk.states() == {AssetState.PENDING_APPROVAL}
    walk.approve("asset_manager_head")
    walk.hand_out()
    walk.confirm()
    assert walk.states() == {AssetState.DISPOSED}


def test_nothing_is_sent_back_past_the_hand_out(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.submit()
    walk.pass_approvals()
    walk.leave()
    with pytest.raises(EngineError):
        send_back_to(walk, "accountant", "Task_HandOut")
    assert walk.open_tasks() == ["Task_ConfirmVoucher"]


def test_what_was_scanned_in_is_not_sent_back_to_its_collection(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    to_review(walk)
    with pytest.raises(EngineError):
        send_back_to(walk, "accountant", "Task_Collect")
    assert walk.open_tasks() == ["Task_FinanceReview"]
    assert walk.states() == {AssetState.PENDING_APPROVAL}


def test_what_was_withdrawn_goes_on_by_correcting_it_alone(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    to_review(walk)
    withdraw(walk)
    with pytest.raises(EngineError):
        send_back_to(walk, "asset_manager", "Task_FinanceReview")
    assert walk.open_tasks() == ["Task_AfterRejection"]
    assert walk.states() == {AssetState.QUARANTINED}


def test_a_small_simple_asset_passes_its_preparation_and_needs_one_approval(company: Company) -> None:
    walk = start(company, "SZ-ADM-0003")
    walk.collect()
    assert walk.open_tasks() == ["Task_FinanceReview"]
    assert (walk.facts().request.method, walk.facts().request.est_proceeds) == ("scrap", walk.facts().net_value)
    walk.review()
    walk.approve("asset_manager_head")
    assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_a_person_who_stands_for_two_levels_in_a_row_is_asked_once(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-ADM-0001")
    walk.collect()
    walk.review()
    walk.approve("asset_manager_head")
    assert walk.states() == {AssetState.PENDING_WRITEOFF}
