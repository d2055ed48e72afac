"""Decision tables as part of a FEEL tree (DMN 1.5, 8.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.decisions.errors import Place
from engine.feel.syntax import Node, TypeName, UnaryTests


class HitPolicy(StrEnum):
    """What several matching rules mean."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregation(StrEnum):
    """What COLLECT makes of the outputs; without one, a list."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True)
class Input(Node):
    """A column that is tested. `allowed` limits its values; `type` is what the file says of them."""

    id: str
    label: str
    text: str
    expression: Node
    allowed: UnaryTests | None
    type: TypeName | None = None


@dataclass(frozen=True)
class Output(Node):
    """A column of results. `values` are the allowed ones, the highest priority first; `default` is for no match."""

    id: str
    name: str
    label: str
    values: tuple[Node, ...]
    default: Node | None
    allowed: UnaryTests | None = None
    type: TypeName | None = None


@dataclass(frozen=True)
class Rule(Node):
    """A row. `cells` are the element ids of tests and results, `texts` what is written in them."""

    id: str
    tests: tuple[UnaryTests, ...]
    results: tuple[Node, ...]
    cells: tuple[str, ...]
    texts: tuple[str, ...]
    annotation: str = ""


@dataclass(frozen=True)
class DecisionTable(Node):
    """A table. With one output its value is that output, with several a context of them."""

    place: Place
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    @property
    def id(self) -> str:
        """The id of its element."""
        return self.place.id
