"""What a gate's papers say, as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import Sentence, say

_NAMES = {
    "recycler": say("Licensed company"),
    "licence_no": say("Licence"),
    "licence_until": say("Licence valid until"),
    "waste_codes": say("Waste codes"),
    "vehicles": say("Vehicles (plate, identification number, certificate, kilometres)"),
    "deregistered_on": say("Deregistered or transferred on"),
    "documents": say("Documents"),
    "released_on": say("Released on"),
    "quotes": say("Quotes"),
    "best_offer": say("Best offer"),
    "registrations": say("Use registrations"),
    "authority": say("Registration authority"),
    "cancelled_on": say("Cancelled on"),
    "titles": say("Title certificates"),
    "appraiser": say("Appraiser"),
    "valuation_no": say("Valuation report"),
    "valuation_amount": say("Value by the report"),
    "title_transferred_on": say("Title registered on"),
}


@dataclass(frozen=True)
class Detail:
    """One thing that the papers say; several values stand in `lines`."""

    name: Sentence
    lines: tuple[str, ...]


def details_of(kept: Mapping[str, Any]) -> list[Detail]:
    """The details of a gate (`DisposalGate.details`) that have a name, in the order of the gates."""
    return [Detail(name, lines) for key, name in _NAMES.items() if (lines := tuple(_lines(kept.get(key))))]


def _lines(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (f"{name}: {one}" for name, one in value.items())
    elif isinstance(value, list):
        yield from (
            " · ".join(str(part) for part in one.values() if part) if isinstance(one, Mapping) else str(one)
            for one in value
        )
    elif value:
        yield str(value)
