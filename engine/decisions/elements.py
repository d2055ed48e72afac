"""What a DMN file is made of, parsed and compiled, and what it needs of each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.decisions.tables import DecisionTable
from engine.decisions.trace import RuleHit
from engine.decisions.typed import Typed
from engine.feel.compiler import Code
from engine.feel.syntax import Node, TypeName


@dataclass(frozen=True)
class Reference:
    """An element of a model: the one it is read in where `namespace` is empty, else the imported one of that name."""

    namespace: str
    id: str


@dataclass(frozen=True, eq=False)
class Requirements:
    """What something needs: decisions made before it, input data, knowledge models and services it calls."""

    decisions: tuple[Reference, ...] = ()
    inputs: tuple[Reference, ...] = ()
    knowledge: tuple[Reference, ...] = ()


@dataclass(frozen=True, eq=False)
class Decision:
    """One decision. `variable` is the name under which others see its value, `type` what that must be."""

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
        logic = self.tree.operand if isinstance(self.tree, Typed) else self.tree
        return logic if isinstance(logic, DecisionTable) else None


@dataclass(frozen=True, eq=False)
class InputData:
    """A value from outside."""

    id: str
    name: str
    type: TypeName | None


@dataclass(frozen=True, eq=False)
class Knowledge:
    """A business knowledge model: a function for decisions, called by the name of its variable."""

    id: str
    name: str
    variable: str
    requirements: Requirements
    tree: Node
    code: Code


@dataclass(frozen=True, eq=False)
class Service:
    """A decision service: decisions called like a function (DMN 1.5, 10.4).

    Its parameters are its input data, then its input decisions. `type` is that of its variable: of the function, or of
    what it gives.
    """

    id: str
    name: str
    variable: str
    type: TypeName | None
    outputs: tuple[Reference, ...]
    encapsulated: tuple[Reference, ...]
    input_decisions: tuple[Reference, ...]
    inputs: tuple[Reference, ...]


@dataclass(frozen=True, eq=False)
class DecisionResult:
    """A FEEL value, and on the way to it, required decisions first: the values that tables tested, by the text of the
    column, and the rules that matched."""

    value: Any
    tested: Mapping[str, Any]
    matched_rules: tuple[RuleHit, ...]
