"""In which order a register is read, page by page: each order goes on after the last asset of the page before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from engine.errors import NotFound, say
from engine.types import EPOCH
from workflows.assets.models import Asset

_MICROSECOND = timedelta(microseconds=1)


class RegisterOrder(StrEnum):
    """Orders that an index holds ready."""

    NUMBER = "number"
    DEAREST = "dearest"
    LONGEST = "longest"  # the longest in its state first


@dataclass(frozen=True)
class _By:
    column: InstrumentedAttribute[Any]
    is_falling: bool


_ORDERS: Mapping[RegisterOrder, _By] = {
    RegisterOrder.DEAREST: _By(Asset.cost, True),
    RegisterOrder.LONGEST: _By(Asset.state_since, False),
}


def ordered(order: RegisterOrder) -> tuple[ColumnElement[Any], ...]:
    """What the rows are ordered by; assets alike by number, in the direction that the index has."""
    by = _ORDERS.get(order)
    if by is None:
        return (Asset.asset_no.asc(),)
    return (by.column.desc(), Asset.asset_no.desc()) if by.is_falling else (by.column.asc(), Asset.asset_no.asc())


def place_of(asset: Asset, order: RegisterOrder) -> str:
    """Where the page after this asset begins, as a word for an address."""
    if order is RegisterOrder.DEAREST:
        return f"{asset.cost}|{asset.asset_no}"
    if order is RegisterOrder.LONGEST:
        return f"{(asset.state_since - EPOCH) // _MICROSECOND}|{asset.asset_no}"
    return asset.asset_no


def comes_after(place: str, order: RegisterOrder) -> ColumnElement[bool]:
    """The condition for what follows a place. Refused with `NotFound`: a place that is none."""
    by = _ORDERS.get(order)
    if by is None:
        return Asset.asset_no > place
    text, _, asset_no = place.partition("|")
    value = _value(text, order)
    if by.is_falling:
        return and_(by.column <= value, or_(by.column < value, Asset.asset_no < asset_no))
    return and_(by.column >= value, or_(by.column > value, Asset.asset_no > asset_no))


def _value(text: str, order: RegisterOrder) -> Any:
    try:
        if order is RegisterOrder.LONGEST:
            return EPOCH + int(text) * _MICROSECOND
        amount = Decimal(text)
        if not amount.is_finite() or amount != round(amount, 2) or abs(amount) >= Decimal(10) ** 14:
            raise ValueError(text)
    except (ValueError, OverflowError, InvalidOperation) as error:
        raise NotFound(say("There is no such page.")) from error
    return amount
