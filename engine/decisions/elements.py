"""What a DMN file is made of, parsed and compiled, and what it needs of each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    """A value, and on the way to it, required decisions first: the values that tables tested, by the text of the
    column, and the rules that matched."""

    value: Any
    tested: Mapping[str, Any]
    matched_rules: tuple[RuleHit, ...]
