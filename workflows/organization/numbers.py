"""Document numbers per legal entity, kind and year: no number twice, and no gap once a transaction has committed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from engine.db import insert_for
from workflows.organization.models import DocumentCounter


def next_document_number(session: Session, legal_entity_id: UUID, kind: str, year: int) -> str:
    """The next number, such as `FA-DSP-2026-000001` for kind `FA-DSP`.

    The counter's row stays locked until the caller's transaction ends; a rollback gives the number back.
    """
    number = _advance(session, legal_entity_id, kind, year)
    if number is None:
        _insert_unless_there(session, legal_entity_id, kind, year)
        number = _advance(session, legal_entity_id, kind, year)
    assert number is not None
    return f"{kind}-{year}-{number:06d}"


def _advance(session: Session, legal_entity_id: UUID, kind: str, year: int) -> int | None:
    return session.scalars(
        update(DocumentCounter)
        .where(
            DocumentCounter.legal_entity_id == legal_entity_id,
            DocumentCounter.kind == kind,
            DocumentCounter.year == year,
        )
        .values(last_number=DocumentCounter.last_number + 1)
        .returning(DocumentCounter.last_number)
        .execution_options(synchronize_session=False)
    ).one_or_none()


def _insert_unless_there(session: Session, legal_entity_id: UUID, kind: str, year: int) -> None:
    """Two transactions may want the year's first number at once: the second waits for the first here."""
    row = {"legal_entity_id": legal_entity_id, "kind": kind, "year": year, "last_number": 0}
    session.execute(insert_for(session, DocumentCounter).values(row).on_conflict_do_nothing())
