"""What the books say of an asset over time, beside what happened to the thing itself (S1, S5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from engine import clock
from engine.errors import Sentence, say
from workflows.assets.models import Asset


@dataclass(frozen=True)
class BookEntry:
    """Something in the books: the day, what it is, and its amount in the asset's currency."""

    on: date
    what: Sentence
    amount: Decimal | None = None


@dataclass(frozen=True)
class BookTimes:
    """The accounting time line, newest first. `gap_days`: from technical to accounting end of life, or to today while
    the books have not followed; None while the asset is in use."""

    entries: Sequence[BookEntry]
    is_closed: bool
    gap_days: int | None


def book_times(asset: Asset) -> BookTimes:
    """Read from the card itself; entries to come, as the end of the depreciation, stand there with their day."""
    end = asset.accounting_eol_at or clock.now()
    gap = (end - asset.technical_eol_at).days if asset.technical_eol_at else None
    entries = sorted(_entries(asset), key=lambda entry: entry.on, reverse=True)
    return BookTimes(entries, asset.accounting_eol_at is not None or asset.derecognised_on is not None, gap)


def _entries(asset: Asset) -> Iterator[BookEntry]:
    yield BookEntry(asset.in_service_on, say("Capitalised"), asset.cost)
    yield BookEntry(_end_of_life(asset), say("Last month of depreciation"))
    if asset.imported_through is not None:
        yield BookEntry(asset.imported_through, say("Depreciation taken over"), asset.imported_accumulated)
    if asset.impaired_on is not None and asset.impairment:
        yield BookEntry(asset.impaired_on, say("Impairment"), asset.impairment)
    if asset.derecognised_on is not None:
        yield BookEntry(asset.derecognised_on, say("Out of the books"))


def _end_of_life(asset: Asset) -> date:
    months = asset.in_service_on.year * 12 + asset.in_service_on.month - 1 + asset.life_months
    return date(months // 12, months % 12 + 1, 1)
