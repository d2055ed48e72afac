"""Assets in use change hands by two scans."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import perform
from engine.errors import Conflict, Invalid, NotAllowed
from tests.workflows.company import Company, bring_to
from workflows.assets.handing_over import give_asset, one_sided_hand_overs, receive_asset
from workflows.assets.models import AssetState, Location
from workflows.assets.queries import custody_of, find_asset_by_no

ASSET = "SZ-IT-0007"  # at the engineer


def places(company: Company) -> tuple[UUID, UUID, UUID]:
    with company.db.reading() as session:
        codes = {place.code: place.id for place in session.scalars(select(Location))}
        return find_asset_by_no(session, ASSET).id, codes["SZ-IDC"], codes["SZ-Q1"]


def test_an_asset_is_the_receivers_once_both_have_scanned(company: Company) -> None:
    asset, place, _ = places(company)
    perform(company.db, lambda s: give_asset(s, company["engineer"], asset))
    with company.db.reading() as session:
        waiting = one_sided_hand_overs(session, company["asset_manager"])
        assert [found.asset_no for _, found in waiting] == [ASSET]
        assert find_asset_by_no(session, ASSET).custodian_id == company.person_id("engineer")
    perform(company.db, lambda s: receive_asset(s, company["dept_head"], asset, place))
    with company.db.reading() as session:
        found = find_asset_by_no(session, ASSET)
        assert (found.custodian_id, found.location_id) == (company.person_id("dept_head"), place)
        assert not one_sided_hand_overs(session, company["asset_manager"])
        assert len(custody_of(session, asset)) == 1


def test_one_person_cannot_be_both_sides(sqlite_company: Company) -> None:
    company = sqlite_company
    asset, place, _ = places(company)
    perform(company.db, lambda s: receive_asset(s, company["engineer"], asset, place))
    with pytest.raises(Invalid, match="cannot be the one who receives"):
        perform(company.db, lambda s: give_asset(s, company["engineer"], asset))


def test_nobody_gives_what_they_do_not_have_or_scans_twice(sqlite_company: Company) -> None:
    company = sqlite_company
    asset, _, _ = places(company)
    with pytest.raises(Conflict, match="You do not have this asset"):
        perform(company.db, lambda s: give_asset(s, company["dept_head"], asset))
    perform(company.db, lambda s: give_asset(s, company["engineer"], asset))
    with pytest.raises(Conflict, match="receiver has to scan"):
        perform(company.db, lambda s: give_asset(s, company["engineer"], asset))


def test_what_is_out_of_service_changes_no_hands_and_quarantine_takes_nothing_in_use(company: Company) -> None:
    asset, place, quarantine = places(company)
    with pytest.raises(Invalid, match="quarantine"):
        perform(company.db, lambda s: receive_asset(s, company["dept_head"], asset, quarantine))
    with company.db.transaction() as session:
        bring_to(session, company["asset_manager"], ASSET, AssetState.PENDING_DISPOSAL, AssetState.QUARANTINED)
    with pytest.raises(NotAllowed):
        perform(company.db, lambda s: give_asset(s, company["engineer"], asset))
    with pytest.raises(NotAllowed):
        perform(company.db, lambda s: receive_asset(s, company["dept_head"], asset, place))
