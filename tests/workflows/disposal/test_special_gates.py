"""The papers of special equipment, property, vehicles and sales; nothing gets by any gate (domain.md B5, B6)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import Conflict, Invalid
from tests.workflows.company import Company
from tests.workflows.disposal.test_releasing import approved
from tests.workflows.disposal.walk import LEVEL_1, Walk, start
from workflows.assets.models import Asset, AssetCategory, CategoryKind
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.gates import gates_of, require_gates
from workflows.disposal.handing_out import require_handed_out
from workflows.disposal.locked import lock_request
from workflows.disposal.models import DisposalGate, DisposalMethod, DisposalRequest, Gate
from workflows.disposal.passing import pass_gate
from workflows.disposal.proving import require_evidence

LAPTOP = "SZ-IT-0006"


def reclassify(session: Session, kind: CategoryKind, **marks: bool) -> Asset:
    """Give the asset a category of its own, of this kind and with these marks."""
    asset = find_asset_by_no(session, LAPTOP)
    given = {"is_data_bearing": False, "is_hazardous": False, **marks}
    code = f"T{clock.now().timestamp()}"
    category = AssetCategory(code=code, name="测试", kind=kind, life_months=36, residual_rate=0, **given)
    session.add(category)
    session.flush()
    asset.category_id = category.id
    return asset


def refusals(walk: Walk, gate: Gate, answers: dict[str, Any]) -> set[str]:
    with pytest.raises(Invalid) as refused:
        walk.act(lambda session: pass_gate(session, walk.request_id, gate, answers))
    return {problem.where for problem in refused.value.problems}


def test_a_lift_leaves_once_its_use_registration_is_cancelled(company: Company) -> None:
    with company.db.transaction() as session:
        reclassify(session, CategoryKind.SPECIAL_EQUIPMENT)
    walk = start(company, LAPTOP)
    walk.submit()
    walk.pass_approvals(*LEVEL_1, countersigners=())
    assert walk.open_tasks() == ["Task_SpecialEquipment"]
    papers = {
        "registrations": f"{LAPTOP} 梯11苏E00123",
        "authority": "苏州市市场监督管理局",
        "cancellation_no": "ZX-1",
        "cancelled_on": walk.today(),
        "cancellations": walk.attach("ehs_officer"),
    }
    wrong = {"registrations": "SZ-IT-0001 梯1", "cancelled_on": "2099-01-01", "authority": " "}
    for field, value in wrong.items():
        with pytest.raises(Invalid) as refused:
            walk.complete("ehs_officer", "Task_SpecialEquipment", answers={**papers, field: value})
        assert {problem.where for problem in refused.value.problems} == {field}
    walk.complete("ehs_officer", "Task_SpecialEquipment", answers={**papers, "registrations": "梯11苏E00123"})
    assert walk.open_tasks() == ["Task_HandOut"]
    assert walk.facts().gates[0].details["registrations"] == {LAPTOP: "梯11苏E00123"}


def test_a_building_needs_its_valuation_and_the_transfer_of_its_title(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)
    walk.act(lambda session: reclassify(session, CategoryKind.PROPERTY))
    papers = {
        "appraiser": "苏州评估事务所",
        "valuation_no": "PG-1",
        "valuation_amount": "1200000.00",
        "titles": "苏(2015)苏州市不动产权第0001号",
        "transfer_no": "ZY-1",
        "title_transferred_on": walk.today(),
        "titles_files": walk.attach("contract_owner"),
    }
    for field in ("appraiser", "valuation_no", "valuation_amount", "titles", "transfer_no", "titles_files"):
        assert refusals(walk, Gate.PROPERTY_TITLE, {**papers, field: None}) == {field}
    walk.act(lambda session: pass_gate(session, walk.request_id, Gate.PROPERTY_TITLE, papers))
    assert walk.facts().gates[0].details["valuation_amount"] == "1200000.00"


def test_from_level_three_on_a_sale_needs_three_quotes_or_an_auction(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)

    def sell(session: Session) -> None:
        request = session.get_one(DisposalRequest, walk.request_id)
        request.method, request.approval_level = DisposalMethod.SALE, 3

    walk.act(sell)
    two: dict[str, Any] = {
        "reference_no": "Q-1",
        "quotes": "绿源公司 12,000\n华盛公司 9800.50",
        "offers": walk.attach("purchasing"),
    }
    assert refusals(walk, Gate.QUOTES, two) == {"quotes"}
    assert refusals(walk, Gate.QUOTES, {**two, "quotes": two["quotes"] + "\n绿源公司 13000"}) == {"quotes"}
    assert refusals(walk, Gate.QUOTES, {**two, "way": "auction"}) == {"best_offer"}
    walk.act(lambda s: pass_gate(s, walk.request_id, Gate.QUOTES, {**two, "quotes": two["quotes"] + "\n金属 7000"}))
    kept = walk.facts().gates[0].details
    assert (kept["best_offer"], len(kept["quotes"])) == ("12000", 3)
    award = {**two, "way": "auction", "best_offer": "15000"}
    walk.act(lambda s: pass_gate(s, walk.request_id, Gate.QUOTES, award))
    assert walk.facts().gates[0].details["way"] == "auction"
    walk.act(lambda s: setattr(s.get_one(DisposalRequest, walk.request_id), "approval_level", 2))
    walk.act(lambda s: pass_gate(s, walk.request_id, Gate.QUOTES, {**two, "quotes": ""}))


@pytest.mark.parametrize(("method", "paper"), [("scrap", "recovery"), ("sale", "transfer")])
def test_a_vehicle_is_deregistered_or_registered_to_somebody_else(
    sqlite_company: Company, method: str, paper: str
) -> None:
    walk = approved(sqlite_company)

    def drive(session: Session) -> None:
        reclassify(session, CategoryKind.VEHICLE)
        session.get_one(DisposalRequest, walk.request_id).method = method

    walk.act(drive)
    papers = {
        "plate_no": "苏E12345",
        "vin": "lsvau2180n2183294",
        "mileage": "182000",
        "certificate_no": "HS-1",
        "deregistered_on": walk.today(),
        "papers": walk.attach("fleet_officer"),
    }
    assert refusals(walk, Gate.VEHICLE_PAPERS, {**papers, "mileage": "18 万"}) == {"mileage"}
    walk.act(lambda session: pass_gate(session, walk.request_id, Gate.VEHICLE_PAPERS, papers))
    kept = walk.facts().gates[0].details
    assert (kept["paper"], kept["vehicles"][0]["mileage"]) == (paper, "182000")


class _Undone(Exception):
    """Takes back what an example has changed."""


def test_whatever_the_assets_nothing_leaves_or_is_written_off_without_every_gate(sqlite_company: Company) -> None:
    walk = approved(sqlite_company)
    ties = ("is_leased", "is_mortgaged", "is_subsidised", "is_under_customs_supervision", "is_state_owned")

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        kind=st.sampled_from(CategoryKind),
        marks=st.fixed_dictionaries({"is_data_bearing": st.booleans(), "is_hazardous": st.booleans()}),
        tied=st.fixed_dictionaries({tie: st.booleans() for tie in ties}),
        method=st.sampled_from(DisposalMethod),
        passed=st.sets(st.sampled_from(Gate)),
    )
    def hold(
        kind: CategoryKind, marks: dict[str, bool], tied: dict[str, bool], method: DisposalMethod, passed: set[Gate]
    ) -> None:
        def check(session: Session) -> None:
            asset = reclassify(session, kind, **marks)
            for name, holds in tied.items():
                setattr(asset, name, holds)
            session.get_one(DisposalRequest, walk.request_id).method = method
            for gate in passed:
                row = DisposalGate(request_id=walk.request_id, gate=gate, reference_no="X", passed_at=clock.now())
                session.add(row)
            session.flush()
            locked = lock_request(session, walk.request_id)
            needed = set(gates_of(session, locked))
            assert (Gate.SANITIZATION in needed) == marks["is_data_bearing"]
            assert (Gate.RELEASE in needed) == any(holds for name, holds in tied.items() if name != "is_state_owned")
            if needed - passed or Gate.SANITIZATION in needed:
                with pytest.raises(Conflict):
                    require_gates(session, locked)
                with pytest.raises(Conflict):
                    require_evidence(session, walk.request_id)
            else:
                require_gates(session, locked)
                with pytest.raises(Conflict, match="not left yet"):
                    require_handed_out(session, locked)
            raise _Undone

        with pytest.raises(_Undone):
            walk.act(check)

    hold()
