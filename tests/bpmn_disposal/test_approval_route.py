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
    "cumulative_net_value": Decimal("1.00"),
    "cumulative_cost": Decimal("1.00"),
    "is_fully_depreciated": False,
    "flags": [],
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


@pytest.mark.parametrize(
    ("fact", "bounds"), [("cumulative_net_value", NET_VALUE_BOUNDS), ("cumulative_cost", COST_BOUNDS)]
)
def test_an_upper_bound_belongs_to_its_level_and_a_cent_more_to_the_next(
    table: DecisionModel, fact: str, bounds: list[Decimal]
) -> None:
    for number, bound in enumerate(bounds, 1):
        assert level(table, **{fact: bound}) == number
        assert level(table, **{fact: bound + CENT}) == number + 1


def test_nothing_left_in_the_books_is_the_first_level(table: DecisionModel) -> None:
    assert level(table, cumulative_net_value=Decimal(0), cumulative_cost=Decimal(0)) == 1


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
    assert level(table, kinds=[kind], cumulative_net_value=Decimal(2_000_000)) == 4


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
    facts = {**ORDINARY, "cumulative_net_value": Decimal(net_value)}
    assert table.evaluate("approval-route", facts).value["approvers"] == approvers


@pytest.mark.parametrize("fact", ["cumulative_net_value", "cumulative_cost"])
def test_an_unknown_amount_gives_no_route_rather_than_a_low_one(table: DecisionModel, fact: str) -> None:
    assert table.evaluate("approval-route", {**ORDINARY, fact: None}).value is None


SMALL: dict[str, Any] = {"is_fully_depreciated": True, "cumulative_cost": Decimal(5000)}


def test_a_small_depreciated_asset_with_nothing_special_needs_the_department_head_alone(table: DecisionModel) -> None:
    route = table.evaluate("approval-route", {**ORDINARY, **SMALL}).value
    assert (route["is_fast_lane"], route["approvers"]) == (True, ["dept_head"])


@pytest.mark.parametrize(
    "changed",
    [
        {"cumulative_cost": Decimal("5000.01")},
        {"is_fully_depreciated": False},
        {"is_fully_depreciated": None},
        {"flags": ["data_bearing"]},
        {"flags": ["hazardous"]},
        {"kinds": ["state_owned"]},
        {"cumulative_net_value": Decimal("10000.01")},
    ],
    ids=str,
)
def test_anything_else_takes_the_ordinary_way(table: DecisionModel, changed: dict[str, Any]) -> None:
    route = table.evaluate("approval-route", {**ORDINARY, **SMALL, **changed}).value
    assert not route["is_fast_lane"]
    assert len(route["approvers"]) > 1


@pytest.mark.parametrize(
    ("facts", "countersigners"),
    [
        ({}, []),
        ({"flags": ["data_bearing"]}, ["it_security"]),
        ({"flags": ["hazardous"]}, ["ehs_officer"]),
        ({"flags": ["vehicle"]}, ["fleet_officer"]),
        ({"flags": ["leased"]}, ["contract_owner"]),
        ({"flags": ["mortgaged"]}, ["treasury"]),
        ({"flags": ["subsidised"]}, []),
        ({"method": "sale"}, ["purchasing"]),
        ({"cumulative_net_value": Decimal(100_000)}, []),
        ({"cumulative_net_value": Decimal("100000.01")}, ["internal_audit"]),
        ({"flags": ["data_bearing", "hazardous"], "kinds": ["loss"]}, ["it_security", "ehs_officer", "internal_audit"]),
    ],
    ids=str,
)
def test_who_countersigns(table: DecisionModel, facts: dict[str, Any], countersigners: list[str]) -> None:
    assert table.evaluate("approval-route", {**ORDINARY, **facts}).value["countersigners"] == countersigners


_amounts = st.decimals(min_value=0, max_value=50_000_000, places=2)
_table = read_table()


@given(net_value=_amounts, cost=_amounts)
def test_the_level_is_the_higher_of_the_two_amounts(net_value: Decimal, cost: Decimal) -> None:
    by_amount = [
        1 + sum(amount > bound for bound in bounds)
        for amount, bounds in ((net_value, NET_VALUE_BOUNDS), (cost, COST_BOUNDS))
    ]
    assert level(_table, cumulative_net_value=net_value, cumulative_cost=cost) == max(by_amount)
