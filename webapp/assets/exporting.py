"""The register as a table for spreadsheets: what the page is narrowed to, whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from webapp.assets.field_words import FIELD_NAMES
from webapp.assets.register import RegisterEntry, names_for
from webapp.i18n import named, translate
from webapp.spreadsheets import Cell
from workflows.assets.fields.queries import field_names, fields_by_category
from workflows.assets.models import Asset
from workflows.assets.ordering import place_of
from workflows.assets.queries import list_assets
from workflows.assets.states import state_name

ROWS_AT_ONCE = 1_000
MOST_ROWS_OF_A_WORKBOOK = 50_000
REFERRED = ("custodian", "category", "unit", "location")


def exported_headings(session: Session) -> list[str]:
    """The columns of the file: those of a card, then the custom fields of every category."""
    card = (
        *(say("Asset number"), FIELD_NAMES["name"], FIELD_NAMES["category_id"], FIELD_NAMES["spec"]),
        *(FIELD_NAMES["serial_no"], FIELD_NAMES["barcode"], FIELD_NAMES["quantity"], FIELD_NAMES["unit_of_measure"]),
        *(say("State"), say("In this state since"), FIELD_NAMES["custodian_id"], FIELD_NAMES["org_unit_id"]),
        *(FIELD_NAMES["location_id"], FIELD_NAMES["in_service_on"], FIELD_NAMES["cost"], FIELD_NAMES["currency"]),
        *(FIELD_NAMES["last_maintenance_on"], say("Last seen")),
    )
    return [*(translate(name) for name in card), *_fields(session)]


def exported_rows(
    session: Session, actor: Actor, entry: RegisterEntry, *, most: int | None = None
) -> Iterator[Sequence[Cell]]:
    """The assets that the actor may see of those the entries name, in their order, read page by page.

    Refused with `Invalid` once there are more than `most`.
    """
    fields, after, count = _fields(session), "", 0
    while found := list_assets(
        session, actor, search=entry.search, narrowed=entry.filter(), order=entry.order, after=after, limit=ROWS_AT_ONCE
    ):
        count += len(found)
        if most is not None and count > most:
            sentence = say("More than %(limit)s assets: narrow the register, or take CSV.", limit=most)
            raise Invalid([Problem("format", sentence)])
        names = names_for(session, found, REFERRED)
        for asset in found:
            referred = (asset.category_id, asset.custodian_id, asset.org_unit_id, asset.location_id)
            yield _row(asset, [named(names.get(one)) if one else "" for one in referred], fields)
        after = place_of(found[-1], entry.order)


def _row(asset: Asset, referred: Sequence[str], fields: Sequence[str]) -> list[Cell]:
    category, custodian, unit, location = referred
    seen = asset.last_physical_evidence_at
    return [
        *(asset.asset_no, asset.name, category, asset.spec, asset.serial_no, asset.barcode),
        *(asset.quantity, asset.unit_of_measure, translate(state_name(asset.state)), asset.state_since.date()),
        *(custodian, unit, location, asset.in_service_on, asset.cost, asset.currency),
        *(asset.last_maintenance_on, seen.date() if seen else None),
        *(asset.custom_fields.get(name, "") for name in fields),
    ]


def _fields(session: Session) -> list[str]:
    return field_names(field for fields in fields_by_category(session).values() for field in fields)
