"""平均处置周期 and 账实差异率 against what they are held against."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from engine import clock
from engine.errors import Invalid, NotAllowed
from engine.history.models import Event
from tests.workflows.company import Company
from tests.workflows.disposal.test_releasing import cleared
from workflows.assets.models import Asset, AssetState
from workflows.disposal.models import DisposalRequest, RequestStatus, Verdict
from workflows.radar.kpis import PERIOD, cycle_by_month, kpis
from workflows.radar.models import Kpi
from workflows.radar.stretches import stretches
from workflows.radar.targets import Target, current_target, set_target, targets_set


def archived(company: Company, number: str, ended: datetime, days: int, unit: str = "SZ-IT") -> None:
    """A disposal that was written off then, after so many days."""
    with company.db.transaction() as session:
        session.add(
            DisposalRequest(
                number=number,
                status=RequestStatus.DISPOSED,
                source="page",
                reason="old",
                verdict=Verdict.IRREPARABLE,
                currency="CNY",
                requested_by=company.person_id("engineer"),
                requested_at=ended - timedelta(days=days),
                archived_at=ended,
                legal_entity_id=company.entities["QM-SZ"],
                org_unit_id=company.units[unit],
            )
        )


def set_(company: Company, kpi: Kpi, target: Target, role: str = "process_owner") -> Any:
    with company.db.transaction() as session:
        return set_target(session, company[role], kpi, target)


def test_the_cycle_is_held_against_the_sixty_days_before(company: Company) -> None:
    now = clock.now()
    for number, days in enumerate((10, 20, 30)):
        archived(company, f"A{number}", now - timedelta(days=number + 1), days)
    archived(company, "B", now - PERIOD - timedelta(days=1), 40)
    archived(company, "C", now - 2 * PERIOD - timedelta(days=1), 400)
    with company.db.reading() as session:
        figures = kpis(session, company["internal_audit"])
    assert (figures.current.count, figures.current.mean, figures.current.median) == (
        3,
        Decimal("20.0"),
        Decimal("20.0"),
    )
    assert (figures.baseline, figures.reduction, figures.is_cycle_reached) == (Decimal("40.0"), Decimal("50.0"), True)


def test_a_baseline_and_a_period_that_were_set_hold_instead(sqlite_company: Company) -> None:
    now = clock.now()
    archived(sqlite_company, "A", now - timedelta(days=1), 10)
    archived(sqlite_company, "B", now - timedelta(days=20), 90)
    since = (now - timedelta(days=10)).date()
    set_(sqlite_company, Kpi.DISPOSAL_CYCLE, Target(Decimal(40), Decimal("12.5"), since, None, "pilot"))
    with sqlite_company.db.reading() as session:
        figures = kpis(session, sqlite_company["internal_audit"])
    assert (figures.current.mean, figures.baseline, figures.reduction) == (
        Decimal("10.0"),
        Decimal("12.5"),
        Decimal("20.0"),
    )
    assert figures.is_cycle_reached is False


def test_a_unit_has_figures_of_its_own(sqlite_company: Company) -> None:
    now = clock.now()
    archived(sqlite_company, "A", now - timedelta(days=1), 10)
    archived(sqlite_company, "B", now - timedelta(days=1), 90, "SZ-PROD")
    with sqlite_company.db.reading() as session:
        figures = kpis(session, sqlite_company["internal_audit"], unit_id=sqlite_company.units["SZ-PROD"])
    assert figures.current.mean == Decimal("90.0")


def test_what_was_set_before_is_kept_and_told(company: Company) -> None:
    set_(company, Kpi.VARIANCE_RATE, Target(Decimal(2)))
    set_(company, Kpi.VARIANCE_RATE, Target(Decimal("1.5"), Decimal(3)))
    with company.db.reading() as session:
        assert [row.target for row in targets_set(session, Kpi.VARIANCE_RATE)] == [Decimal("1.5"), Decimal(2)]
        assert current_target(session, Kpi.VARIANCE_RATE).baseline == Decimal(3)
        assert current_target(session, Kpi.DISPOSAL_CYCLE) == Target(Decimal(40))
        told = session.scalars(select(Event).where(Event.kind == "kpi.target_set")).all()
    assert [event.number for event in told] == [1, 2]


@pytest.mark.parametrize(
    ("target", "where"),
    [
        (Target(Decimal(101)), "target"),
        (Target(Decimal("NaN")), "target"),
        (Target(Decimal("1e30")), "target"),
        (Target(Decimal("1.25")), "target"),
        (Target(Decimal(40), Decimal(0)), "baseline"),
        (Target(Decimal(40), None, date(2026, 2, 1), date(2026, 1, 1)), "ends_on"),
        (Target(Decimal(40), None, None, date(2026, 1, 1)), "starts_on"),
    ],
)
def test_a_target_out_of_range_is_refused_at_its_field(sqlite_company: Company, target: Target, where: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_(sqlite_company, Kpi.DISPOSAL_CYCLE, target)
    assert [problem.where for problem in refused.value.problems] == [where]


def test_only_the_process_owner_sets_targets(sqlite_company: Company) -> None:
    with pytest.raises(NotAllowed):
        set_(sqlite_company, Kpi.DISPOSAL_CYCLE, Target(Decimal(40)), "accountant")


def test_twelve_months_stand_in_a_row_empty_ones_too(sqlite_company: Company) -> None:
    archived(sqlite_company, "A", clock.now() - timedelta(days=1), 10)
    with sqlite_company.db.reading() as session:
        months = cycle_by_month(session, sqlite_company["internal_audit"])
    assert len(months) == 12
    assert sum(month.cycle.count for month in months) == 1


def test_the_time_of_a_disposal_is_told_by_state_and_by_step(company: Company) -> None:
    cleared(company).hand_out()
    auditor = company["internal_audit"]
    with company.db.transaction() as session:
        request = session.scalars(select(DisposalRequest)).one()
        request.status, request.archived_at = RequestStatus.DISPOSED, clock.now()
    with company.db.reading() as session:
        found = stretches(session, auditor, clock.now() - PERIOD, clock.now())
    assert {row.state: row.lasted.count for row in found.states} == {
        AssetState.PENDING_DISPOSAL: 1,
        AssetState.QUARANTINED: 1,
        AssetState.PENDING_APPROVAL: 1,
        AssetState.PENDING_WRITEOFF: 0,
    }
    steps = {row.name.in_language("en"): row.waited.count for row in found.steps}
    assert steps["Countersign"] == 2
    assert steps["Finance review"] == 1


def test_what_nobody_has_seen_and_what_has_left_differ_from_the_books(sqlite_company: Company) -> None:
    auditor = sqlite_company["internal_audit"]
    with sqlite_company.db.transaction() as session:
        assets = session.scalars(select(Asset).order_by(Asset.asset_no)).all()
        for asset in assets:
            asset.last_physical_evidence_at = clock.now()
        assets[0].state, assets[0].last_physical_evidence_at = "in_use", clock.now() - timedelta(days=181)
        assets[1].state, assets[1].location_id = "pending_writeoff", None
    with sqlite_company.db.reading() as session:
        rate = kpis(session, auditor).variance_rate
    assert rate == (Decimal(200) / len(assets)).quantize(Decimal("0.1"))
