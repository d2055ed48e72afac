"""Tables of assets, their categories and locations, and who handed what to whom."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    event,
    insert,
    inspect,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base, table_of
from engine.types import JsonText, Money, Quantity, UtcInstant, new_id
from workflows.assets.depreciation.basis import DepreciationMethod as DepreciationMethod
from workflows.assets.grams import folded, grams_of

ORDERED_BY = ("state", "org_unit_id", "category_id", "location_id", "cost", "state_since")
"""What registers are narrowed to or read by; assets alike follow by number."""
SEARCHED = ("asset_no", "name", "spec", "serial_no", "barcode")


class AssetState(StrEnum):
    """The fixed catalogue of states (domain.md B2); there are no free-text states."""

    IN_USE = "in_use"
    IDLE = "idle"
    PENDING_DISPOSAL = "pending_disposal"
    QUARANTINED = "quarantined"
    PENDING_APPROVAL = "pending_approval"
    PENDING_WRITEOFF = "pending_writeoff"
    DISPOSED = "disposed"


class CategoryKind(StrEnum):
    """What a category's assets are by nature: vehicles, property and special equipment (lifts, boilers, pressure
    vessels) have rules of their own."""

    EQUIPMENT = "equipment"
    VEHICLE = "vehicle"
    PROPERTY = "property"
    SPECIAL_EQUIPMENT = "special_equipment"


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value.value) for value in values)})", name=column)


class AssetCategory(Base):
    """A class of assets with its defaults; `edition` names the code list its code is taken from (domain.md E1): one
    code means different things in two editions."""

    __tablename__ = "asset_categories"
    __table_args__ = (
        UniqueConstraint("code", "edition"),
        _one_of("kind", CategoryKind),
        CheckConstraint("life_months > 0", name="life_months"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40))
    edition: Mapped[str] = mapped_column(String(40), default="")
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    kind: Mapped[str] = mapped_column(String(20), default=CategoryKind.EQUIPMENT)
    life_months: Mapped[int]
    residual_rate: Mapped[Decimal] = mapped_column(Quantity)
    default_method: Mapped[str] = mapped_column(String(30), default="scrap")
    is_data_bearing: Mapped[bool] = mapped_column(default=False)
    is_hazardous: Mapped[bool] = mapped_column(default=False)


class Location(Base):
    """A place where assets stand. In a quarantine location nothing may be used."""

    __tablename__ = "locations"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    is_quarantine: Mapped[bool] = mapped_column(default=False)
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_units.id"), index=True)


class Asset(Base):
    """One card of the register: a thing with a cost, a state and a custodian. Never deleted.

    `cost` and `impairment` are in `currency`; life and residual rate are the asset's own, taken from its category when
    it was registered. `imported_accumulated` is what an ERP had depreciated up to and including the month of
    `imported_through`; depreciation rolls forward from there. `is_imported`: an ERP has the card and owns what stands
    on it. `quantity` is in `unit_of_measure`. `custom_fields` are texts by the name of the field. `search_text` is what
    a search looks into (`searched`). `residual_amount` is set where a card was split and its rate would lose a cent;
    `units_total` is for units of production. `value_changes`: impairments, units produced, and what the books said at a
    split, as `valuation` reads them. `derecognised_on`: the posting date of the entry that took it out of the books.
    """

    __tablename__ = "assets"
    __table_args__ = (
        _one_of("state", AssetState),
        _one_of("depreciation_method", DepreciationMethod),
        CheckConstraint("cost > 0", name="cost"),
        CheckConstraint("life_months > 0", name="life_months"),
        CheckConstraint("residual_rate BETWEEN 0 AND 10000", name="residual_rate"),
        CheckConstraint("impairment = 0 OR (impairment > 0 AND impaired_on IS NOT NULL)", name="impairment"),
        CheckConstraint("(imported_accumulated IS NULL) = (imported_through IS NULL)", name="imported"),
        CheckConstraint("quantity > 0", name="quantity"),
        *(Index(f"ix_assets_{column}_asset_no", column, "asset_no") for column in ORDERED_BY),
        Index("ix_assets_ageing", "state", "state_since", "org_unit_id", "custodian_id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    asset_no: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    spec: Mapped[str] = mapped_column(String(200), default="")
    serial_no: Mapped[str] = mapped_column(String(100), default="")
    barcode: Mapped[str] = mapped_column(String(100), default="")
    quantity: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(1))
    unit_of_measure: Mapped[str] = mapped_column(String(20), default="")
    custom_fields: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
    search_text: Mapped[str] = mapped_column(Text, default="", deferred=True)
    category_id: Mapped[UUID] = mapped_column(ForeignKey("asset_categories.id"))
    legal_entity_id: Mapped[UUID] = mapped_column(ForeignKey("legal_entities.id"))
    org_unit_id: Mapped[UUID] = mapped_column(ForeignKey("org_units.id"))
    custodian_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("locations.id"))

    cost: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    residual_rate: Mapped[Decimal] = mapped_column(Quantity)
    life_months: Mapped[int]
    in_service_on: Mapped[date]
    depreciation_method: Mapped[str] = mapped_column(String(30), default=DepreciationMethod.STRAIGHT_LINE)
    residual_amount: Mapped[Decimal | None] = mapped_column(Money)
    units_total: Mapped[Decimal | None] = mapped_column(Quantity)
    value_changes: Mapped[list[dict[str, str]]] = mapped_column(JsonText, default=list)
    split_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    derecognised_on: Mapped[date | None]
    imported_accumulated: Mapped[Decimal | None] = mapped_column(Money)
    imported_through: Mapped[date | None]
    impairment: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    impaired_on: Mapped[date | None]

    state: Mapped[str] = mapped_column(String(30), default=AssetState.IN_USE)
    state_since: Mapped[datetime] = mapped_column(UtcInstant)
    technical_eol_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    accounting_eol_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    last_physical_evidence_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    last_maintenance_on: Mapped[date | None]
    is_imported: Mapped[bool] = mapped_column(default=False)
    is_leased: Mapped[bool] = mapped_column(default=False)
    is_mortgaged: Mapped[bool] = mapped_column(default=False)
    is_subsidised: Mapped[bool] = mapped_column(default=False)
    is_under_customs_supervision: Mapped[bool] = mapped_column(default=False)
    is_state_owned: Mapped[bool] = mapped_column(default=False)


class AssetGrams(Base):
    """The pairs of signs (`grams_of`) in the searched text of one asset, between spaces; as many rows as assets.

    SQLite finds them by the full-text table `asset_grams_index` on these rows, PostgreSQL by an index of its own kind.
    """

    __tablename__ = "asset_grams"

    number: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), unique=True)
    grams: Mapped[str] = mapped_column(Text)


_GRAMS = table_of(AssetGrams)
_INDEXES = (
    (
        "sqlite",
        "CREATE VIRTUAL TABLE asset_grams_index USING fts5(grams, content='asset_grams', content_rowid='number',"
        " tokenize='ascii', detail=none, columnsize=0)",
    ),
    (
        "sqlite",
        "CREATE TRIGGER asset_grams_added AFTER INSERT ON asset_grams BEGIN"
        " INSERT INTO asset_grams_index(rowid, grams) VALUES (new.number, new.grams); END",
    ),
    (
        "sqlite",
        "CREATE TRIGGER asset_grams_changed AFTER UPDATE ON asset_grams BEGIN"
        " INSERT INTO asset_grams_index(asset_grams_index, rowid, grams) VALUES ('delete', old.number, old.grams);"
        " INSERT INTO asset_grams_index(rowid, grams) VALUES (new.number, new.grams); END",
    ),
    (  # kB: each search reads what waits to be sorted in, 200 ms of it at the usual 4 MB
        "postgresql",
        "CREATE INDEX ix_asset_grams_grams ON asset_grams USING gin (string_to_array(grams, ' '))"
        " WITH (gin_pending_list_limit = 128)",
    ),
)
for dialect, statement in _INDEXES:
    made = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(_GRAMS, "after_create", made.execute_if(dialect=dialect))


def searched(asset_no: str, name: str, spec: str = "", serial_no: str = "", barcode: str = "") -> str:
    """The text in which a search for an asset looks, for rows that are written in bulk."""
    return folded(" ".join(part for part in (asset_no, name, spec, serial_no, barcode) if part))


def kept_grams(asset_id: UUID, search_text: str) -> dict[str, Any]:
    """The row of `asset_grams` for an asset, for rows that are written in bulk."""
    return {"asset_id": asset_id, "grams": " ".join(sorted(grams_of(search_text)))}


@event.listens_for(Asset, "before_insert")
@event.listens_for(Asset, "before_update")
def _keep_search_text(_mapper: Any, _connection: Any, asset: Asset) -> None:
    told = inspect(asset).attrs
    if any(told[name].history.has_changes() for name in SEARCHED) or not inspect(asset).persistent:
        asset.search_text = searched(*(getattr(asset, name) or "" for name in SEARCHED))


@event.listens_for(Asset, "after_insert")
def _add_grams(_mapper: Any, connection: Connection, asset: Asset) -> None:
    connection.execute(insert(_GRAMS).values(kept_grams(asset.id, asset.search_text)))


@event.listens_for(Asset, "after_update")
def _change_grams(_mapper: Any, connection: Connection, asset: Asset) -> None:
    if inspect(asset).attrs["search_text"].history.has_changes():
        kept = kept_grams(asset.id, asset.search_text)
        connection.execute(update(_GRAMS).where(_GRAMS.c.asset_id == asset.id).values(grams=kept["grams"]))


class CustodyChange(Base):
    """One asset went from one person's hands into another's, both known; `case_id` is the case that asked for it."""

    __tablename__ = "custody_changes"
    __table_args__ = (CheckConstraint("given_by <> received_by", name="two_sided"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), index=True)
    given_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    received_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    location_id: Mapped[UUID] = mapped_column(ForeignKey("locations.id"))
    given_scan_at: Mapped[datetime] = mapped_column(UtcInstant)
    received_scan_at: Mapped[datetime] = mapped_column(UtcInstant)
    case_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)


class MaintenanceKind(StrEnum):
    """What is done to an asset. Who takes it out of service for good has to mark it for disposal (S25)."""

    INSPECTION = "inspection"
    SERVICE = "service"
    REPAIR = "repair"
    DECOMMISSION = "decommission"


class MaintenanceRecord(Base):
    """Work on an asset, open until `done_on` is known. `cost` is in `currency`, null where nobody has said."""

    __tablename__ = "maintenance_records"
    __table_args__ = (
        _one_of("kind", MaintenanceKind),
        CheckConstraint("cost >= 0", name="cost"),
        CheckConstraint("(done_on IS NULL) = (closed_at IS NULL)", name="closed"),
        Index("ix_maintenance_records_asset_id_id", "asset_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    kind: Mapped[str] = mapped_column(String(20))
    description: Mapped[str] = mapped_column(String(2000))
    cost: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    done_on: Mapped[date | None]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcInstant)
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class HandOver(Base):
    """An asset on its way from one person to another: whoever has scanned it, as giver or as receiver.

    With both scans it is over, and a `CustodyChange` tells it; with one of them alone it is an exception from `due_at`
    on (S8). `closed_at` is set when both have scanned, or when it was called off.
    """

    __tablename__ = "hand_overs"
    __table_args__ = (
        CheckConstraint("given_by IS NOT NULL OR received_by IS NOT NULL", name="one_sided"),
        CheckConstraint("given_by <> received_by", name="two_sided"),
        Index(
            "ix_hand_overs_open",
            "asset_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    given_scan_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    received_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    received_scan_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    location_id: Mapped[UUID | None] = mapped_column(ForeignKey("locations.id"))
    due_at: Mapped[datetime] = mapped_column(UtcInstant)
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
