"""Document numbers: one after another, per entity, kind and year."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.db import Database
from tests.workflows.company import Company
from workflows.organization.numbers import next_document_number


def number(db: Database, company: Company, kind: str = "FA-DSP", year: int = 2026, entity: str = "QM-SZ") -> str:
    with db.transaction() as session:
        return next_document_number(session, company.entities[entity], kind, year)


def test_numbers_follow_one_another(company: Company) -> None:
    assert [number(company.db, company) for _ in range(3)] == [
        "FA-DSP-2026-000001",
        "FA-DSP-2026-000002",
        "FA-DSP-2026-000003",
    ]


def test_each_entity_kind_and_year_counts_by_itself(company: Company) -> None:
    number(company.db, company)
    assert number(company.db, company, year=2027) == "FA-DSP-2027-000001"
    assert number(company.db, company, kind="FA-JV") == "FA-JV-2026-000001"
    assert number(company.db, company, entity="QM-SH") == "FA-DSP-2026-000001"


def test_a_rollback_gives_the_number_back(company: Company) -> None:
    def take_and_fail() -> None:
        with company.db.transaction() as session:
            next_document_number(session, company.entities["QM-SZ"], "FA-DSP", 2026)
            raise RuntimeError("rolled back")

    with pytest.raises(RuntimeError):
        take_and_fail()
    assert number(company.db, company) == "FA-DSP-2026-000001"


def test_numbers_taken_at_once_are_neither_doubled_nor_skipped(company: Company) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: number(company.db, company), range(12)))
    assert sorted(numbers) == [f"FA-DSP-2026-{n:06d}" for n in range(1, 13)]
