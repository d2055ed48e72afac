"""Adding to the register, and handing assets from one person to another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.assets.depreciation import ZERO
from workflows.assets.models import Asset, AssetCategory, AssetState, CategoryKind, CustodyChange, Location


def add_category(
    session: Session,
    code: str,
    name: str,
    *,
    life_months: int,
    residual_rate: Decimal,
    name_en: str = "",
    edition: str = "",
    kind: CategoryKind = CategoryKind.EQUIPMENT,
    default_method: str = "scrap",
    is_data_bearing: bool = False,
    is_hazardous: bool = False,
) -> AssetCategory:
    """A new category. `residual_rate` is a fraction: 0.05 is 5 %."""
    category = AssetCategory(
        id=new_id(),
        code=code,
        edition=edition,
        name=name,
        name_en=name_en,
        kind=kind,
        life_months=life_months,
        residual_rate=residual_rate,
        default_method=default_method,
        is_data_bearing=is_data_bearing,
        is_hazardous=is_hazardous,
    )
    session.add(category)
    session.flush()  # assets refer to it by id
    return category


def add_location(
    session: Session, unit: OrgUnit, code: str, name: str, *, name_en: str = "", is_quarantine: bool = False
) -> Location:
    """A new location of `unit`."""
    location = Location(
        id=new_id(),
        code=code,
        name=name,
        name_en=name_en,
        is_quarantine=is_quarantine,
        legal_entity_id=unit.legal_entity_id,
        org_unit_id=unit.id,
    )
    session.add(location)
    session.flush()  # assets refer to it by id
    return location


def add_asset(
    session: Session,
    actor: Actor,
    category: AssetCategory,
    unit: OrgUnit,
    asset_no: str,
    name: str,
    *,
    cost: Decimal,
    currency: str,
    in_service_on: date,
    spec: str = "",
    serial_no: str = "",
    state: AssetState = AssetState.IN_USE,
    custodian: Person | None = None,
    location: Location | None = None,
    life_months: int | None = None,
    residual_rate: Decimal | None = None,
    imported_accumulated: Decimal | None = None,
    imported_through: date | None = None,
    impairment: Decimal = ZERO,
    impaired_on: date | None = None,
    is_leased: bool = False,
    is_mortgaged: bool = False,
    is_subsidised: bool = False,
    is_under_customs_supervision: bool = False,
    is_state_owned: bool = False,
) -> Asset:
    """Register an asset; life and residual rate are the category's unless given, and stay the asset's own.

    Refused: no permission to edit assets, a cost that is not positive, an impairment without its month.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    _check_amounts(cost, impairment, impaired_on)
    asset = Asset(
        id=new_id(),
        asset_no=asset_no,
        name=name,
        spec=spec,
        serial_no=serial_no,
        category_id=category.id,
        legal_entity_id=unit.legal_entity_id,
        org_unit_id=unit.id,
        custodian_id=custodian.id if custodian else None,
        location_id=location.id if location else None,
        cost=cost,
        currency=currency,
        residual_rate=category.residual_rate if residual_rate is None else residual_rate,
        life_months=category.life_months if life_months is None else life_months,
        in_service_on=in_service_on,
        imported_accumulated=imported_accumulated,
        imported_through=imported_through,
        impairment=impairment,
        impaired_on=impaired_on,
        state=state,
        state_since=clock.now(),
        is_leased=is_leased,
        is_mortgaged=is_mortgaged,
        is_subsidised=is_subsidised,
        is_under_customs_supervision=is_under_customs_supervision,
        is_state_owned=is_state_owned,
    )
    session.add(asset)
    session.flush()  # lines and custody changes refer to it by id
    data = {"asset_no": asset_no, "cost": cost, "currency": currency, "state": state}
    record_master_event(session, actor, asset.id, "asset", "asset.registered", data)
    return asset


def hand_over(
    session: Session, actor: Actor, asset: Asset, location: Location, *, given_by: UUID, case_id: UUID | None = None
) -> CustodyChange:
    """The actor receives the asset, whose row the caller has locked, from `given_by` at `location`; both have scanned.

    The asset is seen by this: it counts as physical evidence. Refused: nobody receives, or the two are one person.
    """
    if actor.person_id is None:
        raise Invalid([Problem("received_by", say("A person has to receive the asset."))])
    if given_by == actor.person_id:
        raise Invalid([Problem("given_by", say("Whoever hands the asset over cannot be the one who receives it."))])
    now = clock.now()
    change = CustodyChange(
        asset_id=asset.id,
        given_by=given_by,
        received_by=actor.person_id,
        location_id=location.id,
        given_scan_at=now,
        received_scan_at=now,
        case_id=case_id,
    )
    session.add(change)
    asset.custodian_id, asset.location_id, asset.last_physical_evidence_at = actor.person_id, location.id, now
    data = {"given_by": given_by, "received_by": actor.person_id, "location": location.id, "case": case_id}
    record_master_event(session, actor, asset.id, "asset", "asset.handed_over", data)
    return change


def release_from_house(
    session: Session, actor: Actor, asset: Asset, *, request_id: UUID, case_id: UUID | None = None
) -> None:
    """The asset, whose row the caller has locked, has left the house by disposal request `request_id`.

    It stands nowhere any more; its last custodian answers for it until it is written off.
    """
    asset.location_id, asset.last_physical_evidence_at = None, clock.now()
    data = {"request": request_id, "case": case_id}
    record_master_event(session, actor, asset.id, "asset", "asset.handed_out", data)


def _check_amounts(cost: Decimal, impairment: Decimal, impaired_on: date | None) -> None:
    problems = []
    if cost <= 0:
        problems.append(Problem("cost", say("The cost has to be more than zero.")))
    if not 0 <= impairment <= cost:
        problems.append(Problem("impairment", say("The impairment lies between zero and the cost.")))
    if impairment and impaired_on is None:
        problems.append(Problem("impaired_on", say("An impairment needs the month in which it was recognised.")))
    if problems:
        raise Invalid(problems)
