"""No asset leaves before its gates, and none is written off before it has left (domain.md B2, B5)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import Conflict, EngineError, Invalid
from engine.history.queries import events_of
from engine.service_tasks import ServiceCall, find_service_task
from tests.workflows.company import Company
from tests.workflows.disposal.walk import LAPTOP_COUNTERSIGNERS, LEVEL_1, Walk, start
from workflows.assets.models import AssetState
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.gates import gates_for
from workflows.disposal.models import DisposalRequest, Gate


def approved(company: Company, asset_no: str = "SZ-IT-0006") -> Walk:
    walk = start(company, asset_no)
    walk.submit()
    walk.pass_approvals()
    return walk


def cleared(company: Company) -> Walk:
    walk = approved(company)
    walk.sanitize()
    walk.manifest()
    return walk


def call(walk: Walk, service: str, **arguments: Any) -> None:
    """Carry a service task out as a diagram drawn otherwise would."""
    given = {"request_id": str(walk.request_id), **arguments}
    order = ServiceCall(walk.instance_id, walk.instance_id, "Svc", given, {})
    walk.act(lambda session: find_service_task(service).run(session, walk.company["accountant"], order))


@pytest.mark.parametrize(
    ("flags", "method", "gates"),
    [
        ([], "scrap", []),
        (["data_bearing"], "scrap", [Gate.SANITIZATION]),
        (["hazardous", "vehicle"], "scrap", [Gate.HAZARDOUS_WASTE, Gate.VEHICLE_PAPERS]),
        ([], "sale", [Gate.QUOTES]),
        (["state_owned"], "sale", [Gate.QUOTES]),
        (["leased", "mortgaged", "subsidised", "under_customs_supervision"], "scrap", [Gate.RELEASE]),
    ],
    ids=str,
)
def test_flags_and_method_decide_the_gates(flags: list[str], method: str, gates: list[Gate]) -> None:
    assert gates_for(flags, method) == gates


def test_gates_keep_number_and_files(company: Company) -> None:
    facts = cleared(company).facts()
    assert {gate.gate: gate.reference_no for gate in facts.gates} == {
        "sanitization": "C-1",
        "hazardous_waste": "M-1",
    }
    assert sorted(item.kind for item in facts.evidence) == ["hazardous_waste", "sanitization"]


def test_a_certificate_is_demanded_at_its_field(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)
    with pytest.raises(Invalid) as refusal:
        walk.sanitize(certificates=[])
    assert [problem.where for problem in refusal.value.problems] == ["certificates"]


def test_the_hand_out_keeps_who_took_what_past_whom(company: Company) -> None:
    walk = cleared(company)
    walk.hand_out()
    left = walk.facts().hand_out
    assert left
    assert (left.recipient_name, left.guard_name, str(left.weight)) == ("绿源再生资源有限公司", "老吴", "12.5000")
    assert left.handed_out_by == company.person_id("asset_manager")
    assert walk.states() == {AssetState.PENDING_WRITEOFF}
    with company.db.reading() as session:
        asset = find_asset_by_no(session, "SZ-IT-0006")
        assert asset.location_id is None
        assert "asset.handed_out" in [event.kind for event in events_of(session, asset.id)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scanned_label", "SZ-IT-0001"),
        ("recipient_name", ""),
        ("is_declared", False),
        ("guard_name", ""),
        ("weight", "-1"),
        ("weight", "99999999"),
        ("photos", []),
        ("receipt", []),
    ],
)
def test_an_incomplete_hand_out_is_refused_at_its_field(sqlite_company: Company, field: str, value: object) -> None:
    walk = cleared(sqlite_company)
    with pytest.raises(Invalid) as refusal:
        walk.hand_out("asset_manager", **{field: value})
    assert {problem.where for problem in refusal.value.problems} == {field}
    assert walk.facts().hand_out is None


@pytest.mark.parametrize("field", ["recipient_id", "recipient_relative_of"])
@pytest.mark.parametrize("role", ["engineer", "dept_head", "it_security", "accountant"])
def test_neither_requester_nor_approver_nor_their_relatives_get_the_assets(
    sqlite_company: Company, field: str, role: str
) -> None:
    walk = cleared(sqlite_company)
    with pytest.raises(Invalid) as refusal:
        walk.hand_out(**{field: str(sqlite_company.person_id(role))})
    assert [problem.where for problem in refusal.value.problems] == [field]


def test_an_employee_who_has_nothing_to_do_with_it_may_get_the_assets(sqlite_company: Company) -> None:
    walk = cleared(sqlite_company)
    walk.hand_out(recipient_id=str(sqlite_company.person_id("employee")))
    assert walk.open_tasks() == ["Task_ConfirmVoucher"]


@pytest.mark.parametrize("field", ["buyer_id", "buyer_relative_of"])
def test_the_requester_cannot_be_the_buyer_nor_their_relative(sqlite_company: Company, field: str) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.collect()
    with pytest.raises(Invalid) as refusal:
        walk.prepare(**{field: str(sqlite_company.person_id("engineer"))})
    assert [problem.where for problem in refusal.value.problems] == [field]


def test_an_approver_who_is_the_buyer_cannot_let_it_pass(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.collect()
    walk.prepare(buyer_name="钱浩", buyer_id=str(sqlite_company.person_id("asset_manager_head")))
    walk.review()
    declared = {"is_independent": True}
    for role in LAPTOP_COUNTERSIGNERS:
        walk.complete(role, "Task_Countersign", decision="approve", answers=declared)
    walk.complete("dept_head", "Task_Approve", decision="approve", answers=declared)
    with pytest.raises(Invalid) as refused:
        walk.complete("asset_manager_head", "Task_Approve", decision="approve", answers=declared)
    assert [problem.where for problem in refused.value.problems] == ["buyer_id"]
    walk.hand_over("asset_manager_head", "gm", "本人是买方")
    walk.complete("gm", "Task_Approve", decision="approve", answers=declared)
    assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_whoever_approved_does_not_post(sqlite_company: Company) -> None:
    walk = cleared(sqlite_company)
    walk.hand_out()
    with pytest.raises(EngineError):
        walk.complete("dept_head", "Task_ConfirmVoucher", answers={"posting_date": walk.today(), "voucher_no": ""})


def test_nothing_is_written_off_whatever_the_diagram_says_before_it_has_left(company: Company) -> None:
    walk = approved(company)
    journal = walk.facts().request.journal_id
    order = {"journal_id": str(journal), "posting_date": walk.today(), "voucher_no": ""}
    with pytest.raises(Conflict, match="Data sanitization"):
        call(walk, "disposal.write_off", **order)
    walk.sanitize()
    walk.manifest()
    with pytest.raises(Conflict, match="not left yet"):
        call(walk, "disposal.write_off", **order)
    assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_a_case_older_than_the_gates_ends_as_it_began(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)
    walk.act(lambda session: setattr(session.get_one(DisposalRequest, walk.request_id), "is_release_guarded", False))
    order = {"journal_id": str(walk.facts().request.journal_id), "posting_date": walk.today(), "voucher_no": ""}
    call(walk, "disposal.write_off", **order)
    assert walk.states() == {AssetState.DISPOSED}


def test_nothing_leaves_twice(sqlite_company: Company) -> None:
    walk = cleared(sqlite_company)
    answers = walk.hand_out_answers()
    walk.complete("asset_manager", "Task_HandOut", answers=answers)
    with pytest.raises(Conflict, match="left already"):
        call(walk, "disposal.hand_out", **answers)


def test_minutes_of_an_earlier_round_do_not_count(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-PROD-0003")
    walk.submit()
    walk.countersign("internal_audit")
    answers = {"minutes": walk.attach("production_head")}
    walk.complete("production_head", "Task_Approve", decision="send_back", comment="再核", answers=answers)
    walk.prepare()
    walk.review()
    approvers = ("production_head", "asset_manager_head", "finance_manager", "cfo")
    walk.pass_approvals(*approvers, countersigners=("internal_audit",))
    with pytest.raises(Invalid, match="minutes of the management"):
        walk.approve("gm")


def test_who_decides_about_a_known_buyer_declares_to_have_nothing_to_do_with_them(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.collect()
    walk.prepare(buyer_name="绿源再生资源有限公司")
    walk.review()
    for decision in ("approve", "reject"):
        with pytest.raises(Invalid) as refused:
            walk.countersign("it_security", decision, "有疑问")
        assert [problem.where for problem in refused.value.problems] == ["is_independent"]
    declared = {"is_independent": True}
    for role in LAPTOP_COUNTERSIGNERS:
        walk.complete(role, "Task_Countersign", decision="approve", answers=declared)
    for role in LEVEL_1:
        walk.complete(role, "Task_Approve", decision="approve", answers=declared)
    assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_a_buyer_known_by_their_relation_alone_asks_for_the_declaration_too(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.collect()
    walk.prepare(buyer_relative_of=str(sqlite_company.person_id("employee")))
    walk.review()
    with pytest.raises(Invalid) as refused:
        walk.countersign("it_security")
    assert [problem.where for problem in refused.value.problems] == ["is_independent"]


def test_the_minutes_of_the_management_stay_with_a_level_four_request(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-PROD-0003")
    walk.submit()
    approvers = ("production_head", "asset_manager_head", "finance_manager", "cfo")
    walk.pass_approvals(*approvers, countersigners=("internal_audit",))
    with pytest.raises(Invalid, match="minutes of the management") as refused:
        walk.approve("gm")
    assert [problem.where for problem in refused.value.problems] == ["minutes"]
    assert walk.open_tasks() == ["Task_Approve"]
    walk.complete("gm", "Task_Approve", decision="approve", answers={"minutes": walk.attach("gm")})
    assert [item.kind for item in walk.facts().evidence] == ["minutes"]


def test_a_finished_request_has_the_hash_of_its_dossier(company: Company) -> None:
    walk = cleared(company)
    walk.hand_out()
    walk.confirm()
    request = walk.facts().request
    assert request.dossier_hash
    assert len(request.dossier_hash) == 64
    assert request.archived_at
