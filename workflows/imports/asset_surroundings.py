"""What rows of a register are compared with: units, categories, locations, people and the assets that are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.db import is_among, table_of
from engine.people.models import LegalEntity, OrgUnit, Person
from engine.people.queries import visible_to
from engine.types import new_id
from workflows.assets.fields.models import AssetField
from workflows.assets.fields.queries import fields_by_category
from workflows.assets.models import Asset, AssetCategory, Location
from workflows.imports.asset_rows import AssetEntry
from workflows.organization.books import books_of

CODE_LENGTH, NAME_LENGTH = 40, 100
LONGEST_WITH_ZEROS = 10


class Keeper(NamedTuple):
    """Somebody who may have an asset."""

    id: UUID
    org_unit_id: UUID


@dataclass
class Surroundings:
    """Looked up once for a chunk of rows. Categories and locations that rows need and that are not there are made here,
    and added by whoever applies the rows. `with_zeros`: numbers here that begin with zeros, by what a spreadsheet
    leaves of them."""

    units: Mapping[UUID, OrgUnit]
    visible_units: frozenset[UUID]
    entities: Mapping[UUID, LegalEntity]
    conventions: Mapping[UUID, str]
    assets: Mapping[str, Asset]
    people: Mapping[str, Sequence[Keeper]]
    as_of: date
    fields: Mapping[UUID, Sequence[AssetField]] = field(default_factory=dict)
    with_zeros: Mapping[str, str] = field(default_factory=dict)
    default_unit: OrgUnit | None = None
    is_final: bool = False
    new_categories: dict[str, AssetCategory] = field(default_factory=dict)
    new_locations: dict[tuple[UUID, str], Location] = field(default_factory=dict)
    _units_by_name: dict[str, list[OrgUnit]] = field(default_factory=lambda: defaultdict(list))
    _categories: dict[str, AssetCategory] = field(default_factory=dict)
    _locations: dict[tuple[UUID, str], Location] = field(default_factory=dict)
    _location_codes: set[str] = field(default_factory=set)

    def find_units(self, text: str) -> list[OrgUnit]:
        """The units of this code, else of this name."""
        return self._units_by_name.get(f"#{text}") or self._units_by_name.get(text, [])

    def find_category(self, text: str) -> AssetCategory | None:
        return self._categories.get(text) or self.new_categories.get(text)

    def make_category(self, text: str, life_months: int, residual_rate: Decimal | None) -> AssetCategory:
        """A category that a register names and nobody has set up yet, with the life of its first asset."""
        category = AssetCategory(
            id=new_id(),
            code=text[:CODE_LENGTH],
            edition="",
            name=text,
            life_months=life_months,
            residual_rate=Decimal("0.05") if residual_rate is None else residual_rate,
        )
        self.new_categories[text] = category
        return category

    def category_code(self, category_id: UUID) -> str:
        made = self.new_categories.values()
        return next(category.code for category in (*self._categories.values(), *made) if category.id == category_id)

    def find_location(self, unit: OrgUnit, text: str) -> Location | None:
        """The location of this code or name in the unit's company."""
        key = (unit.legal_entity_id, text)
        return self._locations.get(key) or self.new_locations.get(key)

    def find_or_make_location(self, unit: OrgUnit, text: str) -> Location:
        """The location of this code or name in the unit's company; one that is missing is made for the unit."""
        found = self.find_location(unit, text)
        if found is None:
            code = text[:CODE_LENGTH]
            if code in self._location_codes:
                code = f"{text[: CODE_LENGTH - 9]}-{new_id().hex[-8:]}"
            found = Location(
                id=new_id(), code=code, name=text, legal_entity_id=unit.legal_entity_id, org_unit_id=unit.id
            )
            self.new_locations[(unit.legal_entity_id, text)] = found
            self._location_codes.add(code)
        return found

    def index(
        self, units: Iterable[OrgUnit], categories: Iterable[AssetCategory], locations: Iterable[Location]
    ) -> None:
        for unit in units:
            self._units_by_name[f"#{unit.code}"].append(unit)
            for name in {unit.name, unit.name_en} - {""}:
                self._units_by_name[name].append(unit)
        for category in categories:
            for name in (category.name_en, category.name, category.code):
                if name:
                    self._categories[name] = category
        for location in locations:
            self._location_codes.add(location.code)
            for name in {location.code, location.name, location.name_en} - {""}:
                self._locations.setdefault((location.legal_entity_id, name), location)


def look_around(
    session: Session,
    actor: Actor,
    entries: Iterable[AssetEntry],
    *,
    as_of: date,
    default_unit_id: UUID | None,
    is_final: bool,
) -> Surroundings:
    """Read what these rows are compared with, in a fixed number of statements."""
    entries = list(entries)
    units = {unit.id: unit for unit in session.scalars(select(OrgUnit))}
    numbers = {entry.key for entry in entries if entry.key}
    names = {str(entry.values["custodian"]) for entry in entries if "custodian" in entry.values}
    entities = {entity.id: entity for entity in session.scalars(select(LegalEntity))}
    known = select(Asset).where(Asset.asset_no.in_(numbers)).with_for_update()
    assets = {asset.asset_no: asset for asset in session.scalars(known)}
    found = Surroundings(
        units=units,
        visible_units=frozenset(session.scalars(select(OrgUnit.id).where(visible_to(session, actor, OrgUnit.id)))),
        entities=entities,
        conventions={entity_id: books_of(session, entity_id).depreciation_convention for entity_id in entities},
        assets=assets,
        with_zeros={} if is_final else _with_zeros(session, numbers - assets.keys()),
        people=_people(session, names),
        as_of=as_of,
        fields=fields_by_category(session),
        default_unit=units.get(default_unit_id) if default_unit_id else None,
        is_final=is_final,
    )
    found.index(
        units.values(),
        session.scalars(select(AssetCategory).order_by(AssetCategory.edition)),
        session.scalars(select(Location)),
    )
    return found


def _with_zeros(session: Session, numbers: set[str]) -> dict[str, str]:
    """Which of these numbers stand in the register with zeros before them."""
    short = [number for number in numbers if number.isdecimal() and not number.startswith("0")]
    longer = [number.zfill(length) for number in short for length in range(len(number) + 1, LONGEST_WITH_ZEROS + 1)]
    if not longer:
        return {}
    found = session.scalars(select(Asset.asset_no).where(is_among(session, table_of(Asset).c.asset_no, longer)))
    return {number.lstrip("0"): number for number in found}


def _people(session: Session, names: set[str]) -> dict[str, list[Keeper]]:
    """The active persons by sign-in name and by name."""
    found: dict[str, list[Keeper]] = defaultdict(list)
    if names:
        wanted = or_(Person.name.in_(names), Person.login.in_({name.lower() for name in names}))
        query = select(Person.id, Person.org_unit_id, Person.name, Person.login).where(Person.is_active, wanted)
        for person_id, unit_id, name, login in session.execute(query):
            for called in {name, login}:
                found[called].append(Keeper(person_id, unit_id))
    return found
