"""Somebody who wants more than is theirs, or who types what does not fit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import SYSTEM
from engine.commands import perform, retry_incident
from engine.errors import EngineError, Invalid
from engine.instances.models import Incident
from engine.people.models import OrgUnit, Person
from engine.service_tasks import ServiceCall, find_service_task
from tests.workflows.company import Company
from tests.workflows.disposal.walk import Walk, mark, start
from workflows.assets.labels import asset_url
from workflows.assets.models import Asset, AssetState, CustodyChange
from workflows.assets.operations import add_asset
from workflows.assets.queries import categories_by_id
from workflows.disposal.models import Verdict
from workflows.disposal.operations import MAX_ASSETS


def incidents(walk: Walk) -> list[Incident]:
    with walk.company.db.reading() as session:
        return list(session.scalars(select(Incident).where(Incident.instance_id == walk.instance_id)))


@pytest.mark.parametrize("amount", ["99999999999999999999", "92233720368547758.08", "1e400", "NaN", "-0.01", "0.001"])
def test_proceeds_that_no_book_can_hold_are_refused_at_their_field(company: Company, amount: str) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    with pytest.raises(Invalid) as refused:
        walk.prepare(est_proceeds=amount)
    assert [problem.where for problem in refused.value.problems] == ["est_proceeds"]
    assert incidents(walk) == []


def test_an_engineer_of_another_company_marks_without_a_verdict(company: Company) -> None:
    assert mark(company, "SZ-IT-0006", role="shanghai_engineer").verdict == Verdict.PENDING
    assert mark(company, "SZ-IT-0007", role="engineer").verdict == Verdict.IRREPARABLE


def test_a_case_acts_on_no_request_but_its_own(company: Company) -> None:
    other = start(company, "SZ-IT-0008")
    walk = start(company, "SZ-IT-0006")
    call = ServiceCall(walk.instance_id, walk.instance_id, "Svc_Compute", {"request_id": str(other.request_id)}, {})
    compute = find_service_task("disposal.compute").run
    with pytest.raises(EngineError):
        walk.act(lambda session: compute(session, company["asset_manager"], call))


def test_nobody_who_has_left_hands_an_asset_over(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.act(lambda session: setattr(session.get_one(Person, company.person_id("engineer")), "is_active", False))
    with pytest.raises(Invalid) as refused:
        walk.collect()
    assert [problem.where for problem in refused.value.problems] == ["given_by"]


def test_a_head_of_asset_management_never_approves_the_own_request(company: Company) -> None:
    walk = start(company, "SZ-IT-0006", role="asset_manager_head", verdict="pending")
    walk.complete("second_engineer", "Task_TechVerdict", answers={"verdict": "irreparable", "reason_code": "damaged"})
    walk.submit()
    walk.pass_approvals("dept_head")
    with pytest.raises(EngineError):
        walk.approve("asset_manager_head")
    walk.approve("gm")
    assert walk.states() == {AssetState.PENDING_WRITEOFF}


def test_a_retried_collection_is_still_the_asset_managers(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = start(company, "SZ-IT-0006")
    with monkeypatch.context() as broken:
        broken.setattr("workflows.disposal.collecting.hand_over", lambda *given, **named: 1 / 0)
        walk.collect()
    [incident] = incidents(walk)
    walk.act(lambda session: retry_incident(session, company["process_owner"], incident.id))
    assert walk.open_tasks() == ["Task_Prepare"]
    with company.db.reading() as session:
        change = session.scalars(select(CustodyChange)).one()
        assert change.received_by == company.person_id("asset_manager")
        assert session.scalars(select(Asset).where(Asset.asset_no == "SZ-IT-0006")).one().custodian_id == (
            company.person_id("asset_manager")
        )


def test_the_largest_request_can_be_collected_in_one_go(sqlite_company: Company) -> None:
    company, asset_nos = sqlite_company, [f"SZ-IT-9{number:03}" for number in range(MAX_ASSETS)]

    def register(session: Session) -> None:
        category = next(iter(categories_by_id(session).values()))
        unit = session.get_one(OrgUnit, company.units["SZ-IT"])
        bought: dict[str, Any] = {"cost": Decimal(100), "currency": "CNY", "in_service_on": date(2020, 1, 1)}
        for asset_no in asset_nos:
            add_asset(session, SYSTEM, category, unit, asset_no, "笔记本电脑", **bought)

    perform(company.db, register)
    walk = start(company, *asset_nos)
    labels = [asset_url(asset_no, public_url="https://assets.example", secret="s") for asset_no in asset_nos]
    walk.collect(scanned_label=" ".join(labels))
    assert walk.open_tasks() == ["Task_Prepare"]
