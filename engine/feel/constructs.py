"""What begins with a keyword or a brace: contexts, conditions, loops, function definitions, and the types in them."""

from __future__ import annotations

from abc import ABC, abstractmethod

from engine.errors import say
from engine.feel import syntax
from engine.feel.lexer import STRING, unescaped
from engine.feel.reader import MAX_NESTING, Reader
from engine.feel.syntax import Node


class Constructs(Reader, ABC):
    """The part of the parser that needs no precedence; each method takes the tokens of what it is named after."""

    def __init__(self, text: str, names: frozenset[str], members: frozenset[str] = frozenset()) -> None:
        super().__init__(text, names, members)
        self.filters_allowed = True

    @abstractmethod
    def expression(self, floor: int = 0) -> Node:
        """An expression whose operators all bind tighter than `floor`."""

    def context(self) -> Node:
        at = self.take().start
        mark = len(self.declared.added)
        entries: list[tuple[str, Node]] = []
        while entries or not self.sees("}"):
            key = unescaped(self.take().text) if self.token.kind == STRING else self.name_before(":")
            self.expect(":")
            entries.append((key, self._enclosed()))
            self.declared.add([key])
            self.members.add([key])
            if not self.skip(","):
                break
        self.expect("}")
        self.declared.forget(mark)
        return syntax.ContextOf(tuple(entries), at=at)

    def conditional(self) -> Node:
        at = self.take().start
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return syntax.If(condition, then, self.expression(), at=at)

    def loop(self) -> Node:
        at = self.take().start
        mark = len(self.declared.added)
        iterations = self._iterations("return")
        self.declared.add(["partial"])
        result = self.expression()
        self.declared.forget(mark)
        return syntax.For(iterations, result, at=at)

    def quantified(self) -> Node:
        token = self.take()
        mark = len(self.declared.added)
        iterations = self._iterations("satisfies")
        condition = self.expression()
        self.declared.forget(mark)
        return syntax.Quantified(token.text, iterations, condition, at=token.start)

    def function(self) -> Node:
        at = self.take().start
        self.expect("(")
        names: list[str] = []
        types: list[syntax.TypeName | None] = []
        while names or not self.sees(")"):
            names.append(self.name_before(":", ",", ")"))
            types.append(self.type_name() if self.skip(":") else None)
            if not self.skip(","):
                break
        self.expect(")")
        if self.sees("external"):
            self.fail(say("external functions are not accepted."))
        mark = self.declared.add(names)
        body = self.expression()
        self.declared.forget(mark)
        return syntax.FunctionOf(tuple(names), tuple(types), body, at=at)

    def type_name(self) -> syntax.TypeName:
        """A type after `instance of` or of a parameter."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            self.fail(say("the expression is nested more than %(limit)s levels deep.", limit=MAX_NESTING))
        at = self.token.start
        name = self.name()
        while self.skip("."):
            name += "." + self.name()
        keys: list[str] = []
        parts: list[syntax.TypeName] = []
        if self.skip("<"):
            while parts or not self.sees(">"):
                if name == "context":
                    keys.append(self.name_before(":"))
                    self.expect(":")
                parts.append(self.type_name())
                if not self.skip(","):
                    break
            self.expect(">")
            if name == "function":
                self.expect("->")
                parts.append(self.type_name())
        self.nesting -= 1
        return syntax.TypeName(name, tuple(parts), tuple(keys), at=at)

    def _iterations(self, end: str) -> tuple[syntax.Iteration, ...]:
        found: list[syntax.Iteration] = []
        while True:
            at = self.token.start
            name = self.name_before("in")
            self.expect("in")
            source = self.expression()
            stop = self.expression() if self.skip("..") else None
            found.append(syntax.Iteration(name, source, stop, at=at))
            self.declared.add([name])
            if not self.skip(","):
                break
        self.expect(end)
        return tuple(found)

    def _enclosed(self, floor: int = 0) -> Node:
        outer, self.filters_allowed = self.filters_allowed, True
        node = self.expression(floor)
        self.filters_allowed = outer
        return node
