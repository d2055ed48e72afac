"""A DMN file that can be asked for decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.decisions import evaluation
from engine.decisions.elements import Decision, DecisionResult, InputData, Knowledge, Service
from engine.feel.syntax import TypeName


@dataclass(frozen=True, eq=False)
class DecisionModel:
    """A parsed file. `decisions` by id; `where` is the file's name."""

    where: str
    decisions: Mapping[str, Decision]
    inputs: Mapping[str, InputData]
    knowledge: Mapping[str, Knowledge]
    services: Mapping[str, Service]
    types: Mapping[str, TypeName] = field(default_factory=dict)

    def decision(self, key: str) -> Decision:
        """The decision of that id or name. Raises `NotFound`."""
        return evaluation.find(self, key)

    def evaluate(self, key: str, context: Mapping[str, Any], *, now: datetime | None = None) -> DecisionResult:
        """Decide, required decisions first. `key` is the id or name of a decision or decision service.

        `context` gives the input data by name; what else it holds is visible to every expression too.

        Raises `NotFound`, `DecisionError` (rules contradict, a value is not allowed), `FeelError` (budget).
        """
        return evaluation.evaluate(self, key, context, now=now)
