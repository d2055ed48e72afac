"""What decision tables have to tell about one evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RuleHit:
    """A rule that matched, for the history: its number from 1, the values tested and the values that came out.

    `decision_id` is the decision in which the table lies, or which called the knowledge model in which it lies.
    """

    decision_id: str
    table_id: str
    rule_id: str
    number: int
    inputs: dict[str, Any]
    outputs: dict[str, Any]


class Trace:
    """The rules that matched so far, and what was tested, by the text of the column: also where no rule matched.

    `decision_id` is the decision that is being made.
    """

    __slots__ = ("decision_id", "hits", "tested")

    def __init__(self) -> None:
        self.decision_id = ""
        self.tested: dict[str, Any] = {}
        self.hits: list[RuleHit] = []
