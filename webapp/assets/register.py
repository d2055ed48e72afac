"""What the register is narrowed to, as the address of the page says it, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.directory import org_units
from engine.people.models import OrgUnit
from webapp.page_requests import whole_number
from workflows.assets.models import AssetCategory, AssetState, Location
from workflows.assets.queries import RegisterFilter, categories_by_id, list_locations

FIELDS = ("search", "state", "unit", "category", "location", "custodian", "age", "cost_from", "cost_to")
OLDEST = 200


@dataclass(frozen=True)
class RegisterEntry:
    """The entries of the search form; what cannot be read narrows nothing."""

    texts: Mapping[str, str]

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> RegisterEntry:
        return cls({field: sent.get(field, "").strip()[:100] for field in FIELDS})

    @property
    def search(self) -> str:
        return self.texts["search"]

    @property
    def address(self) -> dict[str, str]:
        """The entries that say something, for links to the same view."""
        return {field: text for field, text in self.texts.items() if text}

    @property
    def is_narrowed(self) -> bool:
        return any(text for field, text in self.texts.items() if field not in ("search", "state"))

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
        )


@dataclass(frozen=True)
class Choices:
    """What the lists of the search form offer."""

    units: Sequence[OrgUnit]
    categories: Sequence[AssetCategory]
    locations: Sequence[Location]


def read_choices(session: Session, actor: Actor) -> Choices:
    """Read the lists once for the page; the table alone does without."""
    return Choices(org_units(session), list(categories_by_id(session).values()), list_locations(session, actor))


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
