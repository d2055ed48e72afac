"""Exact column types and ids: money, quantities, unit costs and instants are integers in the database.

`Numeric`, `Float` and `DateTime` are refused by a house rule: SQLite keeps `NUMERIC` as a binary float, and
naive date-times lose the zone.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def new_id() -> UUID:
    """A UUIDv7: unique, and ordered by the time of its making, so that indexes grow at one end."""
    return uuid7()


class _ScaledDecimal(TypeDecorator[Decimal]):
    """A `Decimal` with a fixed number of digits after the point, kept as a BIGINT; more digits are refused."""

    impl = BigInteger
    cache_ok = True
    digits: int

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError(f"{type(self).__name__} takes Decimal, never float")
        scaled = Decimal(value).scaleb(self.digits)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.digits} digits after the point")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.digits)


class Money(_ScaledDecimal):
    """An amount in hundredths of the currency named beside it."""

    cache_ok = True
    digits = 2


class Quantity(_ScaledDecimal):
    """A quantity in 1/10,000 of its unit."""

    cache_ok = True
    digits = 4


class UnitCost(_ScaledDecimal):
    """A cost of one unit in 1/1,000,000 of the currency."""

    cache_ok = True
    digits = 6


class UtcInstant(TypeDecorator[datetime]):
    """An instant as microseconds since 1970 UTC; takes aware datetimes only and gives UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


def storable(text: str, limit: int = 2000) -> str:
    """What a program says of its failure, as either database keeps it: no NUL, no half characters, at most `limit`
    characters."""
    return text[:limit].replace("\0", "").encode(errors="replace").decode()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds") if value.tzinfo else value.isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (set, frozenset)):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} has no canonical form")


_CANONICAL = json.JSONEncoder(
    default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def canonical_json(value: Any) -> str:
    """The one text of a value: sorted keys, no spaces, decimals as strings, instants in UTC; NaN is refused."""
    return _CANONICAL.encode(value)


_EMPTY_JSON: dict[type, str] = {list: "[]", dict: "{}"}


class JsonText(TypeDecorator[Any]):
    """JSON kept as canonical text, so that it reads the same on both databases and can be hashed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if not value and type(value) in _EMPTY_JSON:  # most are empty, and many rows are written at once
            return _EMPTY_JSON[type(value)]
        return None if value is None else canonical_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
