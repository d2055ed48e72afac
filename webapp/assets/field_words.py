"""What the fields of an asset are called, and the changes of them in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.errors import Sentence, say
from engine.people.models import OrgUnit
from webapp.formats import day, money
from webapp.i18n import named, translate
from workflows.assets.models import Asset, AssetCategory

FIELD_NAMES: Mapping[str, Sentence] = {
    "name": say("Name"),
    "spec": say("Specification"),
    "serial_no": say("Serial number"),
    "barcode": say("Barcode"),
    "quantity": say("Quantity"),
    "unit_of_measure": say("Unit of measure"),
    "custodian_id": say("Custodian"),
    "location_id": say("Location"),
    "org_unit_id": say("Department"),
    "category_id": say("Category"),
    "cost": say("Original cost"),
    "currency": say("Currency"),
    "residual_rate": say("Residual rate"),
    "life_months": say("Useful life in months"),
    "in_service_on": say("In service since"),
    "depreciation_method": say("Depreciation method"),
    "imported_accumulated": say("Accumulated depreciation"),
    "imported_through": say("Depreciation counted to"),
    "impairment": say("Impairment"),
    "impaired_on": say("Month of the impairment"),
    "last_maintenance_on": say("Last maintenance"),
    "custom_fields": say("Custom fields"),
    "caption": say("Caption"),
    "is_leased": say("Leased"),
    "is_mortgaged": say("Mortgaged"),
    "is_subsidised": say("Subsidised"),
    "is_under_customs_supervision": say("Under customs supervision"),
    "is_state_owned": say("State-owned"),
}
OWNED_BY_ERP = say("Your ERP owns these: a new import shows what differs and takes it over.")
KEPT_BY_BOOKS = say("These change by an import, an impairment, a relocation or a split of the card alone.")


@dataclass(frozen=True)
class Changed:
    """One field that an act changed, in words."""

    field: str
    before: str
    after: str


def changed_fields(changes: Mapping[str, Sequence[Any]], things: Mapping[UUID, Any]) -> Iterator[Changed]:
    """The changes of an event, as `edit_asset` and imports record them; `things` by id have names."""
    for field, (before, after) in changes.items():
        if field == "legal_entity_id":
            continue
        if field == "custom_fields":
            yield from _changed_custom(before or {}, after or {})
            continue
        name = field.removeprefix("field:")
        told = translate(FIELD_NAMES[name]) if field in FIELD_NAMES else name
        yield Changed(told, _shown(before, things), _shown(after, things))


def ids_in(changes: Mapping[str, Sequence[Any]]) -> Iterator[UUID]:
    """The ids that these changes name."""
    for field, values in changes.items():
        if field.endswith("_id"):
            yield from (UUID(value) for value in values if value)


def elsewhere(asset: Asset, category: AssetCategory, unit: OrgUnit) -> Iterator[tuple[Sentence, str]]:
    """What others than Zhangshi keep of an asset, by name."""
    yield FIELD_NAMES["category_id"], named(category)
    yield FIELD_NAMES["org_unit_id"], named(unit)
    yield FIELD_NAMES["in_service_on"], day(asset.in_service_on)
    yield FIELD_NAMES["cost"], money(asset.cost, asset.currency)
    yield FIELD_NAMES["life_months"], str(asset.life_months)
    if asset.imported_accumulated is not None:
        yield FIELD_NAMES["imported_accumulated"], money(asset.imported_accumulated, asset.currency)


def _changed_custom(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Changed]:
    for name in dict.fromkeys([*before, *after]):
        if before.get(name, "") != after.get(name, ""):
            yield Changed(name, before.get(name, "") or "–", after.get(name, "") or "–")


def _shown(value: Any, things: Mapping[UUID, Any]) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return translate(say("yes") if value else say("no"))
    if isinstance(value, (Decimal, date)):
        return str(value)
    try:
        return named(things.get(UUID(str(value)))) or "–"
    except ValueError:
        return str(value)
