"""What the routing of a request is decided by: book values, flags and kinds (domain.md B3, B4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.instances.operations import describe
from workflows.assets.depreciation import months_used
from workflows.assets.models import Asset, AssetCategory, CategoryKind
from workflows.assets.queries import categories_by_id
from workflows.assets.valuation import BookValues, add_up, basis_of, book_values
from workflows.disposal.locked import LockedRequest
from workflows.disposal.models import DisposalMethod, DisposalRequest
from workflows.organization.books import books_of, today

EARLY_PERCENT = 60
FLAGS = (
    "data_bearing",
    "vehicle",
    "hazardous",
    "special_equipment",
    "property",
    "leased",
    "mortgaged",
    "subsidised",
    "under_customs_supervision",
    "state_owned",
)
"""What assets may be marked by, as `flags_of` finds it."""


def compute(session: Session, locked: LockedRequest, *, on: date | None = None) -> Mapping[str, Any]:
    """Work out the request as if its assets left the books on `on` (by default today), and keep it on the lines.

    Gives the routing facts: `net_value` and `original_cost` (Decimal, in the request's currency), `flags`, `kinds`
    (lists of names), `default_method`, `default_proceeds`, `is_fully_depreciated`, and `missing`: what a person still
    has to settle before it can be submitted. Refused: assets in several currencies.
    """
    request = locked.request
    on = on or today(session, request.legal_entity_id)
    total = keep_values(session, locked, on)
    categories = categories_by_id(session)
    assets = locked.assets_in_order
    if request.instance_id is not None:
        describe(session, request.instance_id, amount=total.net_value, currency=total.currency)
    flags, kinds = flags_of(assets, categories), kinds_of(request, assets, categories, on)
    is_fully_depreciated = all(is_depreciated(asset, on) for asset in assets)
    return {
        "net_value": total.net_value,
        "original_cost": total.cost,
        "flags": flags,
        "kinds": kinds,
        "default_method": default_method(assets, categories),
        "default_proceeds": total.net_value if is_fully_depreciated else Decimal("0.00"),
        "is_fully_depreciated": is_fully_depreciated,
        "missing": missing_of(assets, categories, flags=flags, kinds=kinds, is_fully_depreciated=is_fully_depreciated),
    }


def keep_values(session: Session, locked: LockedRequest, on: date) -> BookValues:
    """Write each line's values for a derecognition on `on`; the sum of them."""
    convention = books_of(session, locked.request.legal_entity_id).depreciation_convention
    computed = []
    for line in locked.lines:
        values = book_values(locked.assets[line.asset_id], on, convention=convention)
        line.cost, line.accumulated, line.impairment = values.cost, values.accumulated, values.impairment
        line.net_value, line.carrying, line.computed_on = values.net_value, values.carrying, on
        computed.append(values)
    return add_up(computed)


def flags_of(assets: Iterable[Asset], categories: Mapping[UUID, AssetCategory]) -> list[str]:
    """What somebody has to look after before these assets may leave (domain.md B5), sorted."""
    found: set[str] = set()
    for asset in assets:
        category = categories[asset.category_id]
        facts = {
            "data_bearing": category.is_data_bearing,
            "vehicle": category.kind == CategoryKind.VEHICLE,
            "hazardous": category.is_hazardous,
            "special_equipment": category.kind == CategoryKind.SPECIAL_EQUIPMENT,
            "property": category.kind == CategoryKind.PROPERTY,
            "leased": asset.is_leased,
            "mortgaged": asset.is_mortgaged,
            "subsidised": asset.is_subsidised,
            "under_customs_supervision": asset.is_under_customs_supervision,
            "state_owned": asset.is_state_owned,
        }
        found |= {flag for flag, holds in facts.items() if holds}
    return sorted(found)


def kinds_of(
    request: DisposalRequest, assets: Iterable[Asset], categories: Mapping[UUID, AssetCategory], on: date
) -> list[str]:
    """What raises the approval level besides the amounts (domain.md B4), sorted."""
    assets = list(assets)
    facts = {
        "early_retirement": any(is_retired_early(asset, on) for asset in assets),
        "related_party_sale": request.method == DisposalMethod.SALE and request.is_related_party,
        "donation": request.method == DisposalMethod.DONATION,
        "loss": request.method in (DisposalMethod.LOSS, DisposalMethod.SHORTAGE),
        "property": any(categories[asset.category_id].kind == CategoryKind.PROPERTY for asset in assets),
        "state_owned": any(asset.is_state_owned for asset in assets),
    }
    return sorted(kind for kind, holds in facts.items() if holds)


def is_retired_early(asset: Asset, on: date) -> bool:
    """Whether less than 60 % of its life has been used by `on`; exactly 60 % is not early."""
    return Decimal(months_used(basis_of(asset), on)) * 100 < EARLY_PERCENT * asset.life_months


def is_depreciated(asset: Asset, on: date) -> bool:
    """Whether the whole life has been depreciated by `on`: what is left is the residual value."""
    return months_used(basis_of(asset), on) >= asset.life_months


def missing_of(
    assets: Iterable[Asset],
    categories: Mapping[UUID, AssetCategory],
    *,
    flags: Collection[str],
    kinds: Collection[str],
    is_fully_depreciated: bool,
) -> list[str]:
    """What the preparation still needs a person for (domain.md B2): nothing where the categories agree on scrapping,
    which asks for nothing else, the expected residual value is what the assets will bring, and nothing special has to
    be proved."""
    methods = {categories[asset.category_id].default_method for asset in assets}
    is_agreed = methods == {DisposalMethod.SCRAP.value}
    facts = {"method": not is_agreed, "valuation": not is_fully_depreciated, "evidence": bool(flags or kinds)}
    return [name for name, is_missing in facts.items() if is_missing]


def default_method(assets: Iterable[Asset], categories: Mapping[UUID, AssetCategory]) -> str:
    """The method to propose: that of the categories if they agree on one, else scrap."""
    methods = {categories[asset.category_id].default_method for asset in assets}
    method = methods.pop() if len(methods) == 1 else DisposalMethod.SCRAP
    return DisposalMethod(method if method in set(DisposalMethod) else DisposalMethod.SCRAP).value
