"""What the texts of forms may call beside FEEL: amounts, days and instants as their reader writes them.

`{{as_money(amount)}}` is 130,091.58 and `{{as_money(amount, currency)}}` ¥130,091.58; `{{as_date(value)}}` is a day and
`{{as_instant(value)}}` a day with its time in the reader's zone. Null is a dash. They are no FEEL: what decides
anything (conditions, limits, defaults) cannot call them, since what they give depends on who reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from engine.feel import Function, to_feel, to_text
from engine.feel.values import Signature
from engine.forms.expressions import Scope

NOTHING = "–"
_AMOUNT = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")


@dataclass(frozen=True)
class Formats:
    """How a reader writes amounts (`currency` may be empty), days and aware instants."""

    money: Callable[[Decimal, str], str]
    day: Callable[[date], str]
    instant: Callable[[datetime], str]

    def as_functions(self) -> Mapping[str, Function]:
        """What texts call, by name."""
        return {
            "as_money": _function("as_money", ("amount", "currency"), self._money),
            "as_date": _function("as_date", ("value",), self._day),
            "as_instant": _function("as_instant", ("value",), self._instant),
        }

    def _money(self, amount: Any, currency: Any = None) -> str:
        number = _number(amount)
        return _plain(amount) if number is None else self.money(number, currency if isinstance(currency, str) else "")

    def _day(self, value: Any) -> str:
        return self.day(value) if isinstance(value, date) else _plain(value)

    def _instant(self, value: Any) -> str:
        is_aware = isinstance(value, datetime) and value.tzinfo is not None
        return self.instant(value) if is_aware else _plain(value)


def _number(value: Any) -> Decimal | None:
    """A number, also one that is kept as text, as histories keep them."""
    if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
        return Decimal(value)
    return Decimal(value) if isinstance(value, str) and _AMOUNT.fullmatch(value) else None


def _plain(value: Any) -> str:
    return NOTHING if value is None else to_text(value)


def _function(name: str, parameters: tuple[str, ...], write: Callable[..., str]) -> Function:
    return Function(name, (Signature(parameters, 1, lambda _run, values: write(*values)),))


def write_text(text: str, data: Mapping[str, Any], formats: Formats, *, zone: tzinfo) -> str:
    """`text` with the FEEL in its `{{...}}` computed from `data`, for a reader in `zone`. Raises `FeelError`."""
    return Scope({**to_feel(data), **formats.as_functions()}, zone).words(text)


PLAIN = Formats(lambda amount, currency: f"{amount:,.2f} {currency}".strip(), date.isoformat, datetime.isoformat)
"""For programs, and where nobody in particular reads."""

TEXT_FUNCTIONS = frozenset(PLAIN.as_functions())
