"""What the forms of the gates refuse, and that no asset gets by without them (domain.md B5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from engine import clock
from engine.commands import perform
from engine.errors import Conflict, Invalid
from tests.workflows.company import Company
from tests.workflows.disposal.test_releasing import approved, call
from tests.workflows.disposal.walk import Walk, start
from workflows.assets.models import AssetState
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.certificates import certificates_of, media_standing
from workflows.disposal.locked import lock_request
from workflows.disposal.models import DisposalRequest
from workflows.disposal.proving import checklist_of
from workflows.disposal.waste import give_codes
from workflows.evidence.models import EvidenceItem
from workflows.media.operations import MediumEntry, enter_media

BOARDS = "HW49 900-045-49"


def refused(walk: Walk, step: str, **changed: Any) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        getattr(walk, step)(**changed)
    return {problem.where for problem in refusal.value.problems}


def test_a_certificate_with_a_wrong_serial_number_lets_no_laptop_out(company: Company) -> None:
    walk = approved(company)
    assert refused(walk, "sanitize", media_serials="SN-WRONG") == {"media_serials"}
    walk.manifest()
    assert walk.open_tasks() == ["Task_Sanitize"]
    with pytest.raises(Conflict, match="Data sanitization"):
        call(walk, "disposal.hand_out", **walk.hand_out_answers())
    walk.sanitize()
    walk.hand_out()
    assert walk.open_tasks() == ["Task_ConfirmVoucher"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"technique": "clear", "method": "overwrite"}, "technique"),
        ({"technique": "purge", "method": "block_erase"}, "signed_off_by"),
        ({"technique": "purge", "method": "degauss", "confidentiality": "moderate"}, "method"),
        ({"technique": "purge", "method": "crypto_erase", "confidentiality": "moderate"}, "method"),
        ({"technique": "destroy", "method": "overwrite"}, "method"),
        ({"tool": " "}, "tool"),
        ({"place": " "}, "place"),
        ({"destination": " "}, "destination"),
        ({"performed_phone": " "}, "performed_phone"),
        ({"verified_title": " "}, "verified_title"),
        ({"performed_on": "2099-01-01"}, "performed_on"),
    ],
    ids=str,
)
def test_what_is_not_enough_is_refused_at_its_field(
    sqlite_company: Company, changed: dict[str, str], field: str
) -> None:
    assert refused(approved(sqlite_company), "sanitize", **changed) == {field}


def test_whoever_sanitized_does_not_verify(sqlite_company: Company) -> None:
    operator = str(sqlite_company.person_id("it_security"))
    assert refused(approved(sqlite_company), "sanitize", verified_by=operator) == {"verified_by"}


def test_each_medium_of_the_register_has_a_certificate_of_its_own(company: Company) -> None:
    disks = [MediumEntry("DISK-1", "ssd", manufacturer="西部数据", model="SN740"), MediumEntry("DISK-2", "ssd")]

    def enter(session: Any) -> None:
        enter_media(session, company["asset_manager"], find_asset_by_no(session, "SZ-IT-0006"), disks)

    perform(company.db, enter)
    walk = approved(company)
    assert refused(walk, "sanitize") == {"media_serials"}
    assert refused(walk, "sanitize", media_serials="DISK-1\nDISK-2", medium_kind="hdd") == {"medium_kind"}
    walk.sanitize(media_serials="disk-1 C-101\nDISK-2", medium_kind="")
    with company.db.reading() as session:
        kept = {row.serial_no: row for row in certificates_of(session, walk.request_id)}
    assert {serial: row.certificate_no for serial, row in kept.items()} == {"DISK-1": "C-101", "DISK-2": "C-1"}
    first = kept["DISK-1"]
    told = [first.manufacturer, first.model, first.medium_kind, first.source, first.place, first.performed_title]
    assert told == ["西部数据", "SN740", "ssd", "笔记本电脑 14 英寸 16 GB", "苏州机房", "信息安全员"]


def _enter(company: Company, *media: MediumEntry) -> None:
    def enter(session: Any) -> None:
        enter_media(session, company["asset_manager"], find_asset_by_no(session, "SZ-IT-0006"), media)

    perform(company.db, enter)


def test_media_may_be_certified_in_several_goes(company: Company) -> None:
    _enter(company, MediumEntry("DISK-1", "ssd"), MediumEntry("TAPE-1", "tape"))
    walk = approved(company)
    walk.sanitize(media_serials="DISK-1")
    assert "Task_Sanitize" in walk.open_tasks()
    assert [gate.gate for gate in walk.facts().gates] == []
    walk.manifest()
    with pytest.raises(Conflict, match="Data sanitization"):
        call(walk, "disposal.hand_out", **walk.hand_out_answers())
    walk.sanitize(media_serials="TAPE-1", medium_kind="tape")
    assert walk.open_tasks() == ["Task_HandOut"]


def test_a_medium_whose_verification_failed_can_only_be_destroyed(company: Company) -> None:
    walk = approved(company)
    purged = {"technique": "purge", "method": "block_erase", "confidentiality": "moderate"}
    walk.sanitize(**purged, verification="failed")
    with company.db.reading() as session:
        rows = {row.item: row for row in checklist_of(session, walk.request_id)}
    assert not rows[EvidenceItem.SANITIZATION].is_there
    walk.manifest()
    assert walk.open_tasks() == ["Task_Sanitize"]
    with company.db.reading() as session:
        assert media_standing(session, walk.request_id, [find_asset_by_no(session, "SZ-IT-0006")]).failed
    assert refused(walk, "sanitize", **purged) == {"technique"}
    walk.sanitize()
    assert walk.open_tasks() == ["Task_HandOut"]


def test_only_the_security_chief_consents_to_purging_what_should_be_destroyed(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)
    purged = {"technique": "purge", "method": "block_erase"}
    engineer, chief = (str(sqlite_company.person_id(role)) for role in ("engineer", "dept_head"))
    assert refused(walk, "sanitize", **purged, signed_off_by=engineer) == {"signed_off_by"}
    walk.sanitize(**purged, signed_off_by=chief)
    with sqlite_company.db.reading() as session:
        assert [str(row.signed_off_by) for row in certificates_of(session, walk.request_id)] == [chief]


def test_the_kind_of_a_medium_is_asked_where_the_register_does_not_know_it(sqlite_company: Company) -> None:
    assert refused(approved(sqlite_company), "sanitize", medium_kind="") == {"medium_kind"}


def test_media_are_not_changed_while_their_asset_leaves(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)
    actor = sqlite_company["asset_manager"]
    with pytest.raises(Conflict, match="cannot be changed any more"):
        walk.act(lambda s: enter_media(s, actor, find_asset_by_no(s, "SZ-IT-0006"), [MediumEntry("SN-WRONG", "ssd")]))


def test_a_manifest_without_valid_licence_is_refused(sqlite_company: Company) -> None:
    yesterday = (clock.now().date() - timedelta(days=2)).isoformat()
    assert refused(approved(sqlite_company), "manifest", licence_until=yesterday) == {"licence_until"}


def test_a_licence_that_ran_out_before_the_pick_up_lets_nothing_out(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)
    walk.sanitize()
    today = date.fromisoformat(walk.today())
    walk.manifest(licence_until=(today + timedelta(days=3)).isoformat())
    with time_machine.travel(clock.now() + timedelta(days=5)):
        assert refused(walk, "hand_out") == {"recipient_name"}
    walk.hand_out()


def test_the_manifest_names_the_wastes_of_the_categories(sqlite_company: Company) -> None:
    def give(session: Any) -> None:
        asset = find_asset_by_no(session, "SZ-IT-0006")
        give_codes(session, sqlite_company["asset_manager"], asset.category_id, [BOARDS, "HW31 900-052-31"])

    perform(sqlite_company.db, give)
    walk = approved(sqlite_company)
    assert refused(walk, "manifest", waste_codes=BOARDS) == {"waste_codes"}
    assert refused(walk, "manifest", waste_codes=f"{BOARDS}, HW31 900-052-31, HW99 1") == {"waste_codes"}
    walk.manifest()
    assert walk.facts().gates[0].details["waste_codes"] == ["HW31 900-052-31", BOARDS]


def test_waste_goes_to_the_licensed_company_alone(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)
    walk.sanitize()
    walk.manifest()
    assert refused(walk, "hand_out", recipient_name="路边回收") == {"recipient_name"}


def _vehicle(company: Company) -> Walk:
    walk = start(company, "SZ-PROD-0008")
    walk.submit()
    countersigners = ("it_security", "ehs_officer", "fleet_officer")
    walk.pass_approvals("production_head", "asset_manager_head", "finance_manager", countersigners=countersigners)
    return walk


def test_a_vehicle_leaves_with_its_certificate_and_deregistration(sqlite_company: Company) -> None:
    walk = _vehicle(sqlite_company)
    papers = {
        "plate_no": "苏E12345",
        "vin": "LSVAU2180N2183294",
        "certificate_no": "HS-1",
        "deregistered_on": walk.today(),
        "papers": walk.attach("fleet_officer"),
    }
    for field, value in {"vin": "LSVAU2180N218329O", "plate_no": "苏E1, 苏E2", "deregistered_on": "2099-01-01"}.items():
        with pytest.raises(Invalid) as refusal:
            walk.complete("fleet_officer", "Task_VehiclePapers", answers={**papers, field: value})
        assert {problem.where for problem in refusal.value.problems} == {field}
    walk.complete("fleet_officer", "Task_VehiclePapers", answers=papers)
    kept = next(gate for gate in walk.facts().gates if gate.gate == "vehicle_papers")
    assert kept.details["vehicles"][0]["vin"] == "LSVAU2180N2183294"


def test_no_flags_reach_the_write_off_without_their_gates(sqlite_company: Company) -> None:
    """Whatever the diagram asks for: the hand-out and the write-off look for themselves."""
    walk = approved(sqlite_company)
    with sqlite_company.db.reading() as session:
        asset_id = lock_request(session, walk.request_id).lines[0].asset_id
    order = {"journal_id": str(walk.facts().request.journal_id), "posting_date": walk.today(), "voucher_no": ""}
    ties = ("is_leased", "is_mortgaged", "is_subsidised", "is_under_customs_supervision")
    for number in range(2 ** len(ties)):
        tied = {tie: bool(number >> position & 1) for position, tie in enumerate(ties)}

        def tie_up(session: Any, tied: dict[str, bool] = tied) -> None:
            asset = find_asset_by_no(session, "SZ-IT-0006")
            assert asset.id == asset_id
            for name, holds in tied.items():
                setattr(asset, name, holds)

        walk.act(tie_up)
        for service, arguments in (("disposal.hand_out", walk.hand_out_answers()), ("disposal.write_off", order)):
            with pytest.raises(Conflict, match="still has to pass"):
                call(walk, service, **arguments)
        with pytest.raises(Conflict, match="still has to pass"):
            call(walk, "disposal.pass_gates", sanitization_no="X", sanitization_files=walk.attach("it_security"))
    assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_a_case_older_than_the_records_passes_by_numbers_and_files(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)
    walk.act(lambda s: setattr(s.get_one(DisposalRequest, walk.request_id), "are_gates_detailed", False))
    proofs = {
        "sanitization_no": "C-1",
        "sanitization_files": walk.attach("it_security"),
        "hazardous_waste_no": "M-1",
        "hazardous_waste_files": walk.attach("ehs_officer"),
    }
    call(walk, "disposal.pass_gates", **proofs)
    assert {gate.gate for gate in walk.facts().gates} == {"sanitization", "hazardous_waste"}
