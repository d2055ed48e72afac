"""A DMN file, parsed and compiled: its decisions, and what they need of each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.decisions.tables import DecisionTable, RuleHit
from engine.feel.compiler import Code
from engine.feel.syntax import Node, TypeName


@dataclass(frozen=True, eq=False)
class Requirements:
    """What something needs, by id: decisions made before it, input data, knowledge models and services it calls."""

    decisions: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Decision:
    """One decision. `variable` is the name under which others see its value; `table` is set if it is a table."""

    id: str
    name: str
    variable: str
    type: TypeName | None
    requirements: Requirements
    tree: Node
    code: Code

    @property
    def table(self) -> DecisionTable | None:
        """Its table, None for other logic."""
        return self.tree if isinstance(self.tree, DecisionTable) else None


@dataclass(frozen=True, eq=False)
class InputData:
    """A value from outside."""

    id: str
    name: str
    type: TypeName | None


@dataclass(frozen=True, eq=False)
class Knowledge:
    """A business knowledge model: a function for decisions."""

    id: str
    name: str
    requirements: Requirements
    tree: Node
    code: Code


@dataclass(frozen=True, eq=False)
class Service:
    """A decision service: decisions called like a function. Its parameters are input decisions, then input data."""

    id: str
    name: str
    outputs: tuple[str, ...]
    encapsulated: tuple[str, ...]
    input_decisions: tuple[str, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class DecisionResult:
    """A value, and the rules that matched on the way to it, required decisions first."""

    value: Any
    matched_rules: tuple[RuleHit, ...]


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
        from engine.decisions.evaluation import find

        return find(self, key)

    def evaluate(self, key: str, context: Mapping[str, Any], *, now: datetime | None = None) -> DecisionResult:
        """Decide, required decisions first. `key` is the id or name of a decision or decision service.

        `context` gives the input data by name; what else it holds is visible to every expression too.

        Raises `NotFound`, `DecisionError` (rules contradict, a value is not allowed), `FeelError` (budget).
        """
        from engine.decisions.evaluation import evaluate

        return evaluate(self, key, context, now=now)
