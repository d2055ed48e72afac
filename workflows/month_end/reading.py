"""Reading the register for a month, some assets at a time, and knowing whether it changed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Row, Text, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from workflows.assets.depreciation import (
    ZERO,
    DepreciationBasis,
    accumulated,
    accumulated_through,
    imported_difference,
    months_between,
)
from workflows.assets.models import Asset, AssetState
from workflows.assets.valuation import basis_of

_COLUMNS = (
    *(Asset.id, Asset.org_unit_id, Asset.category_id, Asset.currency, Asset.is_leased, Asset.derecognised_on),
    *(Asset.cost, Asset.residual_rate, Asset.residual_amount, Asset.life_months, Asset.in_service_on),
    *(Asset.imported_accumulated, Asset.imported_through, Asset.impairment, Asset.impaired_on),
    *(Asset.depreciation_method, Asset.units_total, Asset.value_changes),
)
_SUMMED = (Asset.cost, Asset.impairment, Asset.imported_accumulated, Asset.residual_rate, Asset.life_months)


@dataclass(frozen=True)
class Loss:
    """What one asset loses in the month and has lost by its end; see `DepreciationLine`."""

    asset_id: UUID
    org_unit_id: UUID
    category_id: UUID
    currency: str
    is_leased: bool
    amount: Decimal
    accumulated: Decimal
    difference: Decimal


def next_losses(
    session: Session, legal_entity_id: UUID, first: date, convention: str, after_id: UUID | None, *, limit: int
) -> list[Loss]:
    """What the next assets by id lose that the entity's books had in the month beginning on `first`."""
    query = select(*_COLUMNS).where(*_in_books(legal_entity_id, first))
    if after_id is not None:
        query = query.where(Asset.id > after_id)
    rows = session.execute(query.order_by(Asset.id).limit(limit))
    return [_loss(row, first, convention) for row in rows]


def register_sums(
    session: Session, legal_entity_id: UUID, first: date, *, after_id: UUID | None = None, to_id: UUID | None = None
) -> list[int]:
    """How many assets the books had, and the sums of what their depreciation is worked out from: an asset that comes,
    goes, is split, impaired or taken over anew changes one of them. Of the assets above `after_id` up to `to_id`."""
    sums = [func.sum(type_coerce(column, BigInteger)) for column in _SUMMED]
    told = func.sum(func.length(type_coerce(Asset.value_changes, Text)))
    gone = func.count(Asset.derecognised_on)
    query = select(func.count(), *sums, told, gone).where(*_in_books(legal_entity_id, first))
    if after_id is not None:
        query = query.where(Asset.id > after_id)
    if to_id is not None:
        query = query.where(Asset.id <= to_id)
    return [int(value or 0) for value in session.execute(query).one()]


def units_in_books(session: Session, legal_entity_id: UUID, first: date) -> Sequence[UUID]:
    """The departments with assets in the books of the month."""
    return session.scalars(select(Asset.org_unit_id).where(*_in_books(legal_entity_id, first)).distinct()).all()


def loss_in(basis: DepreciationBasis, first: date, by_the_end: Decimal, convention: str) -> Decimal:
    """What an asset that has lost `by_the_end` lost in the month that begins on `first`: nothing where an ERP has
    depreciated the month already."""
    if basis.imported_through is not None and months_between(first, basis.imported_through) >= 0:
        return ZERO
    return by_the_end - accumulated_through(basis, first - timedelta(days=1), convention)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)


def _in_books(legal_entity_id: UUID, first: date) -> tuple[ColumnElement[bool], ...]:
    is_there = or_(
        Asset.derecognised_on >= first, Asset.derecognised_on.is_(None) & (Asset.state != AssetState.DISPOSED)
    )
    return Asset.legal_entity_id == legal_entity_id, Asset.in_service_on < next_month(first), is_there


def _by_the_end(basis: DepreciationBasis, first: date, derecognised_on: date | None, convention: str) -> Decimal:
    if derecognised_on is not None and months_between(first, derecognised_on) == 0:
        return accumulated(basis, derecognised_on, convention)
    return accumulated_through(basis, first, convention)


def _loss(row: Row[*tuple[Any, ...]], first: date, convention: str) -> Loss:
    basis = basis_of(row)
    by_the_end = _by_the_end(basis, first, row.derecognised_on, convention)
    return Loss(
        row.id,
        row.org_unit_id,
        row.category_id,
        row.currency,
        row.is_leased,
        loss_in(basis, first, by_the_end, convention),
        by_the_end,
        imported_difference(basis, convention),
    )
