"""The shipped disposal process, walked path by path."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from engine.errors import Conflict, Invalid, NotAllowed
from engine.history.queries import events_of
from engine.history.verification import verify_chains
from engine.instances.models import InstanceStatus
from tests.workflows.company import Company
from tests.workflows.disposal.walk import LAPTOP_COUNTERSIGNERS, LEVEL_1, Walk, mark, start
from workflows.accounting.entries import EntryLine, balance, total_credit, total_debit
from workflows.assets.models import AssetState
from workflows.assets.queries import custody_of, find_asset_by_no
from workflows.disposal.models import RequestStatus


def entry_lines(walk: Walk) -> list[EntryLine]:
    return [EntryLine(line.account_code, line.debit, line.credit) for line in walk.facts().journal_lines]


def to_approval(walk: Walk, *countersigners: str) -> Walk:
    walk.submit()
    for role in countersigners or LAPTOP_COUNTERSIGNERS:
        walk.countersign(role)
    return walk


def approved(walk: Walk) -> Walk:
    to_approval(walk)
    for role in LEVEL_1:
        walk.approve(role)
    return walk


def test_one_machine_goes_from_the_scan_to_the_write_off(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    assert walk.states() == {AssetState.PENDING_DISPOSAL}
    walk.collect()
    assert walk.states() == {AssetState.QUARANTINED}
    walk.prepare()
    assert walk.states() == {AssetState.PENDING_APPROVAL}
    walk.review()
    walk.pass_approvals()
    assert walk.states() == {AssetState.PENDING_WRITEOFF}
    walk.leave()
    walk.confirm(voucher_no="记-2026-118")
    assert walk.states() == {AssetState.DISPOSED}
    facts = walk.facts()
    assert facts.request.status == RequestStatus.DISPOSED
    assert facts.journal
    assert facts.journal.number
    assert facts.journal.external_voucher_no == "记-2026-118"
    assert walk.case().status == InstanceStatus.COMPLETED


def test_the_journal_is_balanced_through_clearing_to_the_cent(company: Company) -> None:
    walk = approved(start(company, "SZ-IT-0006"))
    lines = entry_lines(walk)
    assert total_debit(lines) == total_credit(lines)
    assert balance(lines, "1606") == 0
    assert balance(lines, "1601") == Decimal("-8800.00")
    assert balance(lines, "6711") == walk.facts().carrying == Decimal("440.00")


def test_everybody_who_has_to_wait_is_told_by_a_task(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    steps = (walk.collect, walk.prepare, walk.review, walk.pass_approvals, walk.sanitize, walk.manifest, walk.hand_out)
    seen = [walk.open_tasks()]
    for step in steps:
        step()
        seen.append(sorted(walk.open_tasks()))
    assert seen == [
        ["Task_Collect"],
        ["Task_Prepare"],
        ["Task_FinanceReview"],
        ["Task_Countersign"],
        ["Task_HazardousWaste", "Task_Sanitize"],
        ["Task_HazardousWaste"],
        ["Task_HandOut"],
        ["Task_ConfirmVoucher"],
    ]


@pytest.mark.parametrize(
    ("asset_no", "countersigners", "approvers"),
    [
        ("SZ-IT-0006", LAPTOP_COUNTERSIGNERS, ("dept_head", "asset_manager_head")),
        ("SZ-IT-0001", LAPTOP_COUNTERSIGNERS, ("dept_head", "asset_manager_head", "finance_manager")),
        (
            "SZ-IT-0004",
            (*LAPTOP_COUNTERSIGNERS, "internal_audit"),
            ("dept_head", "asset_manager_head", "finance_manager", "cfo"),
        ),
        (
            "SZ-PROD-0003",
            ("internal_audit",),
            ("production_head", "asset_manager_head", "finance_manager", "cfo", "gm"),
        ),
        ("SZ-PROD-0006", ("treasury", "internal_audit"), ("production_head",)),
        ("SZ-PROD-0010", ("internal_audit",), ("production_head",)),
    ],
    ids=["L1", "L2", "L3", "L4", "mortgaged", "property"],
)
def test_flags_decide_who_countersigns_and_the_level_who_approves_one_after_the_other(
    sqlite_company: Company, asset_no: str, countersigners: tuple[str, ...], approvers: tuple[str, ...]
) -> None:
    walk = start(sqlite_company, asset_no)
    walk.submit()
    for role in countersigners:
        assert walk.open_tasks() == ["Task_Countersign"]
        walk.countersign(role)
    for position, role in enumerate(approvers):
        for later in approvers[position + 1 :]:
            with pytest.raises(NotAllowed):
                walk.approve(later)
        assert walk.open_tasks() == ["Task_Approve"]
        minutes = {"minutes": walk.attach(role)} if role == "gm" else {}
        walk.complete(role, "Task_Approve", decision="approve", answers=minutes)
    if len(approvers) > 1:
        assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_a_return_keeps_the_number_and_raises_the_revision(company: Company) -> None:
    walk = to_approval(start(company, "SZ-IT-0006"))
    number = walk.facts().request.number
    walk.approve("dept_head", "send_back", "照片不清楚")
    assert walk.states() == {AssetState.QUARANTINED}
    assert (walk.facts().request.revision, walk.facts().request.number) == (2, number)
    walk.prepare()
    walk.review()
    walk.pass_approvals()
    walk.leave()
    walk.confirm()
    assert walk.states() == {AssetState.DISPOSED}


def test_finance_can_send_the_request_back(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    walk.prepare()
    walk.review("send_back", "净值不对")
    assert walk.open_tasks() == ["Task_Prepare"]
    assert walk.facts().request.status == RequestStatus.RETURNED


def test_a_rejected_request_can_be_corrected(company: Company) -> None:
    walk = to_approval(start(company, "SZ-IT-0006"))
    walk.approve("dept_head", "reject", "还能用")
    assert walk.open_tasks() == ["Task_AfterRejection"]
    walk.complete("asset_manager", "Task_AfterRejection", answers={"next_step": "correct"})
    walk.prepare()
    assert walk.states() == {AssetState.PENDING_APPROVAL}


def test_a_rejected_request_can_end_with_the_asset_back_in_its_old_state(company: Company) -> None:
    walk = to_approval(start(company, "SZ-IT-0008"))
    walk.approve("dept_head", "reject", "还能用")
    walk.complete("asset_manager", "Task_AfterRejection", answers={"next_step": "reinstate"})
    assert walk.states() == {AssetState.QUARANTINED}
    for role in ("asset_manager", "dept_head"):
        walk.complete(role, "Task_ReinstateQuarantined", decision="approve", comment="还能用", answers={})
    assert walk.states() == {AssetState.IDLE}
    assert walk.facts().request.status == RequestStatus.REINSTATED
    assert walk.case().status == InstanceStatus.COMPLETED


def test_a_repairable_machine_returns_to_use(company: Company) -> None:
    walk = start(company, "SZ-IT-0006", verdict="repairable")
    walk.complete("asset_manager", "Task_Reinstate", decision="approve", comment="更换主板即可", answers={})
    assert walk.states() == {AssetState.PENDING_DISPOSAL}
    walk.complete("dept_head", "Task_Reinstate", decision="approve", comment="同意", answers={})
    assert walk.states() == {AssetState.IN_USE}


def test_anybody_else_than_an_engineer_gets_a_technical_verdict_first(company: Company) -> None:
    walk = start(company, "SZ-PROD-0009", role="employee", verdict="irreparable")
    assert walk.facts().request.verdict == "pending"
    assert walk.open_tasks() == ["Task_TechVerdict"]
    answers = {"verdict": "irreparable", "reason_code": "worn_out", "note": ""}
    walk.complete("second_engineer", "Task_TechVerdict", answers=answers)
    assert walk.open_tasks() == ["Task_Collect"]


def test_several_assets_go_together_and_each_has_to_be_scanned(company: Company) -> None:
    walk = start(company, "SZ-IT-0006", "SZ-IT-0003")
    with pytest.raises(Invalid, match="SZ-IT-0003"):
        walk.collect(scanned_label="SZ-IT-0006")
    approved(walk)
    lines = entry_lines(walk)
    assert total_debit(lines) == total_credit(lines)
    assert balance(lines, "1601") == Decimal("-50800.00")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scanned_label", "SZ-IT-0001"),
        ("scanned_label", "https://h.example/a/NOPE?k=ABCDEFGH"),
        ("quarantine_location", "SZ-IDC"),
        ("quarantine_location", "NOWHERE"),
        ("quarantine_location", "SH-Q1"),
    ],
)
def test_a_wrong_scan_is_refused_at_its_field_and_changes_nothing(
    sqlite_company: Company, field: str, value: str
) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    with pytest.raises(Invalid) as refusal:
        walk.collect(**{field: value})
    assert {problem.where for problem in refusal.value.problems} == {field}
    assert walk.states() == {AssetState.PENDING_DISPOSAL}
    assert walk.open_tasks() == ["Task_Collect"]


def test_whoever_receives_cannot_be_the_giver(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    with pytest.raises(Invalid) as refusal:
        walk.collect(given_by=str(company.person_id("asset_manager")))
    assert [problem.where for problem in refusal.value.problems] == ["given_by"]


def test_the_scan_in_is_a_two_sided_custody_change(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    with company.db.reading() as session:
        asset = find_asset_by_no(session, "SZ-IT-0006")
        change = custody_of(session, asset.id)[0]
        assert (change.given_by, change.received_by) == (
            company.person_id("engineer"),
            company.person_id("asset_manager"),
        )
        assert change.case_id == walk.instance_id


def test_an_asset_is_in_one_open_request_only(company: Company) -> None:
    start(company, "SZ-IT-0006")
    with pytest.raises(Conflict, match="SZ-IT-0006"):
        mark(company, "SZ-IT-0006")


def test_posting_in_another_month_draws_the_voucher_up_anew(company: Company) -> None:
    walk = approved(start(company, "SZ-IT-0001"))
    walk.approve("finance_manager")
    walk.leave()
    drafted = walk.facts()
    last_month = (date.fromisoformat(walk.today()).replace(day=1) - timedelta(days=1)).isoformat()
    walk.confirm(last_month)
    posted = walk.facts()
    assert posted.journal
    assert drafted.journal
    assert posted.journal.id != drafted.journal.id
    assert drafted.carrying is not None
    assert posted.carrying == drafted.carrying + Decimal("1702.08")


@pytest.mark.parametrize("day", ["2001-01-01", "2999-01-01"])
def test_an_impossible_posting_date_is_refused_at_its_field(sqlite_company: Company, day: str) -> None:
    walk = approved(start(sqlite_company, "SZ-IT-0006"))
    walk.leave()
    with pytest.raises(Invalid) as refusal:
        walk.confirm(day)
    assert [problem.where for problem in refusal.value.problems] == ["posting_date"]
    assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_the_case_says_what_it_is_about(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    case = walk.case()
    assert case.business_key == walk.facts().request.number
    assert "SZ-IT-0006" in case.title
    assert (case.amount, case.currency) == (Decimal("440.00"), "CNY")


def test_every_chain_of_events_verifies_after_the_walk(company: Company) -> None:
    walk = approved(start(company, "SZ-IT-0006"))
    walk.leave()
    walk.confirm()
    with company.db.reading() as session:
        assert not list(verify_chains(session))
        assert len(events_of(session, walk.instance_id)) > 10


def test_only_what_people_said_is_a_reason_on_the_asset(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    with company.db.reading() as session:
        events = events_of(session, find_asset_by_no(session, "SZ-IT-0006").id)
    changes = [(event.data["to"], event.data["reason"]) for event in events if event.kind == "asset.state_changed"]
    assert changes == [("pending_disposal", "主板烧毁"), ("quarantined", "")]


def test_a_method_that_nobody_knows_is_refused_at_its_field(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    with pytest.raises(Invalid) as refusal:
        walk.prepare(method="burial")
    assert [problem.where for problem in refusal.value.problems] == ["method"]
    assert walk.states() == {AssetState.QUARANTINED}
