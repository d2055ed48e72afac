"""The canonical text of a parsed expression: parsed again, with the same names, it gives the same tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.feel import syntax
from engine.feel.lexer import NAME, tokens
from engine.feel.printing import quoted, to_text
from engine.feel.syntax import Node
from engine.feel.wide import is_clock, is_day, is_moment

_CONSTRUCT, _LOGIC, _COMPARED, _SUM, _POSTFIX, _ATOM = 0, 1, 3, 4, 9, 10
_ARITHMETIC = {"+": 4, "-": 4, "*": 5, "/": 5, "**": 6}
_NEGATION = 7
_TYPE_CLAIM = 2.5
"""`instance of` binds tightly, but in `a instance of b < c` the sign would begin the parts of a type."""


def print_tree(tree: Node) -> str:
    """The text of an expression or of unary tests, with no more parentheses than it needs."""
    return _of_tests(tree) if isinstance(tree, syntax.UnaryTests) else _text(tree, _CONSTRUCT)


def _text(node: Node, floor: float) -> str:
    """The text of `node`, in parentheses unless it binds at least as tightly as `floor`."""
    level, written = _WRITERS[type(node)](node)
    return written if level >= floor else f"({written})"


def _joined(nodes: Iterable[Node]) -> str:
    return ", ".join(_text(node, _CONSTRUCT) for node in nodes)


def _literal(node: syntax.Literal) -> tuple[float, str]:
    value = node.value
    if type(value) is str:
        return _ATOM, quoted(value)
    is_plain = value is None or type(value) is bool or not (is_day(value) or is_clock(value) or is_moment(value))
    text = to_text(value)
    return _ATOM, f'@"{text}"' if not is_plain or text.lstrip("-").startswith("P") else text


def _context(node: syntax.ContextOf) -> tuple[float, str]:
    entries = ", ".join(f"{_key(key)}: {_text(value, _CONSTRUCT)}" for key, value in node.entries)
    return _ATOM, f"{{{entries}}}"


def _range(node: syntax.RangeOf) -> tuple[float, str]:
    opening, closing = "[" if node.start_included else "(", "]" if node.end_included else ")"
    return _ATOM, f"{opening}{_text(node.start, _ATOM)}..{_text(node.end, _ATOM)}{closing}"


def _arithmetic(node: syntax.Arithmetic) -> tuple[float, str]:
    level = _ARITHMETIC[node.operator]
    return level, f"{_text(node.left, level)} {node.operator} {_text(node.right, level + 1)}"


def _comparison(node: syntax.Comparison) -> tuple[float, str]:
    return _COMPARED, f"{_text(node.left, _COMPARED)} {node.operator} {_text(node.right, _SUM)}"


def _logical(node: syntax.Logical) -> tuple[float, str]:
    level = _LOGIC + (node.operator == "and")
    return level, f" {node.operator} ".join(_text(operand, level + 0.5) for operand in node.operands)


def _between(node: syntax.Between) -> tuple[float, str]:
    written = f"{_text(node.operand, _COMPARED)} between {_text(node.low, _SUM)} and {_text(node.high, _SUM)}"
    return _COMPARED, written


def _in(node: syntax.In) -> tuple[float, str]:
    return _COMPARED, f"{_text(node.operand, _COMPARED)} in ({', '.join(map(_test, node.tests))})"


def _test(test: syntax.Test) -> str:
    return f"{test.operator} {_text(test.operand, _SUM)}" if test.operator else _text(test.operand, _CONSTRUCT)


def _of_tests(node: syntax.UnaryTests) -> str:
    written = ", ".join(map(_test, node.tests)) or "-"
    if node.is_negated:
        return f"not({written})"
    only = node.tests[0] if len(node.tests) == 1 else None
    is_call = only is not None and not only.operator and isinstance(only.operand, syntax.Invocation)
    return f"({written})" if is_call and written.startswith("not(") else written


def _if(node: syntax.If) -> tuple[float, str]:
    condition, then, otherwise = (_text(part, _CONSTRUCT) for part in (node.condition, node.then, node.otherwise))
    return _CONSTRUCT, f"if {condition} then {then} else {otherwise}"


def _iterations(iterations: tuple[syntax.Iteration, ...]) -> str:
    return ", ".join(f"{each.name} in {_source(each)}" for each in iterations)


def _source(iteration: syntax.Iteration) -> str:
    if iteration.end is None:
        return _text(iteration.source, _CONSTRUCT)
    return f"{_text(iteration.source, _COMPARED)}..{_text(iteration.end, _COMPARED)}"


def _for(node: syntax.For) -> tuple[float, str]:
    return _CONSTRUCT, f"for {_iterations(node.iterations)} return {_text(node.result, _CONSTRUCT)}"


def _quantified(node: syntax.Quantified) -> tuple[float, str]:
    condition = _text(node.condition, _CONSTRUCT)
    return _CONSTRUCT, f"{node.quantifier} {_iterations(node.iterations)} satisfies {condition}"


def _filter(node: syntax.Filter) -> tuple[float, str]:
    return _POSTFIX, f"{_text(node.source, _POSTFIX)}[{_text(node.condition, _CONSTRUCT)}]"


def _invocation(node: syntax.Invocation) -> tuple[float, str]:
    arguments = [_text(argument, _CONSTRUCT) for argument in node.arguments]
    if node.names:
        arguments = [f"{name}: {text}" for name, text in zip(node.names, arguments, strict=True)]
    return _POSTFIX, f"{_text(node.function, _POSTFIX)}({', '.join(arguments)})"


def _function(node: syntax.FunctionOf) -> tuple[float, str]:
    parameters = [
        name if kind is None else f"{name}: {_type(kind)}"
        for name, kind in zip(node.parameters, node.types, strict=True)
    ]
    return _CONSTRUCT, f"function({', '.join(parameters)}) {_text(node.body, _CONSTRUCT)}"


def _type(kind: syntax.TypeName) -> str:
    parts = list(map(_type, kind.parts))
    if not parts:
        return kind.name
    if kind.name == "function":
        return f"function<{', '.join(parts[:-1])}>->{parts[-1]}"
    if kind.keys:
        parts = [f"{key}: {part}" for key, part in zip(kind.keys, parts, strict=True)]
    return f"{kind.name}<{', '.join(parts)}>"


def _key(key: str) -> str:
    words = tokens(key)[:-1] if key and '"' not in key and key.replace(" ", "").isalnum() else []
    is_plain = bool(words) and all(word.kind == NAME for word in words)
    return key if is_plain and " ".join(word.text for word in words) == key else quoted(key)


_WRITERS: dict[type[Node], Callable[[Any], tuple[float, str]]] = {
    syntax.Literal: _literal,
    syntax.Name: lambda node: (_ATOM, node.name),
    syntax.ListOf: lambda node: (_ATOM, f"[{_joined(node.items)}]"),
    syntax.ContextOf: _context,
    syntax.RangeOf: _range,
    syntax.UnaryRange: lambda node: (_ATOM, f"({node.operator} {_text(node.operand, _SUM)})"),
    syntax.Negation: lambda node: (_NEGATION, f"-{_text(node.operand, _NEGATION)}"),
    syntax.Arithmetic: _arithmetic,
    syntax.Comparison: _comparison,
    syntax.Logical: _logical,
    syntax.Between: _between,
    syntax.In: _in,
    syntax.InstanceOf: lambda node: (_TYPE_CLAIM, f"{_text(node.operand, _POSTFIX)} instance of {_type(node.type)}"),
    syntax.If: _if,
    syntax.For: _for,
    syntax.Quantified: _quantified,
    syntax.Filter: _filter,
    syntax.Path: lambda node: (_POSTFIX, f"{_text(node.source, _POSTFIX)}.{node.name}"),
    syntax.Invocation: _invocation,
    syntax.FunctionOf: _function,
}
