"""Money, quantities and instants are exact in both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.dialects import sqlite

from engine.types import Money, Quantity, UnitCost, UtcInstant, canonical_json, new_id

DIALECT = sqlite.dialect()
assert create_engine  # the dialect above needs SQLAlchemy's registry to be loaded


@given(st.integers(min_value=-(2**62), max_value=2**62))
def test_money_comes_back_to_the_cent(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    stored = Money().process_bind_param(amount, DIALECT)
    assert stored == cents
    assert Money().process_result_value(stored, DIALECT) == amount


@pytest.mark.parametrize(("kind", "digits"), [(Money, 2), (Quantity, 4), (UnitCost, 6)])
def test_more_digits_than_there_is_room_for_are_refused(kind: type[Money], digits: int) -> None:
    kind().process_bind_param(Decimal(1).scaleb(-digits), DIALECT)
    with pytest.raises(ValueError, match="digits"):
        kind().process_bind_param(Decimal(1).scaleb(-digits - 1), DIALECT)
    with pytest.raises(TypeError, match="never float"):
        kind().process_bind_param(0.5, DIALECT)  # type: ignore[arg-type]


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2300, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_an_instant_comes_back_to_the_microsecond(naive: datetime, offset: int) -> None:
    instant = naive.replace(tzinfo=timezone(timedelta(minutes=offset)))
    stored = UtcInstant().process_bind_param(instant, DIALECT)
    found = UtcInstant().process_result_value(stored, DIALECT)
    assert found == instant
    assert found is not None
    assert found.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcInstant().process_bind_param(datetime(2026, 1, 1), DIALECT)  # noqa: DTZ001


def test_canonical_json_has_one_text_for_one_value() -> None:
    assert canonical_json({"b": Decimal("1.50"), "a": [None, True, "账"]}) == '{"a":[null,true,"账"],"b":"1.50"}'
    with pytest.raises(ValueError, match="JSON"):
        canonical_json(float("nan"))
    with pytest.raises(TypeError):
        canonical_json(object())


def test_ids_are_unique_and_ordered_by_their_making() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert ids == sorted(ids)
    assert {i.version for i in ids} == {7}
