"""What the nightly watch labels and tells, and what the lists show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from engine import clock
from engine.commands.run_jobs import run_jobs
from engine.errors import Conflict, Invalid
from engine.outbox.models import Notice
from engine.people.models import Person
from tests.workflows.company import Company
from tests.workflows.disposal.test_releasing import cleared
from tests.workflows.disposal.walk import start
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.models import DisposalRequest
from workflows.radar.ageing import By, ageing
from workflows.radar.assets_at_risk import high_risk, labelled_since, stale, unclaimed
from workflows.radar.deadlines import to_declare, unposted
from workflows.radar.evaluating import start_evaluations, visible_assets
from workflows.radar.models import RadarLabel
from workflows.radar.watching import ensure_watch, label_assets, next_night, warn_of_deadlines

REASON = "超过七年，两年未维保"


def numbers(rows: Any) -> list[str]:
    return [row.asset.asset_no for row in rows]


def change(company: Company, asset_no: str, **values: Any) -> None:
    with company.db.transaction() as session:
        asset = find_asset_by_no(session, asset_no)
        for name, value in values.items():
            setattr(asset, name, value)


def test_old_assets_without_maintenance_are_on_the_radar_and_labelled_at_night(company: Company) -> None:
    with company.db.transaction() as session:
        ensure_watch(session)
        ensure_watch(session)
    with company.db.reading() as session:
        found = numbers(high_risk(session, company["internal_audit"]))
    assert {"SZ-PROD-0002", "SZ-IT-0003"} <= set(found)
    assert "SZ-IT-0007" not in found
    run_jobs(company.db, now=next_night(datetime.now(UTC)))
    with company.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(RadarLabel)) == len(found)


@pytest.mark.parametrize(
    ("in_service_on", "maintained_on", "is_risky"),
    [
        (date(2019, 11, 22), None, False),
        (date(2019, 11, 21), None, True),
        (date(2019, 11, 21), date(2024, 11, 22), False),
        (date(2019, 11, 21), date(2024, 11, 21), True),
    ],
)
def test_the_boundaries_hold_in_the_database_too(
    sqlite_company: Company, in_service_on: date, maintained_on: date | None, is_risky: bool
) -> None:
    change(sqlite_company, "SZ-IT-0007", in_service_on=in_service_on, last_maintenance_on=maintained_on)
    with time_machine.travel(datetime(2026, 11, 22, 3, tzinfo=UTC), tick=False), sqlite_company.db.reading() as session:
        assert ("SZ-IT-0007" in numbers(high_risk(session, sqlite_company["internal_audit"]))) is is_risky


def test_the_label_goes_once_the_asset_is_maintained(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session:
        label_assets(session)
        asset_id = find_asset_by_no(session, "SZ-IT-0003").id
        assert labelled_since(session, [asset_id]).keys() == {asset_id}
    change(sqlite_company, "SZ-IT-0003", last_maintenance_on=clock.now().date())
    with sqlite_company.db.transaction() as session:
        label_assets(session)
        assert labelled_since(session, [asset_id]) == {}


def test_people_see_the_risks_of_their_own_units(sqlite_company: Company) -> None:
    with sqlite_company.db.reading() as session:
        seen = {row.asset.org_unit_id for row in high_risk(session, sqlite_company["shanghai_engineer"])}
        shanghai = set(session.scalars(select(Asset.org_unit_id).where(Asset.asset_no.startswith("SH-"))))
        production = high_risk(session, sqlite_company["internal_audit"], unit_id=sqlite_company.units["SZ-PROD"])
    assert seen <= shanghai
    assert {row.asset.org_unit_id for row in production} == {sqlite_company.units["SZ-PROD"]}


def test_a_list_goes_on_where_its_page_ended(company: Company) -> None:
    auditor = company["internal_audit"]
    with company.db.reading() as session:
        every = high_risk(session, auditor)
        first = every[0].asset
        assert numbers(high_risk(session, auditor, after=(first.in_service_on, first.id))) == numbers(every)[1:]


def test_what_is_in_use_but_not_seen_for_half_a_year_is_stale(company: Company) -> None:
    now, auditor = clock.now(), company["internal_audit"]
    long_ago = now - timedelta(days=181)
    lately = now - timedelta(days=179)
    change(company, "SZ-IT-0001", last_physical_evidence_at=long_ago)
    change(company, "SZ-IT-0002", last_physical_evidence_at=lately)
    change(company, "SZ-IT-0004", last_physical_evidence_at=None, state_since=long_ago - timedelta(days=1))
    change(company, "SZ-IT-0005", last_physical_evidence_at=long_ago, last_maintenance_on=lately.date())
    change(company, "SZ-IT-0008", last_physical_evidence_at=long_ago, state=AssetState.IDLE.value)
    with company.db.reading() as session:
        rows = stale(session, auditor)
        assert numbers(rows) == ["SZ-IT-0004", "SZ-IT-0001"]
        first = rows[0].asset
        assert numbers(stale(session, auditor, after=(first.state_since, first.id))) == ["SZ-IT-0001"]


def test_assets_of_somebody_who_has_left_are_nobodys(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session:
        assert unclaimed(session, sqlite_company["internal_audit"]) == []
        session.get_one(Person, sqlite_company.person_id("second_engineer")).is_active = False
    with sqlite_company.db.reading() as session:
        rows = unclaimed(session, sqlite_company["internal_audit"])
    assert "SZ-PROD-0002" in numbers(rows)
    assert all(row.is_unclaimed for row in rows)


def test_an_evaluation_starts_from_afar_without_a_photo(sqlite_company: Company) -> None:
    engineer = sqlite_company["engineer"]

    with sqlite_company.db.transaction() as session:
        ids = visible_assets(session, engineer, ["SZ-IT-0003", "SZ-IT-0001"])
        (request,) = start_evaluations(session, engineer, ids, reason=REASON)
    assert (request.source, request.verdict) == ("radar", "pending")
    with sqlite_company.db.reading() as session:
        asset = find_asset_by_no(session, "SZ-IT-0003")
        assert asset.state == AssetState.PENDING_DISPOSAL
        assert asset.last_physical_evidence_at is None
        assert "SZ-IT-0003" not in numbers(high_risk(session, sqlite_company["internal_audit"]))


def test_assets_of_two_departments_are_evaluated_in_two_requests_or_not_at_all(sqlite_company: Company) -> None:
    manager = sqlite_company["internal_audit"]

    def evaluate(*asset_nos: str) -> list[DisposalRequest]:
        with sqlite_company.db.transaction() as session:
            return start_evaluations(session, manager, visible_assets(session, manager, asset_nos), reason=REASON)

    start(sqlite_company, "SZ-IT-0006")
    with pytest.raises(Conflict):
        evaluate("SZ-PROD-0002", "SZ-IT-0006")
    assert len(evaluate("SZ-PROD-0002", "SZ-IT-0003")) == 2


def test_assets_that_one_may_not_see_are_not_evaluated(sqlite_company: Company) -> None:
    with sqlite_company.db.transaction() as session, pytest.raises(Invalid, match="not for you to see"):
        visible_assets(session, sqlite_company["shanghai_engineer"], ["SZ-IT-0003"])


def test_what_left_last_year_and_is_not_in_the_books_is_warned_of_once(sqlite_company: Company) -> None:
    walk = cleared(sqlite_company)
    walk.hand_out()
    db = sqlite_company.db
    with db.reading() as session:
        (row,) = unposted(session, sqlite_company["accountant"])
        assert not row.is_late
        assert row.handed_out_at is not None
    year = row.handed_out_at.year + 1
    with time_machine.travel(datetime(year, 5, 20, 3, tzinfo=UTC), tick=False):
        with db.transaction() as session:
            assert warn_of_deadlines(session) == 1
        with db.transaction() as session:
            assert warn_of_deadlines(session) == 0
        with db.reading() as session:
            (row,) = unposted(session, sqlite_company["accountant"])
            assert (row.is_late, row.warning, row.days_left) == (True, 30, 11)
            told = session.scalars(select(Notice).where(Notice.person_id == sqlite_company.person_id("accountant")))
            assert any("tax deadline" in str(notice.sentence) for notice in told)


def test_what_left_at_night_left_on_the_day_of_the_company(sqlite_company: Company) -> None:
    """New Year's Eve at 20:00 in UTC is New Year in China: that loss is the new year's."""
    with time_machine.travel(datetime(2030, 12, 31, 20, tzinfo=UTC), tick=True):
        cleared(sqlite_company).hand_out()
        with sqlite_company.db.reading() as session:
            (row,) = unposted(session, sqlite_company["accountant"])
    assert row.deadline == date(2032, 5, 31)


def test_a_posted_disposal_shows_its_deadline_until_it_is_over(sqlite_company: Company) -> None:
    walk = cleared(sqlite_company)
    walk.hand_out()
    walk.confirm()
    accountant = sqlite_company["accountant"]
    with sqlite_company.db.reading() as session:
        (row,) = to_declare(session, accountant)
        assert unposted(session, accountant) == []
    assert row.posted_on is not None
    assert row.deadline == date(row.posted_on.year + 1, 5, 31)
    over = datetime(row.deadline.year, 6, 1, 3, tzinfo=UTC)
    with time_machine.travel(over, tick=False), sqlite_company.db.reading() as session:
        assert to_declare(session, accountant) == []


def test_days_in_a_state_are_counted_by_state_custodian_and_department(company: Company) -> None:
    start(company, "SZ-IT-0006")
    start(company, "SZ-IT-0001")
    change(company, "SZ-IT-0001", state_since=clock.now() - timedelta(days=8))
    auditor = company["internal_audit"]
    with company.db.reading() as session:
        states = {row.of: list(row.counts) for row in ageing(session, auditor)}
        holders = [(row.of, list(row.counts)) for row in ageing(session, auditor, by=By.CUSTODIAN)]
        units = [(row.of, list(row.counts)) for row in ageing(session, auditor, by=By.UNIT)]
        shanghai = ageing(session, auditor, by=By.UNIT, unit_id=company.units["SH-OPS"])
    assert states[AssetState.PENDING_DISPOSAL] == [1, 1, 0, 0]
    assert states[AssetState.QUARANTINED] == [0, 0, 0, 0]
    assert [(person.login, counts) for person, counts in holders if isinstance(person, Person)] == [
        ("lin.gong", [0, 1, 0, 0]),
        ("sun.li", [1, 0, 0, 0]),
    ]
    assert [counts for _, counts in units] == [[1, 1, 0, 0]]
    assert shanghai == []


@pytest.mark.parametrize(("days", "bucket"), [(7, 0), (8, 1), (30, 1), (31, 2), (90, 2), (91, 3)])
def test_buckets_end_with_their_last_full_day(sqlite_company: Company, days: int, bucket: int) -> None:
    start(sqlite_company, "SZ-IT-0006")
    change(sqlite_company, "SZ-IT-0006", state_since=clock.now() - timedelta(days=days, hours=1))
    with sqlite_company.db.reading() as session:
        (row, *_) = ageing(session, sqlite_company["internal_audit"])
    assert [bool(count) for count in row.counts] == [place == bucket for place in range(4)]
