"""One measured figure: its runs, their median, and the bound it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from engine.errors import Sentence


@dataclass(frozen=True)
class Figure:
    """What was measured, run by run, in `unit`. `at_least` and `at_most` are the bounds of the median, if any."""

    key: str
    label: Sentence
    unit: str
    runs: Sequence[float]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def value(self) -> float:
        """The median of the runs."""
        return median(self.runs)

    @property
    def is_met(self) -> bool:
        """Whether the median keeps its bound; a figure without one always does."""
        return (self.at_least is None or self.value >= self.at_least) and (
            self.at_most is None or self.value <= self.at_most
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "unit": self.unit,
            "median": round(self.value, 3),
            "runs": [round(run, 3) for run in self.runs],
            "at_least": self.at_least,
            "at_most": self.at_most,
            "is_met": self.is_met,
        }
