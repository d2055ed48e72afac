"""The forms of work on an asset, as a browser sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from engine.errors import Invalid, Problem, say
from workflows.assets.models import MaintenanceKind


@dataclass(frozen=True)
class Work:
    """Work as it was entered; without a day it is still to be done."""

    kind: MaintenanceKind
    description: str
    done_on: date | None
    cost: Decimal | None


@dataclass(frozen=True)
class Closing:
    """When work was done, and what it cost."""

    done_on: date
    cost: Decimal | None


def read_work(sent: Mapping[str, str]) -> Work:
    """Refused with `Invalid`: a kind, a day or an amount that is none."""
    kind = sent.get("kind", "")
    if kind not in set(MaintenanceKind):
        raise Invalid([Problem("kind", say("Choose one of the list."))])
    return Work(MaintenanceKind(kind), sent.get("description", ""), _day(sent), _cost(sent))


def read_closing(sent: Mapping[str, str]) -> Closing:
    """Refused with `Invalid`: no day, or an amount that is none."""
    done_on = _day(sent)
    if done_on is None:
        raise Invalid([Problem("done_on", say("Enter a date."))])
    return Closing(done_on, _cost(sent))


def _day(sent: Mapping[str, str]) -> date | None:
    text = sent.get("done_on", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid([Problem("done_on", say("Enter a date."))]) from error


def _cost(sent: Mapping[str, str]) -> Decimal | None:
    text = sent.get("cost", "").replace(",", "").strip()
    if not text:
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise Invalid([Problem("cost", say("Enter an amount."))]) from error
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 14:
        raise Invalid([Problem("cost", say("Enter an amount."))])
    return amount
