"""Finding assets, locations and categories; lists show what the actor may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Text, or_, select, type_coerce
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.db import is_among, table_of
from engine.errors import NotAllowed, NotFound, say
from engine.people.models import Person
from engine.people.queries import units_below, visible_to
from engine.types import canonical_json
from workflows.assets.labels import is_mistyped_ean13, key_fits, read_label, read_location_label
from workflows.assets.models import Asset, AssetCategory, AssetState, CustodyChange, Location
from workflows.assets.ordering import RegisterOrder, comes_after, ordered
from workflows.assets.searching import matching


def find_asset_by_no(session: Session, asset_no: str) -> Asset:
    """The asset with this number, or `NotFound` with a sentence that names it."""
    asset = session.scalars(select(Asset).where(Asset.asset_no == asset_no)).one_or_none()
    if asset is None:
        raise NotFound(say("There is no asset with the number “%(asset_no)s”.", asset_no=asset_no[:80]))
    return asset


def find_asset_by_label(session: Session, text: str, *, secret: str = "", is_key_required: bool = False) -> Asset:
    """The asset that a scanned label, a typed asset number, a GS1 string with a GIAI (8004) or a barcode names.

    Refused: an unknown label, a label whose key is wrong (where `secret` is given), or one without a key where it is
    required, as for somebody who has not signed in.
    """
    label = read_label(text)
    if (is_key_required or (secret and label.key is not None)) and not key_fits(label, secret):
        raise NotAllowed(say("This label was not printed here. Enter the asset number instead."))
    return _find_by_code(session, label.code)


def _find_by_code(session: Session, code: str) -> Asset:
    """The asset of this number, else the only one with this barcode."""
    found = list(session.scalars(select(Asset).where(or_(Asset.asset_no == code, Asset.barcode == code)).limit(3)))
    by_no = [asset for asset in found if asset.asset_no == code]
    if by_no or len(found) == 1:
        return (by_no or found)[0]
    if found:
        raise NotFound(say("Several assets have the barcode “%(code)s”: enter the asset number.", code=code[:80]))
    if is_mistyped_ean13(code):
        raise NotFound(say("The check digit of “%(code)s” is wrong: scan it again.", code=code))
    return find_asset_by_no(session, code)


def find_location_by_label(session: Session, text: str) -> Location:
    """The location that a scanned label or a typed code names, or `NotFound`."""
    code = read_location_label(text).code
    location = session.scalars(select(Location).where(Location.code == code)).one_or_none()
    if location is None:
        raise NotFound(say("There is no location with the code “%(code)s”.", code=code[:80]))
    return location


def lock_assets(session: Session, asset_ids: Iterable[UUID]) -> dict[UUID, Asset]:
    """The assets by id, their rows locked in the order of their ids until the transaction ends; all have to exist."""
    wanted = set(asset_ids)
    rows = session.scalars(
        select(Asset)
        .where(Asset.id.in_(wanted))
        .order_by(Asset.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {asset.id: asset for asset in rows}
    if len(found) != len(wanted):
        raise NotFound(say("There is no such asset."))
    return found


@dataclass(frozen=True)
class RegisterFilter:
    """What a register is narrowed to. `unit_id` counts with the units below; `unassigned`: nobody here has the asset;
    amounts are original costs, `older_than_years` counts from the day it was put into use; what the custom field
    `field` says begins with `field_value`."""

    states: Collection[AssetState] = ()
    unit_id: UUID | None = None
    category_id: UUID | None = None
    location_id: UUID | None = None
    custodian_id: UUID | None = None
    unassigned: bool = False
    older_than_years: int | None = None
    cost_from: Decimal | None = None
    cost_to: Decimal | None = None
    field: str = ""
    field_value: str = ""


def list_assets(
    session: Session,
    actor: Actor,
    *,
    search: str = "",
    states: Collection[AssetState] = (),
    narrowed: RegisterFilter | None = None,
    after: str = "",
    order: RegisterOrder = RegisterOrder.NUMBER,
    limit: int = 50,
) -> list[Asset]:
    """The assets that the actor may see, in this order, after the place `after` (`place_of`): one keyset page.

    Each word of `search` is looked for in number, name, specification, serial number and barcode, and in the name of
    the custodian.
    """
    query = select(Asset).where(visible_to(session, actor, Asset.org_unit_id))
    if after:
        query = query.where(comes_after(after, order))
    query = query.where(*matching(session, search))
    if states:
        query = query.where(Asset.state.in_([state.value for state in states]))
    if narrowed is not None:
        query = query.where(*_conditions(session, narrowed))
    return list(session.scalars(query.order_by(*ordered(order)).limit(limit)))


def _conditions(session: Session, narrowed: RegisterFilter) -> Iterator[ColumnElement[bool]]:
    if narrowed.states:
        yield Asset.state.in_([state.value for state in narrowed.states])
    if narrowed.unit_id is not None:
        yield Asset.org_unit_id.in_(units_below(session, [narrowed.unit_id]))
    for column, wanted in (
        (Asset.category_id, narrowed.category_id),
        (Asset.location_id, narrowed.location_id),
        (Asset.custodian_id, narrowed.custodian_id),
    ):
        if wanted is not None:
            yield column == wanted
    if narrowed.unassigned:
        # read first: the planner uses no index of the custodian for what another table says
        gone = list(session.scalars(select(Person.id).where(Person.is_active.is_(False))))
        yield or_(Asset.custodian_id.is_(None), is_among(session, table_of(Asset).c.custodian_id, gone))
        yield Asset.state != AssetState.DISPOSED
    if narrowed.older_than_years is not None:
        today = clock.now().date()
        yield Asset.in_service_on < today.replace(year=today.year - narrowed.older_than_years, day=min(today.day, 28))
    if narrowed.cost_from is not None:
        yield Asset.cost >= narrowed.cost_from
    if narrowed.cost_to is not None:
        yield Asset.cost <= narrowed.cost_to
    if narrowed.field:
        yield _says(narrowed.field, narrowed.field_value)


def _says(field: str, value: str) -> ColumnElement[bool]:
    """Canonical JSON has a field and its value in one way only; within a text its quotation marks are escaped."""
    told = canonical_json({field: value})[1:-2]
    return type_coerce(Asset.custom_fields, Text).contains(told, autoescape=True)


def assets_by_id(session: Session, asset_ids: Iterable[UUID]) -> dict[UUID, Asset]:
    """The assets with these ids, in one statement."""
    return {asset.id: asset for asset in session.scalars(select(Asset).where(Asset.id.in_(set(asset_ids))))}


def categories_by_id(session: Session) -> dict[UUID, AssetCategory]:
    """Every category."""
    return {category.id: category for category in session.scalars(select(AssetCategory).order_by(AssetCategory.code))}


def list_locations(session: Session, actor: Actor, *, only_quarantine: bool = False) -> list[Location]:
    """The locations that the actor may see, by code."""
    query = select(Location).where(visible_to(session, actor, Location.org_unit_id))
    if only_quarantine:
        query = query.where(Location.is_quarantine)
    return list(session.scalars(query.order_by(Location.code)))


def custody_of(session: Session, asset_id: UUID) -> list[CustodyChange]:
    """Who handed the asset to whom, newest first."""
    return list(
        session.scalars(
            select(CustodyChange).where(CustodyChange.asset_id == asset_id).order_by(CustodyChange.id.desc())
        )
    )


def may_see_asset(session: Session, actor: Actor, asset: Asset) -> bool:
    """Whether the actor finds the asset in their lists, or has it."""
    if actor.person_id is not None and asset.custodian_id == actor.person_id:
        return True
    query = select(Asset.id).where(Asset.id == asset.id, visible_to(session, actor, Asset.org_unit_id))
    return session.scalars(query).first() is not None
