"""The tree of an expression. Positions do not count when trees are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Node:
    """Any part of an expression; `at` is where it begins in the text."""

    at: int = field(default=0, compare=False, repr=False)

    def children(self) -> Iterator[Node]:
        """The nodes directly inside, in the order of the text."""
        for part in fields(self):
            yield from _nodes(getattr(self, part.name))

    def cost(self) -> int:
        """Roughly the microseconds that one evaluation takes, loops inside not multiplied."""
        return 1 + sum(1 for _ in self.walk()) // 8

    def walk(self) -> Iterator[Node]:
        """This node and all inside it."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(node.children())


def _nodes(value: Any) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes(item)


@dataclass(frozen=True)
class Literal(Node):
    """A number, text, boolean, null or `@"..."`."""

    value: Any


@dataclass(frozen=True)
class Name(Node):
    """A variable, a built-in function, or `?`."""

    name: str


@dataclass(frozen=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class ContextOf(Node):
    """`{a: 1, b: a + 1}`: an entry sees those before it. With one key twice it is null."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True)
class RangeOf(Node):
    """`[a..b)`."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True)
class UnaryRange(Node):
    """`(< 10)`: a range without an end, or one value."""

    operator: str
    operand: Node


@dataclass(frozen=True)
class Negation(Node):
    """`-a`."""

    operand: Node


@dataclass(frozen=True)
class Arithmetic(Node):
    """`a + b` and its like: + - * / **."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Comparison(Node):
    """`a < b` and its like: = != < <= > >=."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Logical(Node):
    """`a and b and c`, or with `or`."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True)
class Between(Node):
    """`a between b and c`, both ends included."""

    operand: Node
    low: Node
    high: Node


@dataclass(frozen=True)
class Test(Node):
    """One positive unary test: with an operator a comparison, without one a value, list, range or claim about `?`."""

    operator: str
    operand: Node


@dataclass(frozen=True)
class In(Node):
    """`a in (< 1, > 5)`."""

    operand: Node
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class UnaryTests(Node):
    """A cell of a decision table: any of `tests` holds (none are written: `-`), or with `not(...)` none does."""

    tests: tuple[Test, ...]
    is_negated: bool


@dataclass(frozen=True)
class TypeName(Node):
    """A type: `number`, `list<T>`, `range<T>`, `context<a: T>`, `function<T, U> -> R` (the result is the last part)."""

    name: str
    parts: tuple[TypeName, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class InstanceOf(Node):
    """`a instance of number`."""

    operand: Node
    type: TypeName


@dataclass(frozen=True)
class If(Node):
    """`if a then b else c`. The boxed form is strict: a condition that is no boolean makes it null."""

    condition: Node
    then: Node
    otherwise: Node
    is_strict: bool = False


@dataclass(frozen=True)
class Iteration(Node):
    """`x in list`, or `x in a..b` counting up or down."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True)
class For(Node):
    """`for x in a, y in b return c`."""

    iterations: tuple[Iteration, ...]
    result: Node


@dataclass(frozen=True)
class Quantified(Node):
    """`some x in a satisfies b`, or `every`. The boxed form is strict: a condition that is no boolean makes it null."""

    quantifier: str
    iterations: tuple[Iteration, ...]
    condition: Node
    is_strict: bool = False


@dataclass(frozen=True)
class Filter(Node):
    """`a[item > 1]`, `a[1]`. The boxed form is strict: a condition that is no boolean makes it null."""

    source: Node
    condition: Node
    is_strict: bool = False


@dataclass(frozen=True)
class Path(Node):
    """`a.b`."""

    source: Node
    name: str


@dataclass(frozen=True)
class Invocation(Node):
    """`f(a, b)`, or by names `f(x: a, y: b)`: then `names` is as long as `arguments`."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class FunctionOf(Node):
    """`function(a, b: number) a + b`."""

    parameters: tuple[str, ...]
    types: tuple[TypeName | None, ...]
    body: Node
