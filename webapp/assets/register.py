"""What the register is narrowed to, as the address of the page says it, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from engine.actors import Actor
from engine.errors import Sentence, say
from engine.people.directory import org_units
from engine.people.models import OrgUnit, Person, Role
from engine.people.permissions import Permission
from engine.people.queries import has_permission, people_by_id
from webapp.page_requests import whole_number
from workflows.assets.fields.queries import field_names, fields_by_category
from workflows.assets.models import Asset, AssetCategory, AssetState, Location
from workflows.assets.ordering import RegisterOrder, place_of
from workflows.assets.queries import RegisterFilter, categories_by_id, list_assets, list_locations

FIELDS = (
    *("search", "state", "unit", "category", "location", "custodian", "age", "cost_from", "cost_to"),
    *("field", "field_value", "order", "columns"),
)
SHOWING = ("search", "state", "order", "columns")
"""Entries that narrow nothing, or whose place is outside the filters."""
LONGEST_ENTRY = 1_000
OLDEST = 200
ORDERS: Mapping[str, Sentence] = {
    RegisterOrder.NUMBER: say("By number"),
    RegisterOrder.DEAREST: say("Dearest first"),
    RegisterOrder.LONGEST: say("Longest in its state first"),
}
CUSTOM = "field:"
COLUMNS: Mapping[str, Sentence] = {
    "state": say("State"),
    "days": say("Days in this state"),
    "custodian": say("Custodian"),
    "cost": say("Original cost"),
    "category": say("Category"),
    "unit": say("Department"),
    "location": say("Location"),
    "serial_no": say("Serial number"),
    "in_service_on": say("In service since"),
    "last_seen": say("Last seen"),
}
USUAL_COLUMNS = ("state", "days", "custodian", "cost")


@dataclass(frozen=True)
class RegisterEntry:
    """The entries of the search form; what cannot be read narrows nothing."""

    texts: Mapping[str, str]

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> RegisterEntry:
        texts = {field: sent.get(field, "").strip()[:LONGEST_ENTRY] for field in FIELDS}
        if isinstance(sent, MultiDict) and (chosen := sent.getlist("column")):
            texts["columns"] = "\n".join(chosen)[:LONGEST_ENTRY]
        return cls(texts)

    @property
    def search(self) -> str:
        return self.texts["search"]

    @property
    def address(self) -> dict[str, str]:
        """The entries that say something, for links to the same view."""
        return {field: text for field, text in self.texts.items() if text}

    @property
    def is_narrowed(self) -> bool:
        return any(text for field, text in self.texts.items() if field not in SHOWING)

    @property
    def order(self) -> RegisterOrder:
        order = self.texts["order"]
        return RegisterOrder(order) if order in set(RegisterOrder) else RegisterOrder.NUMBER

    @property
    def columns(self) -> Sequence[str]:
        """The columns beside the asset itself; those of custom fields begin with `field:`."""
        chosen = [one for one in self.texts["columns"].split("\n") if one in COLUMNS or one.startswith(CUSTOM)]
        return chosen or USUAL_COLUMNS

    def filter(self) -> RegisterFilter:
        state, custodian = self.texts["state"], self.texts["custodian"]
        years = whole_number(self.texts["age"])
        return RegisterFilter(
            states=[AssetState(state)] if state in list(AssetState) else (),
            unit_id=_id(self.texts["unit"]),
            category_id=_id(self.texts["category"]),
            location_id=_id(self.texts["location"]),
            custodian_id=_id(custodian),
            unassigned=custodian == "none",
            older_than_years=years if years is not None and years <= OLDEST else None,
            cost_from=_amount(self.texts["cost_from"]),
            cost_to=_amount(self.texts["cost_to"]),
            field=self.texts["field"],
            field_value=self.texts["field_value"],
        )


@dataclass(frozen=True)
class Choices:
    """What the lists of the search form offer."""

    units: Sequence[OrgUnit]
    categories: Sequence[AssetCategory]
    locations: Sequence[Location]
    fields: Sequence[str]


@dataclass(frozen=True)
class Rows:
    """A page of the register: the assets, and the names of what its columns refer to. `last` is where the next page
    begins."""

    assets: Sequence[Asset]
    names: Mapping[UUID, Person | OrgUnit | AssetCategory | Location]
    last: str | None


def read_choices(session: Session, actor: Actor) -> Choices:
    """Read the lists once for the page; the table alone does without."""
    return Choices(
        org_units(session),
        list(categories_by_id(session).values()),
        list_locations(session, actor),
        field_names(field for fields in fields_by_category(session).values() for field in fields),
    )


def roles_to_share_with(session: Session, actor: Actor) -> Sequence[Role]:
    """The roles with which the actor may share a view: all of them, or none."""
    if not has_permission(session, actor, Permission.EDIT_ASSETS):
        return ()
    return session.scalars(select(Role).order_by(Role.code)).all()


def read_rows(session: Session, actor: Actor, entry: RegisterEntry, *, after: str, limit: int) -> Rows:
    """Read one page of what the entries say."""
    found = list_assets(
        session,
        actor,
        search=entry.search,
        narrowed=entry.filter(),
        order=entry.order,
        after=after,
        limit=limit + 1,
    )
    shown = found[:limit]
    last = place_of(shown[-1], entry.order) if len(found) > limit else None
    return Rows(shown, names_for(session, shown, entry.columns), last)


def names_for(session: Session, assets: Sequence[Asset], columns: Sequence[str]) -> dict[UUID, Any]:
    """What the columns refer to by id; nothing is read for a column that is not shown."""
    names: dict[UUID, Any] = {}
    if "custodian" in columns:
        names |= people_by_id(session, (asset.custodian_id for asset in assets))
    if "category" in columns:
        names |= categories_by_id(session)
    if "unit" in columns:
        names |= {unit.id: unit for unit in org_units(session)}
    if "location" in columns:
        ids = {asset.location_id for asset in assets}
        names |= {one.id: one for one in session.scalars(select(Location).where(Location.id.in_(ids - {None})))}
    return names


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", "")) if text else None
    except InvalidOperation:
        return None
    if amount is None or not amount.is_finite() or not 0 <= amount < Decimal(10) ** 14:
        return None
    return round(amount, 2)
