"""Which journals the address of a page or of a file asks for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from uuid import UUID

from workflows.accounting.models import JournalStatus
from workflows.accounting.queries import JournalFilter

FIELDS = ("status", "kind", "entity", "from", "until", "search")


def read_filter(sent: Mapping[str, str]) -> JournalFilter:
    """What can be read of the address; the rest is left out, as with every search."""
    status = sent.get("status", "")
    return JournalFilter(
        status=JournalStatus(status) if status in set(JournalStatus) else None,
        kind=sent.get("kind", "")[:30].replace("\0", ""),
        legal_entity_id=_id(sent.get("entity", "")),
        from_day=_day(sent.get("from", "")),
        until_day=_day(sent.get("until", "")),
        search=sent.get("search", "")[:100],
    )


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _id(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
