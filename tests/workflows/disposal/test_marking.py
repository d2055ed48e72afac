"""Marking for disposal: who may, with what, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from engine.actors import SYSTEM
from engine.commands import perform
from engine.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.types import new_id
from tests.workflows.company import Company, bring_to
from tests.workflows.disposal.walk import mark, start
from workflows.assets.models import AssetState
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.models import DisposalRequest
from workflows.disposal.operations import mark_for_disposal
from workflows.disposal.queries import list_requests, open_request_of_asset, request_facts


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"reason": "  "}, "reason"),
        ({"reason": "长" * 2001}, "reason"),
        ({"reason": "a\0b"}, "reason"),
        ({"photo_ids": []}, "photo_ids"),
        ({"photo_ids": [new_id() for _ in range(21)]}, "photo_ids"),
        ({"verdict": "perhaps"}, "verdict"),
    ],
)
def test_incomplete_marks_are_refused_at_their_field(
    sqlite_company: Company, changed: dict[str, Any], where: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        mark(sqlite_company, "SZ-IT-0006", **changed)
    assert [problem.where for problem in refusal.value.problems] == [where]


def test_a_photo_that_is_gone_is_refused_and_nothing_is_marked(company: Company) -> None:
    with pytest.raises(Invalid, match="no longer there"):
        mark(company, "SZ-IT-0006", photo_ids=[new_id()])
    with company.db.reading() as session:
        assert find_asset_by_no(session, "SZ-IT-0006").state == AssetState.IN_USE
        assert session.scalars(select(DisposalRequest)).first() is None


def test_no_asset_and_unknown_assets_are_refused(company: Company) -> None:
    with pytest.raises(Invalid, match="Choose 1 to"):
        mark(company)
    with pytest.raises(NotFound):
        perform(
            company.db,
            lambda s: mark_for_disposal(
                s, company["engineer"], [new_id()], reason="x", verdict="pending", photo_ids=[new_id()]
            ),
        )


def test_the_system_cannot_mark(company: Company) -> None:
    with pytest.raises(NotAllowed), company.db.transaction() as session:
        mark_for_disposal(session, SYSTEM, [new_id()], reason="x", verdict="pending", photo_ids=[new_id()])


def test_assets_of_two_departments_do_not_share_a_request(company: Company) -> None:
    with pytest.raises(Invalid, match="one department"):
        mark(company, "SZ-IT-0006", "SZ-PROD-0001")


def test_an_asset_already_out_of_service_is_refused_with_its_state(company: Company) -> None:
    with company.db.transaction() as session:
        bring_to(session, company["engineer"], "SZ-IT-0006", AssetState.PENDING_DISPOSAL, AssetState.QUARANTINED)
    with pytest.raises(Conflict, match="Quarantined"):
        mark(company, "SZ-IT-0006")


def test_requests_are_numbered_per_entity(company: Company) -> None:
    numbers = [mark(company, asset_no).number for asset_no in ("SZ-IT-0006", "SZ-IT-0007")]
    numbers.append(mark(company, "SH-OPS-0001", role="shanghai_engineer").number)
    assert [number[-6:] for number in numbers] == ["000001", "000002", "000001"]
    assert numbers[0].startswith("FA-DSP-")


def test_an_engineers_verdict_counts(company: Company) -> None:
    assert mark(company, "SZ-IT-0006", verdict="repairable").verdict == "repairable"
    assert mark(company, "SZ-PROD-0009", role="employee", verdict="repairable").verdict == "pending"


def test_the_facts_show_assets_photos_and_flags(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    with company.db.reading() as session:
        facts = request_facts(session, walk.request_id)
        assert [item.asset.asset_no for item in facts.assets] == ["SZ-IT-0006"]
        assert len(facts.photo_ids) == 1
        assert facts.flags == ["data_bearing", "hazardous"]
        assert (facts.net_value, facts.journal) == (None, None)
        found = open_request_of_asset(session, facts.assets[0].asset.id)
        assert found
        assert found.id == walk.request_id


def test_lists_show_requests_of_units_the_actor_may_see_and_their_own(company: Company) -> None:
    start(company, "SZ-IT-0006")
    with company.db.reading() as session:
        assert len(list_requests(session, company["asset_manager"])) == 1
        assert len(list_requests(session, company["engineer"], search="FA-DSP")) == 1
        assert not list_requests(session, company["shanghai_engineer"])
