"""The demo company."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.people.models import LegalEntity, Person
from engine.people.queries import nearest_pool
from tests.workflows.company import Company
from workflows.assets.models import Asset
from workflows.assets.queries import list_assets, list_locations
from workflows.assets.valuation import book_values
from workflows.demo import seed_demo
from workflows.organization.books import today


def test_seeding_twice_changes_nothing(company: Company) -> None:
    with company.db.transaction() as session:
        before = [session.scalar(select(func.count()).select_from(table)) for table in (Person, Asset, LegalEntity)]
        seed_demo(session, password_hash="another")
        after = [session.scalar(select(func.count()).select_from(table)) for table in (Person, Asset, LegalEntity)]
        assert after == before
        assert not session.scalars(select(Person).where(Person.password_hash == "another")).all()


def test_every_approver_can_be_found_for_every_unit_with_assets(company: Company) -> None:
    roles = ("maintenance_engineer", "asset_manager", "finance_accountant", "asset_manager_head")
    chiefs = ("dept_head", "finance_manager", "cfo", "gm", "process_owner")
    with company.db.reading() as session:
        for unit in ("SZ-IT", "SZ-PROD", "SH-OPS"):
            for role in roles + chiefs:
                assert nearest_pool(session, role, company.units[unit]), (unit, role)


def test_net_values_reach_every_approval_level(company: Company) -> None:
    with company.db.reading() as session:
        values = [book_values(a, today(session, a.legal_entity_id)).net_value for a in session.scalars(select(Asset))]
    bounds = [(0, 10_000), (10_000, 100_000), (100_000, 1_000_000), (1_000_000, 10**9)]
    for low, high in bounds:
        assert any(low < value <= high for value in values), (low, high)


def test_each_site_has_a_quarantine_location_its_asset_manager_sees(company: Company) -> None:
    with company.db.reading() as session:
        found = list_locations(session, company["asset_manager"], only_quarantine=True)
        assert [location.code for location in found] == ["SZ-Q1"]


def test_people_of_one_branch_do_not_see_the_assets_of_another(company: Company) -> None:
    with company.db.reading() as session:
        seen = {asset.asset_no[:2] for asset in list_assets(session, company["shanghai_engineer"])}
        assert seen == {"SH"}
