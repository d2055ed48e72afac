"""Assets of somebody who leaves: given to another, or their custodian has left until they are."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.actors import Actor
from engine.commands import perform
from engine.commands.hand_on import Successors
from engine.errors import Invalid, NotAllowed
from engine.outbox.models import Notice
from engine.people.queries import find_person_by_login
from tests.workflows.company import Company, bring_to
from workflows.assets.handing_over import give_asset, open_hand_over
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import RegisterFilter, find_asset_by_no, list_assets
from workflows.leaving.custody import in_custody, reassign_assets
from workflows.leaving.operations import Left, leave_house

ASSET = "SZ-IT-0007"  # at the engineer


def admin_of(company: Company) -> Actor:
    with company.db.reading() as session:
        person = find_person_by_login(session, "wei.lan")
    assert person is not None
    return Actor(person.id)


def numbers(company: Company, role: str) -> list[str]:
    with company.db.reading() as session:
        return [asset.asset_no for asset in in_custody(session, company.person_id(role))]


def test_assets_stay_with_who_has_left_until_an_asset_manager_gives_them_on(company: Company) -> None:
    engineer, heir = company.person_id("engineer"), company.person_id("second_engineer")
    had = numbers(company, "engineer")
    left = perform(company.db, lambda s: leave_house(s, admin_of(company), engineer, Successors()))
    assert left == Left(0, 0, len(had))
    with company.db.reading() as session:
        told = session.scalars(select(Notice).where(Notice.person_id == company.person_id("asset_manager"))).all()
        assert [notice.path for notice in told] == [f"/people/{engineer}/assets"]
        listed = list_assets(session, company["asset_manager"], narrowed=RegisterFilter(unassigned=True))
        assert set(had) <= {asset.asset_no for asset in listed}
    given = perform(company.db, lambda s: reassign_assets(s, company["asset_manager"], engineer, heir))
    assert (given.moved, given.kept) == (len(had), 0)
    assert numbers(company, "engineer") == []
    assert set(had) <= set(numbers(company, "second_engineer"))


def test_a_hand_over_that_had_begun_is_called_off_and_what_is_out_of_service_stays(sqlite_company: Company) -> None:
    company = sqlite_company
    engineer, heir = company.person_id("engineer"), company.person_id("second_engineer")
    with company.db.reading() as session:
        asset_id = find_asset_by_no(session, ASSET).id
    perform(company.db, lambda s: give_asset(s, company["engineer"], asset_id))
    other = next(number for number in numbers(company, "engineer") if number != ASSET)
    perform(company.db, lambda s: bring_to(s, Actor(None), other, AssetState.PENDING_DISPOSAL, AssetState.QUARANTINED))
    given = perform(company.db, lambda s: reassign_assets(s, company["asset_manager"], engineer, heir))
    assert given.kept == 1
    assert numbers(company, "engineer") == [other]
    with company.db.reading() as session:
        assert open_hand_over(session, asset_id) is None
        assert session.get_one(Asset, asset_id).custodian_id == heir


def test_only_who_edits_assets_reassigns_them_and_within_the_company(sqlite_company: Company) -> None:
    company = sqlite_company
    engineer = company.person_id("engineer")
    with pytest.raises(NotAllowed):
        perform(company.db, lambda s: reassign_assets(s, admin_of(company), engineer, company.person_id("dept_head")))
    foreigner = company.person_id("shanghai_engineer")
    with pytest.raises(Invalid, match="another company"):
        perform(company.db, lambda s: reassign_assets(s, company["asset_manager"], engineer, foreigner))
