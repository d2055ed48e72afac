"""Which rules a legal entity keeps its books by, and which day it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from engine import clock
from engine.errors import NotFound, say
from engine.people.models import LegalEntity
from workflows.organization.models import EntityBooks


@dataclass(frozen=True)
class Books:
    """The bookkeeping rules of a legal entity: time zone of its dates, chart of accounts, depreciation convention, and
    the language of its documents (zh, en, both)."""

    time_zone: str = "Asia/Shanghai"
    chart: str = "cas"
    depreciation_convention: str = "CN_NEXT_MONTH"
    language: str = "zh"

    def day_of(self, instant: datetime) -> date:
        """The calendar day of an aware instant where the books are kept."""
        return instant.astimezone(ZoneInfo(self.time_zone)).date()

    def local_text(self, instant: datetime) -> str:
        """An aware instant as ISO 8601 to the second, where the books are kept: 2026-11-22T15:15:07+08:00."""
        return instant.astimezone(ZoneInfo(self.time_zone)).isoformat(timespec="seconds")


def books_of(session: Session, legal_entity_id: UUID) -> Books:
    """The entity's rules, or the defaults where none were set."""
    kept = session.get(EntityBooks, legal_entity_id)
    if kept is None:
        return Books()
    return Books(kept.time_zone, kept.chart, kept.depreciation_convention, kept.language)


def today(session: Session, legal_entity_id: UUID) -> date:
    """The present day where the entity keeps its books."""
    return books_of(session, legal_entity_id).day_of(clock.now())


def require_entity(session: Session, legal_entity_id: UUID) -> None:
    """Refuse with `NotFound` an id that is no legal entity's."""
    if session.get(LegalEntity, legal_entity_id) is None:
        raise NotFound(say("There is no such company."))
