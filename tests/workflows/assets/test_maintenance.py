"""Work on assets and its limits (domain.md B2, S25)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from engine.commands import perform
from engine.errors import Conflict, EngineError, NotAllowed
from tests.workflows.company import Company, bring_to
from workflows.assets.maintenance import close_maintenance, open_maintenance
from workflows.assets.models import AssetState, MaintenanceKind
from workflows.assets.queries import find_asset_by_no

ASSET = "SZ-IT-0006"
DAY = date(2026, 3, 1)


def asset_id(company: Company) -> UUID:
    with company.db.reading() as session:
        return find_asset_by_no(session, ASSET).id


def test_work_done_is_the_assets_last_maintenance(sqlite_company: Company) -> None:
    company, asset = sqlite_company, asset_id(sqlite_company)
    with company.db.transaction() as session:
        for day in (DAY, date(2025, 1, 1)):
            open_maintenance(session, company["engineer"], asset, MaintenanceKind.SERVICE, "fan", done_on=day)
    with company.db.reading() as session:
        assert find_asset_by_no(session, ASSET).last_maintenance_on == DAY


def test_nothing_is_maintained_once_it_is_out_of_service(company: Company) -> None:
    asset = asset_id(company)
    with company.db.transaction() as session:
        bring_to(session, company["asset_manager"], ASSET, AssetState.PENDING_DISPOSAL, AssetState.QUARANTINED)
    with pytest.raises(NotAllowed, match="cannot be assigned, moved or maintained"):
        perform(company.db, lambda s: open_maintenance(s, company["engineer"], asset, MaintenanceKind.REPAIR, "fan"))


def test_a_taking_out_of_service_is_closed_only_once_the_asset_is_marked(company: Company) -> None:
    asset, engineer = asset_id(company), company["engineer"]
    record = perform(
        company.db, lambda s: open_maintenance(s, engineer, asset, MaintenanceKind.DECOMMISSION, "power off")
    )
    with pytest.raises(Conflict, match="Mark the asset"):
        perform(company.db, lambda s: close_maintenance(s, engineer, record.id, done_on=DAY))
    with company.db.transaction() as session:
        bring_to(session, company["asset_manager"], ASSET, AssetState.PENDING_DISPOSAL)
    closed = perform(company.db, lambda s: close_maintenance(s, engineer, record.id, done_on=DAY))
    assert closed.closed_at is not None


def test_whoever_is_no_engineer_records_no_work(sqlite_company: Company) -> None:
    company = sqlite_company
    asset = asset_id(company)
    with pytest.raises(EngineError):
        perform(company.db, lambda s: open_maintenance(s, company["employee"], asset, MaintenanceKind.REPAIR, "fan"))
