"""Cancelling leaves no asset without state and owner (domain.md B2)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.commands import cancel_case
from engine.errors import Conflict, NotAllowed
from engine.instances.models import InstanceStatus, ProcessInstance
from tests.workflows.company import Company
from tests.workflows.disposal.walk import Walk, mark, start
from workflows.accounting.models import Journal, JournalStatus
from workflows.assets.models import AssetState
from workflows.disposal.models import DisposalRequest, RequestStatus


def cancel(walk: Walk, role: str = "process_owner") -> None:
    walk.act(lambda session: cancel_case(session, walk.company[role], walk.instance_id, "标错了资产"))


def successor(walk: Walk) -> Walk:
    with walk.company.db.reading() as session:
        request = session.scalars(select(DisposalRequest).where(DisposalRequest.reopens_id == walk.request_id)).one()
        assert request.instance_id
        return Walk(walk.company, request.id, request.instance_id, walk.asset_nos)


def to_voucher(walk: Walk) -> None:
    walk.submit()
    walk.pass_approvals()


def test_before_collection_the_asset_returns_to_the_state_it_had(company: Company) -> None:
    walk = start(company, "SZ-IT-0008")
    cancel(walk)
    assert walk.states() == {AssetState.IDLE}
    assert walk.facts().request.status == RequestStatus.CANCELLED
    assert walk.open_tasks() == []
    mark(company, "SZ-IT-0008")


def test_after_collection_the_asset_stays_quarantined_and_a_new_case_goes_on_with_it(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    walk.prepare()
    cancel(walk)
    assert walk.states() == {AssetState.QUARANTINED}
    new = successor(walk)
    assert new.open_tasks()
    assert new.facts().request.number != walk.facts().request.number
    assert new.case().status == InstanceStatus.ACTIVE


def test_the_new_case_knows_its_value_and_its_photos(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    cancel(walk)
    new = successor(walk)
    assert new.case().amount == walk.case().amount is not None
    assert list(new.facts().photo_ids) == list(walk.facts().photo_ids) != []


def test_the_first_requester_stays_barred_from_approving_the_new_case(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    cancel(walk)
    with company.db.reading() as session:
        case = session.get_one(ProcessInstance, successor(walk).instance_id)
        assert case.initiator_id == company.person_id("engineer")


def test_a_voucher_that_waits_is_voided(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    to_voucher(walk)
    cancel(walk)
    with company.db.reading() as session:
        journals = session.scalars(select(Journal)).all()
        assert [(journal.status, journal.number) for journal in journals] == [(JournalStatus.VOIDED, None)]
    assert walk.states() == {AssetState.QUARANTINED}


def test_the_new_case_can_be_walked_to_the_write_off(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    to_voucher(walk)
    cancel(walk)
    new = successor(walk)
    assert new.open_tasks() == ["Task_AfterRejection"]
    new.complete("asset_manager", "Task_AfterRejection", answers={"next_step": "correct"})
    new.prepare()
    new.review()
    new.pass_approvals()
    new.leave()
    new.confirm()
    assert new.states() == {AssetState.DISPOSED}


def test_what_has_left_the_house_can_only_be_finished(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    to_voucher(walk)
    walk.leave()
    with pytest.raises(Conflict, match="left the house"):
        cancel(walk)
    walk.confirm()
    assert walk.states() == {AssetState.DISPOSED}


def test_only_who_may_cancel_cases_cancels(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    with pytest.raises(NotAllowed):
        cancel(walk, "engineer")
    assert walk.states() == {AssetState.PENDING_DISPOSAL}
