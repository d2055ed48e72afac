"""Partial disposal by splitting a card first (domain.md B8): the parts add up to the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid, NotAllowed
from engine.history.queries import events_of
from tests.workflows.company import Company, bring_to
from workflows.assets.depreciation import CONVENTIONS, DepreciationBasis, DepreciationMethod, ValueChange, accumulated
from workflows.assets.models import AssetState
from workflows.assets.queries import find_asset_by_no
from workflows.assets.splitting import Part, split_asset, split_basis
from workflows.assets.valuation import add_up, book_values
from workflows.organization.books import today

MACHINE = "SZ-PROD-0002"

bases = st.builds(
    DepreciationBasis,
    cost=st.decimals(Decimal("1.00"), Decimal("99999999.99"), places=2),
    residual_rate=st.decimals(0, 1, places=4),
    life_months=st.integers(1, 240),
    in_service_on=st.dates(date(2000, 1, 1), date(2020, 12, 31)),
    method=st.sampled_from(
        [DepreciationMethod.STRAIGHT_LINE, DepreciationMethod.DOUBLE_DECLINING, DepreciationMethod.SUM_OF_YEARS]
    ),
)
ratios = st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000)


@given(bases, ratios, st.dates(date(2021, 1, 1), date(2024, 12, 28)), st.sampled_from(sorted(CONVENTIONS)))
def test_the_parts_add_up_to_the_whole(basis: DepreciationBasis, ratio: Fraction, on: date, convention: str) -> None:
    off, kept = split_basis(basis, ratio, on, convention)
    assert off.cost + kept.cost == basis.cost
    assert off.residual + kept.residual == basis.residual
    if convention == "CN_NEXT_MONTH":
        assert accumulated(off, on) + accumulated(kept, on) == accumulated(basis, on)
    end = date(2060, 1, 1)
    assert accumulated(off, end, convention) + accumulated(kept, end, convention) == basis.depreciable


@given(bases, ratios, ratios)
def test_a_part_split_again_loses_nothing_either(basis: DepreciationBasis, first: Fraction, second: Fraction) -> None:
    on = date(2024, 5, 5)
    impaired = replace(basis, changes=(ValueChange(date(2020, 12, 31), impairment=Decimal("0.50")),))
    off, kept = split_basis(impaired, first, on, "CN_NEXT_MONTH")
    again, rest = split_basis(kept, second, on, "CN_NEXT_MONTH")
    parts = (off, again, rest)
    assert sum(part.cost for part in parts) == basis.cost
    assert sum(part.impairment_on(on) for part in parts) == Decimal("0.50")
    assert sum(accumulated(part, on) for part in parts) == accumulated(impaired, on)


@pytest.mark.parametrize(
    ("part", "cost"),
    [
        (Part(percent=Decimal("33.3333")), "106666.56"),
        (Part(amount=Decimal("100000.01")), "100000.01"),
    ],
)
def test_a_child_card_takes_its_part_and_the_card_keeps_its_number(company: Company, part: Part, cost: str) -> None:
    with company.db.transaction() as session:
        asset = find_asset_by_no(session, MACHINE)
        on = today(session, asset.legal_entity_id)
        before = book_values(asset, on)
        child = split_asset(session, company["asset_manager"], asset.id, part)
        assert (child.asset_no, child.cost) == (f"{MACHINE}-1", Decimal(cost))
        assert add_up([book_values(child, on), book_values(asset, on)]) == before
        assert [event.kind for event in events_of(session, child.id)] == ["asset.registered"]
        assert events_of(session, asset.id)[-1].kind == "asset.split"
        assert split_asset(session, company["asset_manager"], asset.id, part).asset_no == f"{MACHINE}-2"


def test_a_quantity_is_split_by_pieces(company: Company) -> None:
    with company.db.transaction() as session:
        asset = find_asset_by_no(session, MACHINE)
        asset.quantity = Decimal(3)
        child = split_asset(session, company["asset_manager"], asset.id, Part(quantity=Decimal(1)))
        assert (child.quantity, asset.quantity) == (Decimal(1), Decimal(2))
        assert (child.cost, asset.cost) == (Decimal("106666.67"), Decimal("213333.33"))


@pytest.mark.parametrize(
    "part",
    [
        Part(),
        Part(quantity=Decimal(1)),
        Part(percent=Decimal(100)),
        Part(percent=Decimal(0)),
        Part(amount=Decimal("-1")),
        Part(amount=Decimal("0.001")),
        Part(amount=Decimal(1), percent=Decimal(1)),
    ],
)
def test_a_part_that_is_nothing_or_everything_is_refused(sqlite_company: Company, part: Part) -> None:
    with sqlite_company.db.transaction() as session, pytest.raises(Invalid):
        split_asset(session, sqlite_company["asset_manager"], find_asset_by_no(session, MACHINE).id, part)


def test_an_asset_on_its_way_out_is_not_split_any_more(sqlite_company: Company) -> None:
    manager = sqlite_company["asset_manager"]
    with sqlite_company.db.transaction() as session:
        asset = bring_to(session, manager, MACHINE, AssetState.PENDING_DISPOSAL)
        with pytest.raises(NotAllowed):
            split_asset(session, manager, asset.id, Part(percent=Decimal(50)))


def test_only_those_who_keep_the_register_split_cards(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session, pytest.raises(NotAllowed):
        split_asset(
            session, sqlite_company["employee"], find_asset_by_no(session, MACHINE).id, Part(percent=Decimal(50))
        )
