"""Plan against what was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import clock
from engine.errors import Invalid, NotAllowed
from engine.history.queries import events_of
from tests.workflows.company import Company
from tests.workflows.disposal.walk import Walk, start
from workflows.organization.books import today
from workflows.planning.models import Stage
from workflows.planning.operations import plan_stages
from workflows.planning.queries import late_stages, plan_of


def plan(walk: Walk, role: str = "asset_manager", **days: date | None) -> None:
    named = {Stage(name): day for name, day in days.items()}
    walk.act(lambda s: plan_stages(s, walk.company[role], walk.request_id, named))


def day_here(company: Company) -> date:
    with company.db.reading() as session:
        return today(session, company.entities["QM-SZ"])


def test_each_stage_stands_with_its_plan_its_day_and_its_lateness(company: Company) -> None:
    walk, now = start(company, "SZ-IT-0006"), day_here(company)
    week = timedelta(days=7)
    plan(walk, collected=now - week, submitted=now - timedelta(days=2), left=now + week)
    walk.collect()
    with company.db.reading() as session:
        rows = {row.stage: row for row in plan_of(session, walk.request_id)}
        (late,) = late_stages(session, company["asset_manager"])
        assert not late_stages(session, company["shanghai_asset_manager"])
    assert (rows[Stage.COLLECTED].reached_on, rows[Stage.COLLECTED].days_late) == (now, 7)
    assert (rows[Stage.SUBMITTED].reached_on, rows[Stage.SUBMITTED].days_late) == (None, 2)
    assert (rows[Stage.LEFT].days_late, rows[Stage.APPROVED].planned_on) == (None, None)
    assert (late.stage, late.days_late) == (Stage.SUBMITTED, 2)


def test_a_plan_is_changed_by_the_asset_manager_and_the_case_keeps_both(sqlite_company: Company) -> None:
    walk, now = start(sqlite_company, "SZ-IT-0006"), day_here(sqlite_company)
    plan(walk, left=now)
    plan(walk, left=now)
    plan(walk, left=None, posted=now)
    with walk.company.db.reading() as session:
        kept = [event.data for event in events_of(session, walk.case().id) if event.kind == "plan_set"]
    assert [data["after"] for data in kept] == [{"left": now.isoformat()}, {"posted": now.isoformat()}]
    with pytest.raises(NotAllowed):
        plan(walk, "accountant", left=now)


def test_a_stage_is_not_planned_before_an_earlier_one(sqlite_company: Company) -> None:
    walk, now = start(sqlite_company, "SZ-IT-0006"), clock.now().date()
    with pytest.raises(Invalid) as refusal:
        plan(walk, approved=now, left=now - timedelta(days=1))
    assert [problem.where for problem in refusal.value.problems] == ["left"]
