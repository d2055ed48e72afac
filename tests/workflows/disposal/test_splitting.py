"""Nobody gets round an approval level by asking for a department's assets one at a time (domain.md B4)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from sqlalchemy import select

from engine import clock
from engine.commands import cancel_case
from engine.history.queries import events_of
from engine.tasks.models import Seat, SeatStatus, Task, TaskStatus
from tests.workflows.company import Company
from tests.workflows.disposal.walk import LAPTOP_COUNTERSIGNERS, Walk, start

# Net values of two assets of one department, 440.00 and 2,100.00 (5 % of cost): level 1 each; costs 50,800.
SMALL, OTHER = "SZ-IT-0006", "SZ-IT-0003"
LARGE_COST = "SZ-IT-0010"  # UPS, cost 156,000: alone level 2


def routed(walk: Walk) -> tuple[int, Decimal | None, Decimal | None]:
    """The level, and the cumulative net value and cost the request was routed by."""
    with walk.company.db.reading() as session:
        decided = [event for event in events_of(session, walk.instance_id) if event.kind == "decision_made"][-1]
    request = walk.facts().request
    assert Decimal(decided.data["inputs"]["cumulative_cost"]) == request.cumulative_cost
    return int(decided.data["value"]["level"]), request.cumulative_net_value, request.cumulative_cost


def test_a_request_alone_is_routed_by_its_own_values(sqlite_company: Company) -> None:
    walk = start(sqlite_company, SMALL)
    walk.submit()
    assert routed(walk) == (1, Decimal("440.00"), Decimal("8800.00"))


def test_the_second_request_of_a_department_is_routed_by_both(company: Company) -> None:
    start(company, LARGE_COST).submit()
    walk = start(company, SMALL)
    walk.submit()
    level, _, cost = routed(walk)
    assert (level, cost) == (2, Decimal("164800.00"))


def test_another_departments_request_does_not_count(sqlite_company: Company) -> None:
    start(sqlite_company, "SZ-PROD-0001", role="second_engineer").submit()
    walk = start(sqlite_company, SMALL)
    walk.submit()
    assert routed(walk)[2] == Decimal("8800.00")


@pytest.mark.parametrize(("days", "counts"), [(29, True), (30, True), (31, False)])
def test_requests_of_thirty_days_count(sqlite_company: Company, days: int, *, counts: bool) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        start(sqlite_company, OTHER).submit()
        traveller.shift(timedelta(days=days))
        walk = start(sqlite_company, SMALL)
        walk.submit()
    assert routed(walk)[2] == Decimal("50800.00" if counts else "8800.00")


def test_what_came_to_nothing_does_not_count(sqlite_company: Company) -> None:
    rejected = start(sqlite_company, OTHER)
    rejected.submit()
    rejected.countersign("it_security", "reject", "还能用")
    walk = start(sqlite_company, SMALL)
    walk.submit()
    assert routed(walk)[2] == Decimal("8800.00")


def test_a_cancelled_request_counts_once_as_the_one_that_goes_on(sqlite_company: Company) -> None:
    cancelled = start(sqlite_company, OTHER)
    cancelled.submit()
    cancelled.act(lambda s: cancel_case(s, sqlite_company["process_owner"], cancelled.instance_id, "错"))
    walk = start(sqlite_company, SMALL)
    walk.submit()
    assert routed(walk)[2] == Decimal("50800.00")


def test_a_request_sent_back_is_routed_by_what_came_meanwhile(sqlite_company: Company) -> None:
    walk = start(sqlite_company, SMALL)
    walk.submit()
    walk.countersign("it_security", "send_back", "补充照片")
    start(sqlite_company, LARGE_COST).submit()
    walk.prepare()
    walk.review()
    assert routed(walk)[0] == 2


def test_of_two_requests_routed_at_once_the_second_sees_the_first(company: Company) -> None:
    walks = [start(company, asset_no) for asset_no in (SMALL, OTHER)]
    for walk in walks:
        walk.collect()
        walk.prepare()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda walk: walk.review(), walks))
    assert max(routed(walk)[2] or 0 for walk in walks) == Decimal("50800.00")


def test_splitting_brings_the_higher_approver_in(sqlite_company: Company) -> None:
    start(sqlite_company, LARGE_COST).submit()
    walk = start(sqlite_company, SMALL)
    walk.submit()
    walk.pass_approvals("dept_head", "asset_manager_head", countersigners=LAPTOP_COUNTERSIGNERS)
    with sqlite_company.db.reading() as session:
        open_seats = (
            select(Seat)
            .join(Task, Task.id == Seat.task_id)
            .where(Task.instance_id == walk.instance_id, Task.status == TaskStatus.OPEN, Seat.status == SeatStatus.OPEN)
        )
        [seat] = session.scalars(open_seats).all()
    assert seat.pools[0].startswith("finance_manager@")
