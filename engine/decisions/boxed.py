"""Boxed expressions as FEEL trees (DMN 1.5, 10.2.1): what a decision or a knowledge model computes."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from lxml import etree

from engine.decisions.item_types import type_of, type_of_variable
from engine.decisions.located import Located
from engine.decisions.table_reading import read_table
from engine.decisions.texts import NULL, TextReader
from engine.decisions.typed import Returning, Typed
from engine.decisions.xml import children, name_of, place_of, tag
from engine.errors import Problem, say
from engine.feel import syntax
from engine.feel.syntax import Node, TypeName

RESULT = "\0result"
"""The key under which a boxed context with a last entry without name keeps that entry."""
LOGIC = (
    "literalExpression",
    "decisionTable",
    "context",
    "list",
    "relation",
    "invocation",
    "functionDefinition",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
)


class BoxedReader(TextReader):
    """Reads the expressions of one decision or knowledge model."""

    def logic_of(self, owner: etree._Element) -> Node:
        """The expression inside `owner`: null, and a problem, if there is none (DMN 1.5, 6.3.7)."""
        found = next(children(owner, *LOGIC), None)
        if found is None:
            self.problems.append(Problem(place_of(owner), say("The expression is missing."), "decision"))
            return NULL
        return self.read(found)

    def read(self, element: etree._Element) -> Node:
        """The tree of one boxed expression, of the type that it says."""
        tree = self.READERS[tag(element)](self, element)
        return tree if isinstance(tree, syntax.FunctionOf) else typed(tree, type_of(element.get("typeRef")))

    def _literal(self, element: etree._Element) -> Node:
        if next(children(element, "importedValues"), None) is not None:
            return self.refuse(element, say("Imported values are not accepted."))
        return self.located(element)

    def _context(self, element: etree._Element) -> Node:
        entries: list[tuple[str, Node]] = []
        for entry in children(element, "contextEntry"):
            variable = next(children(entry, "variable"), None)
            key = RESULT if variable is None else name_of(variable)
            if any(key == earlier for earlier, _ in entries):
                return self.refuse(entry, say("The context has two entries “%(name)s”.", name=key.lstrip("\0")))
            entries.append((key, typed(self.logic_of(entry), type_of_variable(entry))))
        context = syntax.ContextOf(tuple(entries))
        return syntax.Path(context, RESULT) if entries and entries[-1][0] == RESULT else context

    def _list(self, element: etree._Element) -> Node:
        return syntax.ListOf(tuple(self.read(item) for item in children(element, *LOGIC)))

    def _relation(self, element: etree._Element) -> Node:
        columns = [name_of(column) for column in children(element, "column")]
        types = [type_of(column.get("typeRef")) for column in children(element, "column")]
        rows: list[Node] = []
        for row in children(element, "row"):
            cells = [self.read(cell) for cell in children(row, *LOGIC)]
            if len(cells) != len(columns):
                counts = {"cells": len(cells), "columns": len(columns)}
                return self.refuse(row, say("The row has %(cells)s cells instead of %(columns)s.", **counts))
            rows.append(syntax.ContextOf(tuple(zip(columns, map(typed, cells, types), strict=True))))
        return syntax.ListOf(tuple(rows))

    def _invocation(self, element: etree._Element) -> Node:
        called = self.logic_of(element)
        called = called.operand if isinstance(called, Located) else called
        names: list[str] = []
        arguments: list[Node] = []
        for binding in children(element, "binding"):
            parameter = next(children(binding, "parameter"), None)
            if parameter is None:
                return self.refuse(binding, say("The value is for no parameter."))
            names.append(name_of(parameter))
            arguments.append(self.logic_of(binding))
        return syntax.Invocation(called, tuple(arguments), tuple(names))

    def _function(self, element: etree._Element) -> Node:
        if element.get("kind", "FEEL") != "FEEL":
            kind = element.get("kind", "")[:80]
            return self.refuse(element, say("Functions of the kind “%(kind)s” are not accepted.", kind=kind))
        parameters = list(children(element, "formalParameter"))
        types = tuple(type_of(parameter.get("typeRef")) for parameter in parameters)
        body, wanted = self.logic_of(element), type_of(element.get("typeRef"))
        body = body if wanted is None else Returning(body, wanted)
        return syntax.FunctionOf(tuple(map(name_of, parameters)), types, body)

    def _conditional(self, element: etree._Element) -> Node:
        condition, then, otherwise = (self._part(element, name) for name in ("if", "then", "else"))
        return syntax.If(condition, then, otherwise, is_strict=True)

    def _filter(self, element: etree._Element) -> Node:
        return syntax.Filter(self._part(element, "in"), self._part(element, "match"), is_strict=True)

    def _for(self, element: etree._Element) -> Node:
        return syntax.For(self._iteration(element), self._part(element, "return"))

    def _quantified(self, element: etree._Element) -> Node:
        condition = self._part(element, "satisfies")
        return syntax.Quantified(tag(element), self._iteration(element), condition, is_strict=True)

    def _iteration(self, element: etree._Element) -> tuple[syntax.Iteration]:
        return (syntax.Iteration(element.get("iteratorVariable") or "", self._part(element, "in"), None),)

    def _part(self, element: etree._Element, name: str) -> Node:
        part = next(children(element, name), None)
        return self.logic_of(element if part is None else part)

    def _table(self, element: etree._Element) -> Node:
        return read_table(self, element)

    READERS: ClassVar[dict[str, Callable[[BoxedReader, etree._Element], Node]]] = {
        "literalExpression": _literal,
        "context": _context,
        "list": _list,
        "relation": _relation,
        "invocation": _invocation,
        "functionDefinition": _function,
        "encapsulatedLogic": _function,
        "conditional": _conditional,
        "filter": _filter,
        "for": _for,
        "some": _quantified,
        "every": _quantified,
        "decisionTable": _table,
    }


def typed(tree: Node, wanted: TypeName | None) -> Node:
    """`tree`, checked to be of the type if there is one that says something."""
    return tree if wanted is None or wanted.name == "Any" else Typed(tree, wanted)
