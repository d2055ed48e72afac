"""What an analysis finds, as data that an editor can show on the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from engine.errors import Sentence


class FindingKind(StrEnum):
    """What is wrong: only an overlap under UNIQUE or ANY is an error when a decision is made."""

    OVERLAP = "overlap"
    GAP = "gap"
    MASKED = "masked"
    NEVER_MATCHES = "never_matches"


@dataclass(frozen=True)
class Finding:
    """`rules` by number from 1: those that overlap; the one that is masked or never matches, then those that mask it.

    `where` is the element id of the row, for a gap that of the table. `example` gives FEEL values by the text of the
    input expression: an input that is not named may have any value.
    """

    kind: FindingKind
    where: str
    rules: tuple[int, ...]
    example: Mapping[str, Any]
    sentence: Sentence


@dataclass(frozen=True)
class NotAnalysed:
    """Where the analysis cannot know: an element id, and why."""

    where: str
    sentence: Sentence


@dataclass(frozen=True)
class Analysis:
    """What is surely so; `not_analysed` says where more may be."""

    findings: tuple[Finding, ...]
    not_analysed: tuple[NotAnalysed, ...]
