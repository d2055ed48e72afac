"""The worked examples of domain.md B8 come out to the cent, on the pages and through the API, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from engine import clock
from tests.webapp.demo import Site, demo_site
from tests.webapp.worked_examples import L1, Example, Lines, Pages, Programs, Way, dispose
from workflows.assets.models import Asset
from workflows.assets.queries import find_asset_by_no

SOLD_ON = "2024-11-12"
MONTHS = 54
"""From the month of putting into use to that of the sale; 102,600 are depreciated by then."""


@contextmanager
def _way(named: str, folder: Path) -> Iterator[Way]:
    backend, by = named.split()
    with demo_site(backend, folder) as site:
        yield Pages(site) if by == "pages" else Programs(site)


@pytest.fixture(params=["sqlite pages", "sqlite programs", "postgresql pages", "postgresql programs"])
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with _way(request.param, tmp_path) as found:
        yield found


@pytest.fixture(params=["sqlite programs", "postgresql pages"])
def either_way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    """For what differs from another example by its figures alone."""
    with _way(request.param, tmp_path) as found:
        yield found


def test_a_sale_for_22600_gains_2300(way: Way) -> None:
    way.open_month("2024-11")
    asset_no = Example(way.site).register()
    booked = dispose(way, asset_no, "sale", posting_date=SOLD_ON, proceeds="22600", vat_code="general", costs="300")
    assert booked == [
        ("1606", "17400.00", "0.00"),
        ("1602", "102600.00", "0.00"),
        ("1601", "0.00", "120000.00"),
        ("1606", "300.00", "0.00"),
        ("1002", "0.00", "300.00"),
        ("1002", "22600.00", "0.00"),
        ("1606", "0.00", "20000.00"),
        ("2221", "0.00", "2600.00"),
        ("1606", "2300.00", "0.00"),
        ("6115", "0.00", "2300.00"),
    ]
    assert _balance(booked, "1606") == 0


def test_the_same_asset_scrapped_for_1130_loses_16700(way: Way) -> None:
    way.open_month("2024-11")
    asset_no = Example(way.site).register()
    booked = dispose(way, asset_no, "scrap", posting_date=SOLD_ON, proceeds="1130", vat_code="general", costs="300")
    assert booked == [
        ("1606", "17400.00", "0.00"),
        ("1602", "102600.00", "0.00"),
        ("1601", "0.00", "120000.00"),
        ("1606", "300.00", "0.00"),
        ("1002", "0.00", "300.00"),
        ("1002", "1130.00", "0.00"),
        ("1606", "0.00", "1000.00"),
        ("2221", "0.00", "130.00"),
        ("6711", "16700.00", "0.00"),
        ("1606", "0.00", "16700.00"),
    ]
    assert _balance(booked, "1606") == 0


def test_by_ifrs_the_sale_has_no_clearing_account_and_gains_2300(either_way: Way) -> None:
    booked = _sold_by_ifrs(either_way, "CN_NEXT_MONTH")
    assert booked == _ifrs_sale(accumulated="102600.00", gain="2300.00")
    assert _totals(booked) == (Decimal("125200.00"), Decimal("125200.00"))


def test_by_ifrs_to_the_day_the_sale_gains_2212_60(way: Way) -> None:
    booked = _sold_by_ifrs(way, "DAILY")
    assert booked == _ifrs_sale(accumulated="102512.60", gain="2212.60")
    assert _totals(booked) == (Decimal("125112.60"), Decimal("125112.60"))


@pytest.mark.parametrize(
    ("by", "value", "cost", "accumulated"),
    [
        ("quantity", "1", "40000.00", "34200.00"),
        ("amount", "50000", "50000.00", "42750.00"),
        ("percent", "33.33", "39996.00", "34196.58"),
    ],
)
def test_a_part_leaves_and_the_rest_loses_no_cent(
    either_way: Way, by: str, value: str, cost: str, accumulated: str
) -> None:
    today = clock.now().date()
    asset_no = Example(either_way.site, in_service_on=_months_ago(MONTHS), quantity=Decimal(3)).register()
    part = either_way.split(asset_no, by, value)
    assert part == "EX-1-1"
    carrying = str(Decimal(cost) - Decimal(accumulated))
    booked = dispose(either_way, part, "scrap", posting_date=today.isoformat(), approvers=L1)
    assert booked == [
        ("1606", carrying, "0.00"),
        ("1602", accumulated, "0.00"),
        ("1601", "0.00", cost),
        ("6711", carrying, "0.00"),
        ("1606", "0.00", carrying),
    ]
    rest = _asset(either_way, asset_no)
    assert rest.cost == Decimal(120000) - Decimal(cost)
    assert rest.residual_amount is not None
    assert rest.residual_amount + (_asset(either_way, part).residual_amount or 0) == Decimal(6000)
    assert [Decimal(change["accumulated"]) for change in rest.value_changes][-1] == Decimal(102600) - Decimal(
        accumulated
    )


def test_what_late_processing_moves_is_shown_on_the_case_page(site: Site) -> None:
    asset_no = Example(site, in_service_on=_months_ago(30)).register()
    case = site.mark(asset_no)
    assert "Moved from loss to depreciation" not in site.as_("lin.gong").get(case).text
    with clock.set_to(clock.now() + timedelta(days=62)):
        page = site.as_("lin.gong").get(case).text
    assert re.search(r"Moved from loss to depreciation.{0,80}3,800\.00.{0,120}in 2 months since it was marked", page)


def _sold_by_ifrs(way: Way, convention: str) -> Lines:
    way.keep_books("ifrs", convention)
    way.open_month("2024-11")
    asset_no = Example(way.site).register()
    return sorted(
        dispose(way, asset_no, "sale", posting_date=SOLD_ON, proceeds="22600", vat_code="general", costs="300")
    )


def _ifrs_sale(*, accumulated: str, gain: str) -> Lines:
    return [
        ("1000", "0.00", "300.00"),
        ("1000", "22600.00", "0.00"),
        ("1500", "0.00", "120000.00"),
        ("1510", accumulated, "0.00"),
        ("2200", "0.00", "2600.00"),
        ("7100", "0.00", gain),
    ]


def _months_ago(months: int) -> date:
    today = clock.now().date()
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 15)


def _totals(lines: Lines) -> tuple[Decimal, Decimal]:
    return sum((Decimal(debit) for _, debit, _ in lines), Decimal(0)), sum(
        (Decimal(credit) for *_, credit in lines), Decimal(0)
    )


def _asset(way: Way, asset_no: str) -> Asset:
    with way.site.db.reading() as session:
        return find_asset_by_no(session, asset_no)


def _balance(lines: Lines, account: str) -> Decimal:
    return sum((Decimal(debit) - Decimal(credit) for code, debit, credit in lines if code == account), Decimal(0))
