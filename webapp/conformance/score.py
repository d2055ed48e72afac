"""How many cases pass: for each folder, each level, and on the average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from statistics import mean
from typing import Any

from webapp.conformance.kit import Outcome, Result


@dataclass(frozen=True)
class Part:
    """A folder or a level (then both names are the same): cases passed of those that are run."""

    level: str
    name: str
    passed: int
    total: int

    @property
    def percent(self) -> Decimal:
        """Cut, never rounded up: 100.0 means every case."""
        return _percent(Decimal(self.passed) / self.total)

    def as_json(self) -> dict[str, Any]:
        return {"level": self.level, "name": self.name, "passed": self.passed, "total": self.total}


@dataclass(frozen=True)
class Score:
    """Folders and levels in order; `ignored` cases count nowhere."""

    folders: tuple[Part, ...]
    levels: tuple[Part, ...]
    ignored: int

    @property
    def mean(self) -> Decimal:
        """Percent passed, averaged over folders."""
        return _percent(mean(Decimal(each.passed) / each.total for each in self.folders) if self.folders else Decimal())

    @property
    def worst(self) -> Decimal:
        """Percent passed in the folder with the fewest."""
        return min((each.percent for each in self.folders), default=Decimal())

    def as_json(self) -> dict[str, Any]:
        return {
            "levels": [each.as_json() for each in self.levels],
            "folders": [each.as_json() for each in self.folders],
            "mean_percent": self.mean,
            "worst_percent": self.worst,
            "ignored": self.ignored,
        }


def scored(outcomes: Sequence[Outcome]) -> Score:
    """The score of all these outcomes."""
    run = [each for each in outcomes if each.result is not Result.IGNORED]
    folders = [_part(run, *key) for key in dict.fromkeys((each.level, each.folder) for each in run)]
    levels = [_whole(level, folders) for level in dict.fromkeys(each.level for each in run)]
    return Score(tuple(folders), tuple(levels), len(outcomes) - len(run))


def _part(outcomes: Sequence[Outcome], level: str, folder: str) -> Part:
    results = [each.result for each in outcomes if (each.level, each.folder) == (level, folder)]
    return Part(level, folder, results.count(Result.SUCCESS), len(results))


def _whole(level: str, folders: Sequence[Part]) -> Part:
    inside = [folder for folder in folders if folder.level == level]
    return Part(level, level, sum(each.passed for each in inside), sum(each.total for each in inside))


def _percent(share: Decimal) -> Decimal:
    return (share * 100).quantize(Decimal("0.1"), ROUND_DOWN)
