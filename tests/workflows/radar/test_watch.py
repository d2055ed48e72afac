"""What the nightly watch labels and tells, and what the lists show."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine
from sqlalchemy import func, select

from engine.commands.run_jobs import run_jobs
from engine.outbox.models import Notice
from tests.workflows.company import Company
from tests.workflows.disposal.test_releasing import cleared
from workflows.assets.models import Asset
from workflows.radar.models import RadarLabel
from workflows.radar.queries import ageing, high_risk, kpis, tax_clock
from workflows.radar.watching import ensure_watch, next_night, warn_of_deadlines


def test_old_assets_without_maintenance_are_on_the_radar_and_labelled_at_night(company: Company) -> None:
    with company.db.transaction() as session:
        ensure_watch(session)
        ensure_watch(session)
    with company.db.reading() as session:
        found = [row.asset.asset_no for row in high_risk(session, company["internal_audit"])]
    assert {"SZ-PROD-0002", "SZ-IT-0003"} <= set(found)
    assert "SZ-IT-0007" not in found
    run_jobs(company.db, now=next_night(datetime.now(UTC)))
    with company.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(RadarLabel)) == len(found)


def test_people_see_the_risks_of_their_own_units(company: Company) -> None:
    with company.db.reading() as session:
        seen = {row.asset.org_unit_id for row in high_risk(session, company["shanghai_engineer"])}
        shanghai = set(session.scalars(select(Asset.org_unit_id).where(Asset.asset_no.startswith("SH-"))))
    assert seen <= shanghai


def test_what_left_last_year_and_is_not_in_the_books_is_warned_of_once(sqlite_company: Company) -> None:
    walk = cleared(sqlite_company)
    walk.hand_out()
    db = sqlite_company.db
    with db.reading() as session:
        (row,) = tax_clock(session, sqlite_company["accountant"])
        assert not row.is_late
    year = row.handed_out_at.year + 1
    with time_machine.travel(datetime(year, 5, 20, 3, tzinfo=UTC), tick=False):
        with db.transaction() as session:
            assert warn_of_deadlines(session) == 1
        with db.transaction() as session:
            assert warn_of_deadlines(session) == 0
        with db.reading() as session:
            assert tax_clock(session, sqlite_company["accountant"])[0].is_late
            told = session.scalars(select(Notice).where(Notice.person_id == sqlite_company.person_id("accountant")))
            assert any("tax deadline" in str(notice.sentence) for notice in told)


def test_days_in_state_and_cycles_are_counted(company: Company) -> None:
    walk = cleared(company)
    walk.hand_out()
    auditor = company["internal_audit"]
    with company.db.reading() as session:
        counts = {row.state.value: list(row.counts) for row in ageing(session, auditor)}
    assert counts["pending_writeoff"] == [1, 0, 0, 0]
    walk.confirm()
    with company.db.reading() as session:
        figures = kpis(session, auditor)
    assert figures.current.count == 1
    assert figures.variance_rate is not None
