"""What becomes of a row of a register: an asset is added, changed in what the ERP owns, left alone, or refused.

Every field has one owner (product.md): cost, accumulated depreciation and the card's data come from the ERP; state,
custodian and location are kept here, and no import touches them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.errors import Problem, say
from engine.people.models import OrgUnit
from workflows.assets.depreciation import DepreciationBasis, imported_difference, months_used
from workflows.assets.fields.values import where
from workflows.assets.models import Asset, AssetState, DepreciationMethod
from workflows.assets.states import IN_SERVICE, state_name
from workflows.imports.asset_fields import fields_in
from workflows.imports.asset_rows import AssetEntry
from workflows.imports.asset_surroundings import Keeper, Surroundings
from workflows.imports.models import Outcome
from workflows.media.operations import MediumEntry

CARD_FIELDS = ("name", "spec", "serial_no", "barcode", "quantity", "unit_of_measure", "last_maintenance_on")
BOOK_FIELDS = ("cost", "currency", "residual_rate", "life_months", "in_service_on")
FIXED_STATES = frozenset({AssetState.PENDING_APPROVAL, AssetState.PENDING_WRITEOFF, AssetState.DISPOSED})


@dataclass
class PlannedAsset:
    """What a row comes to. `values` are the columns of a new asset, or those that change of the one that is there;
    `changes` tell `differences` in the words of the report. `media` are those of a new asset."""

    outcome: Outcome
    key: str
    problems: list[Problem]
    notes: list[Problem]
    values: dict[str, Any] = field(default_factory=dict)
    asset: Asset | None = None
    differences: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    changes: dict[str, list[Any]] = field(default_factory=dict)
    media: tuple[MediumEntry, ...] = ()


def plan_asset(entry: AssetEntry, around: Surroundings) -> PlannedAsset:
    """Decide on one row. Nothing is written; `around.is_final` leaves out what the report has told already."""
    if entry.is_skipped:
        return PlannedAsset(Outcome.SKIPPED, "", [], [Problem("", say("A total or a repeated header: skipped."))])
    existing = around.assets.get(entry.key)
    unit = _unit(entry, around, existing)
    if existing is not None:
        return _difference(entry, around, existing, unit)
    if (number := around.with_zeros.get(entry.key)) is not None:
        sentence = say("There is an asset “%(number)s”: a spreadsheet has dropped the zeros before it.", number=number)
        entry.refuse("asset_no", sentence)
    if entry.values.get("is_gone"):
        entry.refuse("status", say("Written off in the file already: it is not taken over."))
    values = _new_values(entry, around, unit) if unit is not None else {}
    outcome = Outcome.REFUSED if entry.problems else Outcome.NEW
    media = entry.values.get("media", ())
    return PlannedAsset(outcome, entry.key, entry.problems, entry.notes, values, media=media)


def _unit(entry: AssetEntry, around: Surroundings, existing: Asset | None) -> OrgUnit | None:
    text = entry.values.get("unit")
    if text is None:
        if existing is not None:
            return around.units[existing.org_unit_id]
        if around.default_unit is None:
            entry.refuse("unit", say("The department is missing."))
        return around.default_unit
    found = around.find_units(text)
    if len(found) != 1:
        if not found:
            entry.refuse("unit", say("There is no department “%(code)s”.", code=text))
        else:
            entry.refuse("unit", say("There are several departments “%(code)s”: write its code.", code=text))
        return None
    if found[0].id not in around.visible_units:
        entry.refuse("unit", say("The assets of the department “%(code)s” are not yours to change.", code=text))
    return found[0]


def _new_values(entry: AssetEntry, around: Surroundings, unit: OrgUnit) -> dict[str, Any]:
    read = entry.values
    for required, sentence in (
        ("cost", say("The cost is missing.")),
        ("in_service_on", say("The day it was put into use is missing.")),
    ):
        if required not in read and required not in {problem.where for problem in entry.problems}:
            entry.refuse(required, sentence)
    category = _category(entry, around)
    custom = fields_in(entry, around, category.id) if category is not None else {}
    if entry.problems or category is None:
        return {}
    values = {name: read[name] for name in (*CARD_FIELDS, *BOOK_FIELDS) if name in read}
    values.setdefault("currency", around.entities[unit.legal_entity_id].currency)
    values.setdefault("life_months", category.life_months)
    values.setdefault("residual_rate", category.residual_rate)
    values["depreciation_method"] = read.get("method", DepreciationMethod.STRAIGHT_LINE)
    custodian = _custodian(entry, around, unit)
    location = around.find_or_make_location(unit, read["location"]) if "location" in read else None
    values |= _depreciated(entry, around)
    _compare_with_formula(entry, around, unit, values)
    return values | {
        "asset_no": read["asset_no"],
        "category_id": category.id,
        "legal_entity_id": unit.legal_entity_id,
        "org_unit_id": unit.id,
        "custodian_id": custodian.id if custodian else None,
        "location_id": location.id if location else None,
        "custom_fields": custom,
        "state": read.get("state", AssetState.IN_USE),
    }


def _category(entry: AssetEntry, around: Surroundings) -> Any:
    text = entry.values.get("category")
    if text is None:
        entry.refuse("category", say("The category is missing."))
        return None
    found = around.find_category(text)
    if found is None and "life_months" in entry.values:
        entry.note("category", say("The category “%(name)s” is new and added with the life of this asset.", name=text))
        return around.make_category(text, entry.values["life_months"], entry.values.get("residual_rate"))
    if found is None:
        entry.refuse("category", say("There is no category “%(name)s”, and no life to add it with.", name=text))
    return found


def _custodian(entry: AssetEntry, around: Surroundings, unit: OrgUnit) -> Keeper | None:
    """The person of this sign-in name or name; of several the one who works in the unit. Nobody is a note alone."""
    text = entry.values.get("custodian")
    found = _called(around, unit, text)
    if text is None:
        return None
    if len(found) == 1:
        return found[0]
    sentence = (
        say("There are several people called “%(name)s”: the asset has no custodian yet.", name=text)
        if found
        else say("Nobody here is called “%(name)s”: the asset has no custodian yet.", name=text)
    )
    entry.note("custodian", sentence)
    return None


def _called(around: Surroundings, unit: OrgUnit, text: str | None) -> list[Keeper]:
    """The people of this sign-in name or name; of several those who work in the unit, if any do."""
    named = around.people.get(text, around.people.get(text.lower(), ())) if text else ()
    found = list({person.id: person for person in named}.values())
    return [person for person in found if person.org_unit_id == unit.id] or found if len(found) > 1 else found


def _depreciated(entry: AssetEntry, around: Surroundings) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "accumulated" in entry.values:
        values |= {"imported_accumulated": entry.values["accumulated"], "imported_through": around.as_of}
    if entry.values.get("impairment"):
        values |= {"impairment": entry.values["impairment"], "impaired_on": around.as_of}
    return values


def _compare_with_formula(entry: AssetEntry, around: Surroundings, unit: OrgUnit, values: dict[str, Any]) -> None:
    """Tell where the file's depreciation is not what the formula gives; the file's is taken (product.md)."""
    if around.is_final or "accumulated" not in entry.values:
        return
    basis = DepreciationBasis(
        cost=values["cost"],
        residual_rate=values["residual_rate"],
        life_months=values["life_months"],
        in_service_on=values["in_service_on"],
        imported_accumulated=entry.values["accumulated"],
        imported_through=around.as_of,
        method=DepreciationMethod(values["depreciation_method"]),
    )
    convention = around.conventions[unit.legal_entity_id]
    more = imported_difference(basis, convention)
    if more != 0:
        theirs = entry.values["accumulated"]
        entry.note(
            "accumulated",
            say("The file says %(theirs)s, our formula %(ours)s; the file counts.", theirs=theirs, ours=theirs - more),
        )
    used = entry.values.get("used_months")
    if used is not None and used != (ours := months_used(basis, around.as_of)):
        entry.note("used_months", say("The file counts %(theirs)s months, we %(ours)s.", theirs=used, ours=ours))


def _difference(entry: AssetEntry, around: Surroundings, asset: Asset, unit: OrgUnit | None) -> PlannedAsset:
    """What the file says otherwise of an asset that is there."""
    if asset.org_unit_id not in around.visible_units:
        entry.problems[:] = [Problem("asset_no", say("There is an asset of this number that is not yours to change."))]
    if entry.problems or unit is None:
        return PlannedAsset(Outcome.REFUSED, entry.key, entry.problems, entry.notes, asset=asset)
    wanted = _wanted(entry, around, asset, unit)
    if entry.problems:
        return PlannedAsset(Outcome.REFUSED, entry.key, entry.problems, entry.notes, asset=asset)
    _note_kept(entry, around, asset, unit)
    changes = {name: (getattr(asset, name), value) for name, value in wanted.items() if getattr(asset, name) != value}
    if changes and (sentence := _why_fixed(asset)):
        entry.note("", sentence)
        changes = {}
    outcome = Outcome.CHANGED if changes else Outcome.SAME
    values = {name: after for name, (_before, after) in changes.items()}
    return PlannedAsset(outcome, entry.key, [], entry.notes, values, asset, changes)


def _wanted(entry: AssetEntry, around: Surroundings, asset: Asset, unit: OrgUnit) -> dict[str, Any]:
    read = entry.values
    wanted = {name: read[name] for name in (*CARD_FIELDS, *BOOK_FIELDS) if name in read}
    _leave_maintenance(entry, asset, wanted)
    if "category" in read and (category := _category(entry, around)):
        wanted["category_id"] = category.id
    if "method" in read:
        wanted["depreciation_method"] = read["method"]
    if entry.custom_fields or entry.own_fields:
        category_id = wanted.get("category_id", asset.category_id)
        wanted["custom_fields"] = fields_in(entry, around, category_id, asset.custom_fields)
    if asset.imported_through and around.as_of < asset.imported_through and "accumulated" in read:
        entry.note(
            "accumulated",
            say("Figures of %(month)s or later are here already.", month=f"{asset.imported_through:%Y-%m}"),
        )
    else:
        wanted |= _depreciated(entry, around)
        if wanted.get("impairment") == asset.impairment:
            wanted.pop("impairment", None)
            wanted.pop("impaired_on", None)
    if asset.state in IN_SERVICE:
        wanted |= {"org_unit_id": unit.id, "legal_entity_id": unit.legal_entity_id}
    known = {name: getattr(asset, name) for name in (*BOOK_FIELDS, "depreciation_method")}
    _compare_with_formula(entry, around, unit, known | wanted)
    return wanted


def _leave_maintenance(entry: AssetEntry, asset: Asset, wanted: dict[str, Any]) -> None:
    """A newer record was entered here; and what is out of use is not maintained (domain.md B2)."""
    told = wanted.get("last_maintenance_on")
    if told is None or told == asset.last_maintenance_on:
        return
    if asset.state not in IN_SERVICE:
        entry.note("last_maintenance_on", say("Kept: an asset that is out of use is not maintained."))
    elif asset.last_maintenance_on is None or told > asset.last_maintenance_on:
        return
    del wanted["last_maintenance_on"]


def _why_fixed(asset: Asset) -> Any:
    if AssetState(asset.state) in FIXED_STATES:
        return say("The asset is “%(state)s”: its figures stay as they are.", state=state_name(asset.state))
    return None


def _note_kept(entry: AssetEntry, around: Surroundings, asset: Asset, unit: OrgUnit) -> None:
    """Tell what the file says otherwise and is kept: it belongs to Zhangshi."""
    state = entry.values.get("state")
    if entry.values.get("is_gone"):
        state = AssetState.DISPOSED
    if state is not None and state != asset.state:
        entry.note("status", say("Kept: it is “%(state)s” here.", state=state_name(asset.state)))
    if unit.id != asset.org_unit_id and asset.state not in IN_SERVICE:
        entry.note("unit", say("Kept: an asset that is out of use changes no department."))
    held = _called(around, unit, entry.values.get("custodian"))
    if held and asset.custodian_id not in {person.id for person in held}:
        entry.note("custodian", say("Kept: who has the asset is recorded by hand-overs here."))
    if "location" in entry.values and not _stands_there(around, asset, unit, entry.values["location"]):
        entry.note("location", say("Kept: where the asset is, is recorded by scans here."))


def _stands_there(around: Surroundings, asset: Asset, unit: OrgUnit, text: str) -> bool:
    location = around.find_location(unit, text)
    return location is not None and location.id == asset.location_id


def shown_changes(planned: PlannedAsset, around: Surroundings) -> dict[str, list[Any]]:
    """The changes for the report: units and categories by what people call them, custom fields one by one."""
    shown: dict[str, list[Any]] = {}
    for name, (before, after) in planned.differences.items():
        if name == "custom_fields":
            differing = [key for key in after if before.get(key) != after[key]]
            shown |= {where(key): [before.get(key), after[key]] for key in differing}
        elif name != "legal_entity_id":
            shown[name] = [_shown(name, before, around), _shown(name, after, around)]
    return shown


def _shown(name: str, value: Any, around: Surroundings) -> Any:
    if name == "org_unit_id":
        return around.units[value].code
    return around.category_code(value) if name == "category_id" else value
