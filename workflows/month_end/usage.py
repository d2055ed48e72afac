"""What assets depreciated by units of production have produced: reading by reading, or many at once from a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, Invalid, Problem, Sentence, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission, visible_to
from workflows.accounting.models import Journal, JournalStatus
from workflows.assets.depreciation import DepreciationMethod, ValueChange
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import lock_assets
from workflows.assets.valuation import read_changes
from workflows.month_end.changing import add_change, lock_asset, refuse
from workflows.month_end.models import DepreciationRun
from workflows.organization.books import today

READINGS_AT_ONCE = 100
MOST_UNITS = Decimal(10) ** 12


@dataclass(frozen=True)
class Reading:
    """What an asset has produced since the reading before; `number` is the reading's row in its file."""

    number: int
    asset_no: str
    units: Decimal
    on: date


def record_usage(session: Session, actor: Actor, asset_id: UUID, *, units: Decimal, on: date) -> None:
    """Record what the asset has produced since the reading before, for units of production.

    Refused: no permission to edit assets, an asset depreciated otherwise, a day to come or before another reading, a
    month whose depreciation is booked, no units.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    asset = lock_asset(session, actor, asset_id)
    if asset.depreciation_method != DepreciationMethod.UNITS_OF_PRODUCTION:
        raise Conflict(_not_by_units(asset))
    refuse(_checks(session, asset, units, on, _last_reading(asset)))
    _keep(session, actor, asset, units, on)


def check_readings(session: Session, actor: Actor, readings: Sequence[Reading]) -> list[Problem]:
    """What speaks against recording these readings in their order, with each sentence at `row <number>`."""
    assets = _assets(session, actor, readings)
    last = {asset.asset_no: _last_reading(asset) for asset in assets.values()}
    problems = []
    for reading in readings:
        asset = assets.get(reading.asset_no)
        if asset is not None and _is_there(asset, reading):
            continue
        found = _sentences(session, asset, reading, last)
        problems += [Problem(f"row {reading.number}", sentence) for sentence in found]
        last[reading.asset_no] = max(last.get(reading.asset_no) or reading.on, reading.on)
    return problems


def record_readings(session: Session, actor: Actor, readings: Sequence[Reading]) -> int:
    """Record readings in their order; one that is there already, to the day and unit, is passed over, so that a file
    may be sent again. Gives how many are new.

    Refused: no permission to edit assets; what `check_readings` finds: then nothing is recorded.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    lock_assets(session, [asset.id for asset in _assets(session, actor, readings).values()])
    if problems := check_readings(session, actor, readings):
        raise Invalid(problems)
    assets = _assets(session, actor, readings)
    new = 0
    for reading in readings:  # a row that stands twice is there already when it comes again
        asset = assets[reading.asset_no]
        if not _is_there(asset, reading):
            _keep(session, actor, asset, reading.units, reading.on)
            new += 1
    return new


def _sentences(
    session: Session, asset: Asset | None, reading: Reading, last: Mapping[str, date | None]
) -> list[Sentence]:
    if asset is None:
        return [say("There is no asset with the number “%(asset_no)s”.", asset_no=reading.asset_no[:80])]
    if asset.state == AssetState.DISPOSED:
        return [say("Asset %(asset_no)s has been written off.", asset_no=asset.asset_no)]
    if asset.depreciation_method != DepreciationMethod.UNITS_OF_PRODUCTION:
        return [_not_by_units(asset)]
    checks = _checks(session, asset, reading.units, reading.on, last[asset.asset_no])
    return [sentence for _, holds, sentence in checks if not holds]


def _checks(
    session: Session, asset: Asset, units: Decimal, on: date, last: date | None
) -> list[tuple[str, bool, Sentence]]:
    is_amount = 0 < units < MOST_UNITS and units == round(units, 4)
    return [
        ("units", is_amount, say("Give the units produced, more than zero.")),
        ("on", on <= today(session, asset.legal_entity_id), say("The day lies in the future.")),
        ("on", on >= max(asset.in_service_on, last or on), say("The day lies before the last reading.")),
        ("on", not _is_booked(session, asset, on), say("The depreciation of this month is booked already.")),
    ]


def _keep(session: Session, actor: Actor, asset: Asset, units: Decimal, on: date) -> None:
    add_change(asset, ValueChange(on, units=units))
    record_master_event(session, actor, asset.id, "asset", "asset.used", {"units": units, "on": on})


def _last_reading(asset: Asset) -> date | None:
    return max((change.on for change in read_changes(asset.value_changes) if change.units), default=None)


def _not_by_units(asset: Asset) -> Sentence:
    return say("Asset %(asset_no)s is not depreciated by what it produces.", asset_no=asset.asset_no)


def _assets(session: Session, actor: Actor, readings: Sequence[Reading]) -> Mapping[str, Asset]:
    numbers = {reading.asset_no for reading in readings}
    query = select(Asset).where(Asset.asset_no.in_(numbers), visible_to(session, actor, Asset.org_unit_id))
    return {asset.asset_no: asset for asset in session.scalars(query)}


def _is_there(asset: Asset, reading: Reading) -> bool:
    said = read_changes(asset.value_changes)
    return any(change.on == reading.on and change.units == reading.units for change in said)


def _is_booked(session: Session, asset: Asset, on: date) -> bool:
    booked = (
        select(DepreciationRun.id)
        .join(Journal, Journal.id == DepreciationRun.journal_id)
        .where(
            DepreciationRun.legal_entity_id == asset.legal_entity_id,
            DepreciationRun.year == on.year,
            DepreciationRun.month == on.month,
            Journal.status == JournalStatus.CONFIRMED,
        )
    )
    return session.scalars(booked.limit(1)).first() is not None
