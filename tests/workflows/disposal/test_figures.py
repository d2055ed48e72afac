"""What raises an approval level besides amounts (domain.md B4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.types import new_id
from workflows.assets.models import Asset, AssetCategory, CategoryKind, DepreciationMethod
from workflows.disposal.figures import default_method, flags_of, is_retired_early, kinds_of
from workflows.disposal.models import DisposalRequest

CATEGORY = AssetCategory(
    id=new_id(), kind=CategoryKind.EQUIPMENT, default_method="scrap", is_data_bearing=False, is_hazardous=False
)
PROPERTY = AssetCategory(
    id=new_id(), kind=CategoryKind.PROPERTY, default_method="sale", is_data_bearing=False, is_hazardous=False
)
CATEGORIES = {CATEGORY.id: CATEGORY, PROPERTY.id: PROPERTY}
OLD = date(2025, 1, 15)


def asset(**changed: Any) -> Asset:
    given: dict[str, Any] = {
        "category_id": CATEGORY.id,
        "cost": Decimal("1000.00"),
        "residual_rate": Decimal("0.05"),
        "life_months": 60,
        "in_service_on": date(2020, 1, 15),
        "impairment": Decimal(0),
        "depreciation_method": DepreciationMethod.STRAIGHT_LINE,
        "value_changes": [],
        **dict.fromkeys(
            ("is_leased", "is_mortgaged", "is_subsidised", "is_under_customs_supervision", "is_state_owned"), False
        ),
        **changed,
    }
    return Asset(**given)


def test_exactly_sixty_per_cent_of_the_life_is_not_early() -> None:
    assert is_retired_early(asset(), date(2022, 12, 31))
    assert not is_retired_early(asset(), date(2023, 1, 1))


@pytest.mark.parametrize(
    ("request_", "asset_", "kinds"),
    [
        (DisposalRequest(method="scrap"), asset(), []),
        (DisposalRequest(method="scrap"), asset(in_service_on=date(2024, 1, 1)), ["early_retirement"]),
        (DisposalRequest(method="scrap"), asset(category_id=PROPERTY.id), ["property"]),
        (DisposalRequest(method="scrap"), asset(is_state_owned=True), ["state_owned"]),
        (DisposalRequest(method="donation"), asset(), ["donation"]),
        (DisposalRequest(method="loss"), asset(), ["loss"]),
        (DisposalRequest(method="sale", is_related_party=True), asset(), ["related_party_sale"]),
        (DisposalRequest(method="sale", is_related_party=False), asset(), []),
        (DisposalRequest(method="scrap", is_related_party=True), asset(), []),
    ],
)
def test_kinds(request_: DisposalRequest, asset_: Asset, kinds: list[str]) -> None:
    assert kinds_of(request_, [asset_], CATEGORIES, OLD) == kinds


def test_flags_of_several_assets_are_united() -> None:
    assets = [asset(is_leased=True), asset(is_mortgaged=True), asset(is_under_customs_supervision=True)]
    assert flags_of(assets, CATEGORIES) == ["leased", "mortgaged", "under_customs_supervision"]


def test_the_method_of_the_category_is_proposed_and_scrap_where_categories_differ() -> None:
    assert default_method([asset()], CATEGORIES) == "scrap"
    assert default_method([asset(category_id=PROPERTY.id)], CATEGORIES) == "sale"
    assert default_method([asset(), asset(category_id=PROPERTY.id)], CATEGORIES) == "scrap"
