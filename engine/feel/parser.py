"""Tokens to a tree, by precedence climbing (DMN 1.5, 10.3.1.2).

From loose to tight: or · and · comparison, between, in · + - · * / · ** · negation · instance of · path, filter, call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from engine.errors import say
from engine.feel import syntax
from engine.feel.constructs import Constructs
from engine.feel.lexer import AT, END, NAME, NUMBER, SIGN, STRING, unescaped
from engine.feel.numbers import DECIMAL34, finite
from engine.feel.reader import MAX_NESTING
from engine.feel.syntax import Node
from engine.feel.temporal import read_literal

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_LEVELS = {"or": 1, "and": 2, "between": 3, "in": 3, "+": 4, "-": 4, "*": 5, "/": 5, "**": 6}
_LEVELS |= dict.fromkeys(_COMPARISONS, 3)
_LEVELS |= {"instance": 8, ".": 9, "[": 9, "(": 9}
_ABOVE_COMPARISON = 3
_ABOVE_POWER = 6
_LITERALS = {"true": True, "false": False, "null": None}


class Parser(Constructs):
    """Reads one text; each method takes the tokens of the construct that it is named after."""

    def whole_expression(self) -> Node:
        """The text as one expression."""
        node = self.expression()
        if self.token.kind != END:
            self.fail_here()
        return node

    def whole_unary_tests(self) -> syntax.UnaryTests:
        """The text as the cell of a decision table; an empty one tests nothing, like `-`."""
        if self.token.kind == END or (self.sees("-") and self.ahead().kind == END):
            return syntax.UnaryTests((), False)
        if self.sees("not") and self.ahead().text == "(" and self._closes_at_end():
            self.position += 2
            tests = self.tests(0, ")")
            return syntax.UnaryTests(tests, True)
        tests = self.tests(0)
        if self.token.kind != END:
            self.fail_here()
        return syntax.UnaryTests(tests, False)

    def expression(self, floor: int = 0) -> Node:
        """An expression whose operators all bind tighter than `floor`."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            self.fail(say("the expression is nested more than %(limit)s levels deep.", limit=MAX_NESTING))
        node = self.continued(self.prefix(), floor)
        self.nesting -= 1
        return node

    def continued(self, left: Node, floor: int) -> Node:
        """`left` and the operators after it that bind tighter than `floor`."""
        while (level := self._level()) > floor:
            left = self.infix(left, level)
        return left

    def infix(self, left: Node, level: int) -> Node:
        """`left` with the operator that follows it."""
        special = self.INFIX.get(self.token.text)
        if special:
            return special(self, left)
        operator, at = self.take().text, left.at
        right = self.expression(level)
        if level > _ABOVE_COMPARISON:
            return syntax.Arithmetic(operator, left, right, at=at)
        return syntax.Comparison(operator, left, right, at=at)

    def prefix(self) -> Node:
        """A literal, a name, or a construct that its first token tells."""
        token = self.token
        if token.kind == NUMBER:
            return syntax.Literal(finite(DECIMAL34.create_decimal(self.take().text)), at=token.start)
        if token.kind == STRING:
            return syntax.Literal(unescaped(self.take().text), at=token.start)
        if token.kind == AT:
            return syntax.Literal(read_literal(unescaped(self.take().text)), at=token.start)
        if token.kind == NAME:
            return self.named()
        construct = self.PREFIX.get(token.text) if token.kind == SIGN else None
        if construct is None:
            self.fail_here()
        return construct(self)

    def named(self) -> Node:
        """What begins with a word: a keyword's construct, else a name."""
        at = self.token.start
        known = self.known_name()
        if known is None:
            keyword = self.token.text
            if keyword in _LITERALS:
                self.take()
                return syntax.Literal(_LITERALS[keyword], at=at)
            if keyword in self.WORDS and (keyword != "function" or self.ahead().text == "("):
                return self.WORDS[keyword](self)
        return syntax.Name(self.name_from(known), at=at)

    def logical(self, left: Node) -> Node:
        operator = self.token.text
        operands = [left]
        while self.skip(operator):
            operands.append(self.expression(_LEVELS[operator]))
        return syntax.Logical(operator, tuple(operands), at=left.at)

    def between(self, left: Node) -> Node:
        self.take()
        low = self.expression(_ABOVE_COMPARISON)
        self.expect("and")
        return syntax.Between(left, low, self.expression(_ABOVE_COMPARISON), at=left.at)

    def inside(self, left: Node) -> Node:
        self.take()
        if not self.sees("("):
            return syntax.In(left, (self.test(_ABOVE_COMPARISON),), at=left.at)
        opening = self.take()
        first = self.test(0)
        tests: tuple[syntax.Test, ...]
        if not first.operator and self.sees(".."):
            tests = (self._resumed(self._range_from(first.operand, False, opening.start)),)
        elif not first.operator and self.skip(")"):
            tests = (self._resumed(first.operand),)
        else:
            tests = self.tests(0, ")", first)
        return syntax.In(left, tests, at=left.at)

    def tests(self, floor: int, end: str = "", first: syntax.Test | None = None) -> tuple[syntax.Test, ...]:
        """Positive unary tests with commas between, and the sign `end` after them."""
        found = [first or self.test(floor)]
        while self.skip(","):
            found.append(self.test(floor))
        if end:
            self.expect(end)
        return tuple(found)

    def test(self, floor: int) -> syntax.Test:
        """One positive unary test."""
        at = self.token.start
        if self.sees(*_COMPARISONS):
            operator = self.take().text
            return syntax.Test(operator, self.expression(max(floor, _ABOVE_COMPARISON)), at=at)
        return syntax.Test("", self.expression(floor), at=at)

    def instance_of(self, left: Node) -> Node:
        self.take()
        self.expect("of")
        return syntax.InstanceOf(left, self.type_name(), at=left.at)

    def path(self, left: Node) -> Node:
        self.take()
        return syntax.Path(left, self.name(is_member=True), at=left.at)

    def filter(self, left: Node) -> Node:
        self.take()
        self.filters += 1
        condition = self._enclosed()
        self.filters -= 1
        self.expect("]")
        return syntax.Filter(left, condition, at=left.at)

    def invocation(self, left: Node) -> Node:
        self.take()
        names: list[str] = []
        arguments: list[Node] = []
        while arguments or not self.sees(")"):
            if self.argument_name_ahead() and len(names) == len(arguments):
                names.append(self.name_before(":"))
                self.take()
            elif names:
                self.fail_here()
            arguments.append(self._enclosed())
            if not self.skip(","):
                break
        self.expect(")")
        return syntax.Invocation(left, tuple(arguments), tuple(names), at=left.at)

    def negation(self) -> Node:
        at = self.take().start
        return syntax.Negation(self.expression(_ABOVE_POWER), at=at)

    def input_value(self) -> Node:
        return syntax.Name("?", at=self.take().start)

    def parenthesis(self) -> Node:
        at = self.take().start
        if self.sees(*_COMPARISONS):
            operator = self.take().text
            node: Node = syntax.UnaryRange(operator, self._enclosed(_ABOVE_COMPARISON), at=at)
        else:
            node = self._enclosed()
            if self.sees(".."):
                return self._range_from(node, False, at)
        self.expect(")")
        return node

    def bracket(self) -> Node:
        at = self.take().start
        items: list[Node] = []
        while items or not self.sees("]"):
            items.append(self._enclosed())
            if len(items) == 1 and self.sees(".."):
                return self._range_from(items[0], True, at)
            if not self.skip(","):
                break
        self.expect("]")
        return syntax.ListOf(tuple(items), at=at)

    def open_range(self) -> Node:
        at = self.take().start
        return self._range_from(self._enclosed(_ABOVE_COMPARISON), False, at)

    def _range_from(self, start: Node, start_included: bool, at: int) -> Node:
        self.expect("..")
        outer, self.filters_allowed = self.filters_allowed, False  # in `[1..9[` the bracket ends the range
        end = self.expression(_ABOVE_COMPARISON)
        self.filters_allowed = outer
        closing = self.expect("]", ")", "[")
        return syntax.RangeOf(start, end, start_included, closing.text == "]", at=at)

    def _resumed(self, operand: Node) -> syntax.Test:
        return syntax.Test("", self.continued(operand, _ABOVE_COMPARISON), at=operand.at)

    def _level(self) -> int:
        token = self.tokens[self.position]
        level = _LEVELS.get(token.text, 0)
        if not level or token.kind not in (SIGN, NAME) or (token.text == "[" and not self.filters_allowed):
            return 0
        return level

    def _closes_at_end(self) -> bool:
        depth = 0
        for token in self.tokens[self.position + 1 : -2]:
            depth += (token.kind == SIGN and token.text == "(") - (token.kind == SIGN and token.text == ")")
            if depth == 0:
                return False
        return self.tokens[-2].text == ")"

    INFIX: ClassVar[dict[str, Callable[[Parser, Node], Node]]] = {
        "or": logical,
        "and": logical,
        "between": between,
        "in": inside,
        "instance": instance_of,
        ".": path,
        "[": filter,
        "(": invocation,
    }
    PREFIX: ClassVar[dict[str, Callable[[Parser], Node]]] = {
        "-": negation,
        "?": input_value,
        "(": parenthesis,
        "[": bracket,
        "]": open_range,
        "{": Constructs.context,
    }
    WORDS: ClassVar[dict[str, Callable[[Parser], Node]]] = {
        "if": Constructs.conditional,
        "for": Constructs.loop,
        "some": Constructs.quantified,
        "every": Constructs.quantified,
        "function": Constructs.function,
    }
