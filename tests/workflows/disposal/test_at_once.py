"""Two people act on the same thing at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from engine.commands import cancel_case
from engine.errors import EngineError
from tests.workflows.company import Company
from tests.workflows.disposal.walk import mark, start
from workflows.accounting.models import Journal, JournalStatus
from workflows.assets.models import AssetState
from workflows.disposal.models import DisposalRequest


def test_two_people_mark_one_asset_and_one_request_results(company: Company) -> None:
    def try_to_mark(role: str) -> bool:
        try:
            mark(company, "SZ-IT-0006", role=role)
        except EngineError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(try_to_mark, ["engineer", "second_engineer"]))
    assert sorted(results) == [False, True]
    with company.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(DisposalRequest)) == 1


def test_overlapping_requests_over_several_assets_do_not_lock_each_other_up(company: Company) -> None:
    def try_to_mark(asset_nos: tuple[str, ...]) -> bool:
        try:
            mark(company, *asset_nos)
        except EngineError:
            return False
        return True

    orders = [("SZ-IT-0001", "SZ-IT-0002", "SZ-IT-0003"), ("SZ-IT-0003", "SZ-IT-0002", "SZ-IT-0001")] * 2
    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_to_mark, orders)) == 1


def test_a_hand_out_and_a_cancellation_at_once_leave_one_outcome(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.submit()
    walk.pass_approvals()
    walk.sanitize()
    walk.manifest()
    answers = walk.hand_out_answers()

    def hand_out() -> None:
        walk.complete("asset_manager", "Task_HandOut", answers=answers)

    def cancel() -> None:
        walk.act(lambda session: cancel_case(session, company["process_owner"], walk.instance_id, "错误"))

    with ThreadPoolExecutor(2) as pool:
        outcomes = [future.exception() for future in (pool.submit(hand_out), pool.submit(cancel))]
    assert sum(isinstance(outcome, Exception) for outcome in outcomes) == 1
    with company.db.reading() as session:
        statuses = set(session.scalars(select(Journal.status)))
    has_left = statuses == {JournalStatus.TO_CONFIRM}
    assert has_left or statuses == {JournalStatus.VOIDED}
    assert walk.states() == {AssetState.PENDING_WRITEOFF if has_left else AssetState.QUARANTINED}
