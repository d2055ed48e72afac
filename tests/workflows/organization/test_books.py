"""Days are those of the place where the books are kept."""

from __future__ import annotations

from datetime import UTC, datetime

from engine import clock
from tests.workflows.company import Company
from workflows.organization.books import today
from workflows.organization.models import EntityBooks

NEW_YEARS_EVE_IN_LONDON = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)


def test_in_shanghai_the_new_year_begins_while_it_is_still_the_old_one_in_utc(company: Company) -> None:
    with company.db.reading() as session, clock.set_to(NEW_YEARS_EVE_IN_LONDON):
        assert str(today(session, company.entities["QM-SZ"])) == "2027-01-01"


def test_an_entity_may_keep_its_books_elsewhere(company: Company) -> None:
    entity = company.entities["QM-SH"]
    with company.db.transaction() as session, clock.set_to(NEW_YEARS_EVE_IN_LONDON):
        session.add(EntityBooks(legal_entity_id=entity, time_zone="Europe/London"))
        session.flush()
        assert str(today(session, entity)) == "2026-12-31"
