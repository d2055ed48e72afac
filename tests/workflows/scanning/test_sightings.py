"""Assets are seen where they stand, one by one and many together."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import perform
from engine.errors import Invalid, NotFound
from engine.history.queries import events_of
from tests.workflows.company import Company, bring_to
from workflows.assets.handing_over import one_sided_hand_overs
from workflows.assets.models import AssetState, Location
from workflows.assets.queries import find_asset_by_no
from workflows.scanning.operations import record_sighting
from workflows.scanning.queries import sightings_of
from workflows.scanning.together import MOST_ASSETS, give_together, receive_together, see_together

ASSET, ANOTHER = "SZ-IT-0007", "SZ-IT-0006"


def asset_id(company: Company, asset_no: str = ASSET) -> UUID:
    with company.db.reading() as session:
        return find_asset_by_no(session, asset_no).id


def place(company: Company, code: str) -> UUID:
    with company.db.reading() as session:
        return session.scalars(select(Location.id).where(Location.code == code)).one()


def test_a_sighting_says_who_saw_the_asset_when_and_where_and_moves_nothing(company: Company) -> None:
    asset, where = asset_id(company), place(company, "SZ-Q1")
    perform(
        company.db, lambda s: record_sighting(s, company["engineer"], asset, location_id=where, note=" by a shelf ")
    )
    with company.db.reading() as session:
        (seen,) = sightings_of(session, asset)
        found = find_asset_by_no(session, ASSET)
        assert (seen.seen_by, seen.location_id, seen.note) == (company.person_id("engineer"), where, "by a shelf")
        assert found.last_physical_evidence_at == seen.seen_at
        assert found.location_id != where
        assert events_of(session, asset)[-1].kind == "asset.seen"


def test_what_is_out_of_use_can_still_be_seen(sqlite_company: Company) -> None:
    company = sqlite_company
    with company.db.transaction() as session:
        bring_to(session, company["asset_manager"], ASSET, AssetState.PENDING_DISPOSAL, AssetState.QUARANTINED)
    perform(company.db, lambda s: record_sighting(s, company["engineer"], asset_id(company)))
    with company.db.reading() as session:
        assert find_asset_by_no(session, ASSET).state == AssetState.QUARANTINED
        assert len(sightings_of(session, asset_id(company))) == 1


def test_a_stranger_needs_the_label_to_have_seen_an_asset(sqlite_company: Company) -> None:
    company = sqlite_company
    asset, stranger = asset_id(company), company["shanghai_engineer"]
    with pytest.raises(NotFound):
        perform(company.db, lambda s: record_sighting(s, stranger, asset))
    perform(company.db, lambda s: record_sighting(s, stranger, asset, has_label=True))


def test_an_asset_is_not_seen_at_another_company(sqlite_company: Company) -> None:
    company = sqlite_company
    with company.db.reading() as session:
        here = find_asset_by_no(session, ASSET).legal_entity_id
        elsewhere = session.scalars(select(Location.id).where(Location.legal_entity_id != here)).first()
    assert elsewhere is not None
    with pytest.raises(Invalid, match="company that has the asset"):
        perform(
            company.db,
            lambda s: record_sighting(s, company["engineer"], asset_id(company), location_id=elsewhere),
        )


def test_many_are_given_and_received_by_one_act_each(company: Company) -> None:
    assets = [asset_id(company, number) for number in (ASSET, ANOTHER)]
    perform(company.db, lambda s: give_together(s, company["asset_manager"], assets))
    done = perform(company.db, lambda s: receive_together(s, company["dept_head"], assets, place(company, "SZ-OFFICE")))
    assert all(one.closed_at for one in done)
    with company.db.reading() as session:
        assert find_asset_by_no(session, ANOTHER).custodian_id == company.person_id("dept_head")


def test_one_that_cannot_change_hands_keeps_all_back_and_is_named(company: Company) -> None:
    with company.db.transaction() as session:
        bring_to(session, company["asset_manager"], ANOTHER, AssetState.PENDING_DISPOSAL)
    assets = [asset_id(company, number) for number in (ASSET, ANOTHER)]
    with pytest.raises(Invalid) as refusal:
        perform(company.db, lambda s: give_together(s, company["asset_manager"], assets))
    assert [problem.where for problem in refusal.value.problems] == [ANOTHER]
    with company.db.reading() as session:
        assert not one_sided_hand_overs(session, company["asset_manager"])


def test_many_are_seen_together_but_not_too_many(sqlite_company: Company) -> None:
    company = sqlite_company
    assets = {asset_id(company, number): False for number in (ASSET, ANOTHER)}
    seen = perform(company.db, lambda s: see_together(s, company["engineer"], assets))
    assert len(seen) == 2
    with pytest.raises(Invalid, match=f"1 to {MOST_ASSETS}"):
        perform(company.db, lambda s: see_together(s, company["engineer"], {}))
