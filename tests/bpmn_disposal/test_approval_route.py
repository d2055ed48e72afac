"""`approval-route.dmn` routes by domain.md B4: net value, cost and kind, upper bounds inclusive."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decisions import DecisionModel, parse_decisions
from tests.bpmn_disposal.drawing import ROOT

ORDINARY: dict[str, Any] = {
    "net_value": Decimal("1.00"),
    "original_cost": Decimal("1.00"),
    "kinds": [],
    "method": "scrap",
    "is_related_party": False,
}
ROLES = ["dept_head", "asset_manager_head", "finance_manager", "cfo", "gm"]
NET_VALUE_BOUNDS = [Decimal(10_000), Decimal(100_000), Decimal(1_000_000)]
COST_BOUNDS = [Decimal(100_000), Decimal(1_000_000), Decimal(10_000_000)]
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def table() -> DecisionModel:
    return read_table()


def read_table() -> DecisionModel:
    path = ROOT / "disposal" / "approval-route.dmn"
    return parse_decisions(path.read_bytes(), path.name)


def level(table: DecisionModel, **facts: Any) -> int:
    return int(table.evaluate("approval-route", {**ORDINARY, **facts}).value["level"])


@pytest.mark.parametrize(("fact", "bounds"), [("net_value", NET_VALUE_BOUNDS), ("original_cost", COST_BOUNDS)])
def test_an_upper_bound_belongs_to_its_level_and_a_cent_more_to_the_next(
    table: DecisionModel, fact: str, bounds: list[Decimal]
) -> None:
    for number, bound in enumerate(bounds, 1):
        assert level(table, **{fact: bound}) == number
        assert level(table, **{fact: bound + CENT}) == number + 1


def test_nothing_left_in_the_books_is_the_first_level(table: DecisionModel) -> None:
    assert level(table, net_value=Decimal(0), original_cost=Decimal(0)) == 1


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("early_retirement", 2),
        ("related_party_sale", 3),
        ("donation", 3),
        ("loss", 3),
        ("state_owned", 3),
        ("property", 4),
    ],
)
def test_a_kind_demands_its_level_whatever_the_amount(table: DecisionModel, kind: str, least: int) -> None:
    assert level(table, kinds=[kind]) == least
    assert level(table, kinds=[kind], net_value=Decimal(2_000_000)) == 4


@pytest.mark.parametrize(
    ("facts", "least"),
    [
        ({"method": "donation"}, 3),
        ({"method": "damage"}, 3),
        ({"method": "shortage"}, 3),
        ({"method": "sale", "is_related_party": True}, 3),
        ({"method": "sale"}, 1),
        ({"is_related_party": True}, 1),
    ],
)
def test_a_method_demands_its_level(table: DecisionModel, facts: dict[str, Any], least: int) -> None:
    assert level(table, **facts) == least


def test_of_several_kinds_the_highest_counts(table: DecisionModel) -> None:
    assert level(table, kinds=["early_retirement", "property", "donation"]) == 4


@pytest.mark.parametrize(
    ("net_value", "approvers"), [(1, ROLES[:2]), (10_001, ROLES[:3]), (100_001, ROLES[:4]), (1_000_001, ROLES)]
)
def test_each_level_adds_one_approver(table: DecisionModel, net_value: int, approvers: list[str]) -> None:
    facts = {**ORDINARY, "net_value": Decimal(net_value)}
    assert table.evaluate("approval-route", facts).value["approvers"] == approvers


@pytest.mark.parametrize("fact", ["net_value", "original_cost"])
def test_an_unknown_amount_gives_no_route_rather_than_a_low_one(table: DecisionModel, fact: str) -> None:
    assert table.evaluate("approval-route", {**ORDINARY, fact: None}).value is None


_amounts = st.decimals(min_value=0, max_value=50_000_000, places=2)
_table = read_table()


@given(net_value=_amounts, cost=_amounts)
def test_the_level_is_the_higher_of_the_two_amounts(net_value: Decimal, cost: Decimal) -> None:
    by_amount = [
        1 + sum(amount > bound for bound in bounds)
        for amount, bounds in ((net_value, NET_VALUE_BOUNDS), (cost, COST_BOUNDS))
    ]
    assert level(_table, net_value=net_value, original_cost=cost) == max(by_amount)
