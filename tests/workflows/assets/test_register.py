"""Finding and listing assets, and what the register refuses."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.errors import Invalid, NotAllowed, NotFound
from engine.people.models import OrgUnit
from tests.workflows.company import Company
from workflows.assets import searching
from workflows.assets.labels import asset_url, location_url
from workflows.assets.models import Asset, AssetCategory, AssetState
from workflows.assets.operations import add_asset, hand_over
from workflows.assets.queries import (
    custody_of,
    find_asset_by_label,
    find_asset_by_no,
    find_location_by_label,
    list_assets,
    lock_assets,
)
from workflows.assets.valuation import BookValues, add_up, book_values

SECRET = "a secret of the test"


def test_an_asset_is_found_by_its_label_and_by_its_number(company: Company) -> None:
    url = asset_url("SZ-IT-0001", public_url="https://h.example", secret=SECRET)
    with company.db.reading() as session:
        assert find_asset_by_label(session, url, secret=SECRET, is_key_required=True).asset_no == "SZ-IT-0001"
        assert find_asset_by_label(session, " SZ-IT-0001 ").asset_no == "SZ-IT-0001"


def test_an_unknown_label_is_refused_by_its_name(company: Company) -> None:
    with company.db.reading() as session, pytest.raises(NotFound, match="NOPE-1"):
        find_asset_by_label(session, "https://h.example/a/NOPE-1?k=ABCDEFGH")


@pytest.mark.parametrize("label", ["SZ-IT-0001", "https://h.example/a/SZ-IT-0001?k=ABCDEFGH"])
def test_a_missing_or_wrong_key_is_refused_where_one_is_required(company: Company, label: str) -> None:
    with company.db.reading() as session, pytest.raises(NotAllowed):
        find_asset_by_label(session, label, secret=SECRET, is_key_required=True)


def test_a_location_is_found_by_its_label(company: Company) -> None:
    with company.db.reading() as session:
        assert find_location_by_label(session, location_url("SZ-Q1", public_url="https://h.example")).is_quarantine
        with pytest.raises(NotFound, match="NOWHERE"):
            find_location_by_label(session, "NOWHERE")


def test_lists_go_on_where_the_page_before_ended(company: Company) -> None:
    with company.db.reading() as session:
        everything = [asset.asset_no for asset in list_assets(session, SYSTEM, limit=100)]
        paged: list[str] = []
        while page := list_assets(session, SYSTEM, after=paged[-1] if paged else "", limit=7):
            paged += [asset.asset_no for asset in page]
        assert paged == everything == sorted(everything)


def test_lists_search_number_name_and_serial_and_take_signs_literally(company: Company) -> None:
    with company.db.reading() as session:
        assert {a.asset_no for a in list_assets(session, SYSTEM, search="数控车床")} == {"SZ-PROD-0002"}
        assert {a.asset_no for a in list_assets(session, SYSTEM, search="snszit0001")} == {"SZ-IT-0001"}
        assert {a.asset_no for a in list_assets(session, SYSTEM, search="控车 prod-0002")} == {"SZ-PROD-0002"}
        assert {a.asset_no for a in list_assets(session, SYSTEM, search="车 ０００2 prod")} == {"SZ-PROD-0002"}
        assert not list_assets(session, SYSTEM, search="%")
        idle = list_assets(session, SYSTEM, states=[AssetState.IDLE])
        assert {asset.state for asset in idle} == {AssetState.IDLE}


def test_a_changed_card_is_found_by_its_new_words_alone(company: Company) -> None:
    with company.db.transaction() as session:
        find_asset_by_no(session, "SZ-PROD-0002").name = "旋转滤波器"
    with company.db.reading() as session:
        assert [a.asset_no for a in list_assets(session, SYSTEM, search="滤波")] == ["SZ-PROD-0002"]
        assert not list_assets(session, SYSTEM, search="数控车床")


def test_a_search_gives_the_same_where_many_assets_may_be_meant(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> list[list[str]]:
        with company.db.reading() as session:
            asked = ("it-000", "笔记本", "林工", "孙丽 电", "型", "x1", "li", "-", "SZ-IT-0006")
            return [[asset.asset_no for asset in list_assets(session, SYSTEM, search=one)] for one in asked]

    by_index = found()
    monkeypatch.setattr(searching, "FEW", 0)
    assert found() == by_index
    assert sum(map(len, by_index)) > 20


def test_a_handover_is_two_sided_and_counts_as_physical_evidence(company: Company) -> None:
    with company.db.transaction() as session:
        asset_id = find_asset_by_no(session, "SZ-IT-0001").id
        asset, location = lock_assets(session, [asset_id])[asset_id], find_location_by_label(session, "SZ-Q1")
        giver = company.person_id("engineer")
        hand_over(session, company["asset_manager"], asset, location, given_by=giver)
        session.flush()
        assert asset.custodian_id == company.person_id("asset_manager")
        assert asset.last_physical_evidence_at is not None
        assert [change.given_by for change in custody_of(session, asset.id)] == [giver]
        with pytest.raises(Invalid, match="receives"):
            hand_over(session, company["asset_manager"], asset, location, given_by=company.person_id("asset_manager"))


def test_the_register_refuses_a_cost_of_nothing_and_people_without_the_permission(company: Company) -> None:
    with company.db.transaction() as session:
        category = session.scalars(select(AssetCategory)).first()
        unit = session.scalars(select(OrgUnit).where(OrgUnit.code == "SZ-IT")).one()
        assert category

        def add(role: str, cost: str) -> Asset:
            return add_asset(
                session,
                company[role],
                category,
                unit,
                "NEW-1",
                "新设备",
                cost=Decimal(cost),
                currency="CNY",
                in_service_on=date(2026, 1, 1),
            )

        with pytest.raises(Invalid, match="more than zero"):
            add("asset_manager", "0")
        with pytest.raises(NotAllowed):
            add("engineer", "1")
        assert book_values(add("asset_manager", "1200.00"), date(2026, 1, 31)).net_value == Decimal("1200.00")


def test_amounts_of_several_currencies_are_never_added_up() -> None:
    yuan = BookValues("CNY", Decimal("10.00"), Decimal("4.00"), Decimal("1.00"))
    assert add_up([yuan, yuan]).carrying == Decimal("10.00")
    with pytest.raises(Invalid, match="currencies"):
        add_up([yuan, BookValues("USD", Decimal("10.00"), Decimal("4.00"), Decimal("1.00"))])
