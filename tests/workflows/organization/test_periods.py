"""Accounting periods."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import Invalid, NotAllowed
from engine.history.queries import events_of
from engine.history.verification import verify_chains
from tests.workflows.company import Company
from workflows.organization.periods import close_period, open_period, periods, require_open_period


def test_a_month_never_opened_takes_no_posting(company: Company) -> None:
    with company.db.transaction() as session, pytest.raises(Invalid) as refusal:
        require_open_period(session, company.entities["QM-SZ"], date(2001, 2, 3), where="posting_date")
    assert [(p.where, str(p.sentence)) for p in refusal.value.problems] == [
        ("posting_date", "The accounting period 2001-02 is not open.")
    ]


def test_a_closed_month_takes_no_posting_until_it_is_opened_again(company: Company) -> None:
    entity, actor = company.entities["QM-SZ"], company["finance_manager"]
    with company.db.transaction() as session:
        open_period(session, actor, entity, 2025, 3)
        require_open_period(session, entity, date(2025, 3, 31))
        close_period(session, actor, entity, 2025, 3)
        with pytest.raises(Invalid):
            require_open_period(session, entity, date(2025, 3, 31))
        open_period(session, actor, entity, 2025, 3)
        require_open_period(session, entity, date(2025, 3, 31))


def test_closing_needs_the_permission(company: Company) -> None:
    with company.db.transaction() as session, pytest.raises(NotAllowed):
        close_period(session, company["engineer"], company.entities["QM-SZ"], 2025, 3)


def test_opening_and_closing_are_events_of_the_entity(company: Company) -> None:
    entity, actor = company.entities["QM-SZ"], company["finance_manager"]
    with company.db.transaction() as session:
        open_period(session, actor, entity, 2025, 3)
        close_period(session, actor, entity, 2025, 3)
        assert [event.kind for event in events_of(session, entity)][-2:] == ["period.open", "period.closed"]
        assert not list(verify_chains(session, entity))
        assert periods(session, entity)[-1].status == "closed"


def test_a_thirteenth_month_is_refused(company: Company) -> None:
    with company.db.transaction() as session, pytest.raises(Invalid):
        open_period(session, company["finance_manager"], company.entities["QM-SZ"], 2025, 13)
