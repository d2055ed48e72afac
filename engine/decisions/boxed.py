"""Boxed expressions as FEEL trees (DMN 1.5, 10.2.1): what a decision or a knowledge model computes."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from lxml import etree

from engine.decisions.item_types import type_of
from engine.decisions.tables import Aggregation, DecisionTable, HitPolicy, Input, Output, Rule
from engine.decisions.typed import Typed
from engine.decisions.xml import child_text, children, name_of, place_of, tag, text_of
from engine.errors import Problem, Sentence, say
from engine.feel import FeelError, parse_expression, parse_unary_tests, syntax
from engine.feel.syntax import Node

RESULT = "\0result"
"""The key under which a boxed context with a last entry without name keeps that entry."""
_NULL = syntax.Literal(None)
_NO_TESTS = syntax.UnaryTests((), False)
_LOGIC = ("literalExpression", "decisionTable", "context", "list", "relation", "invocation", "functionDefinition")
_LOGIC_1_4 = ("conditional", "filter", "for", "some", "every")


class BoxedReader:
    """Reads the expressions of one decision or knowledge model, with the names it knows, and notes its problems."""

    def __init__(self, names: frozenset[str], problems: list[Problem]) -> None:
        self.names = names
        self.problems = problems

    def logic_of(self, owner: etree._Element) -> Node:
        """The expression inside `owner`: null, and a problem, if it has none that can be run."""
        found = next(children(owner, *_LOGIC, *_LOGIC_1_4), None)
        if found is None:
            self.refuse(owner, say("The expression is missing."))
            return _NULL
        return self.read(found)

    def read(self, element: etree._Element) -> Node:
        """The tree of one boxed expression."""
        reader = self.READERS.get(tag(element))
        if reader is None:
            self.refuse(element, say("“%(kind)s” cannot be run.", kind=tag(element)))
            return _NULL
        return reader(self, element)

    def refuse(self, element: etree._Element, sentence: Sentence, category: str = "decision") -> None:
        """Note a problem at `element`."""
        self.problems.append(Problem(place_of(element), sentence, category))

    def expression(self, element: etree._Element | None, owner: etree._Element) -> Node:
        """The FEEL text of `element`; an empty one is null. Another language is refused."""
        text = text_of(element)
        if element is not None and "feel" not in (element.get("expressionLanguage") or "feel").lower():
            self.refuse(
                element, say("Only FEEL is run, not “%(language)s”.", language=element.get("expressionLanguage"))
            )
        if not text:
            return _NULL
        try:
            return parse_expression(text, self.names).tree
        except FeelError as error:
            self.refuse(owner if element is None else element, error.sentence, "feel")
            return _NULL

    def tests(self, element: etree._Element) -> syntax.UnaryTests:
        """The FEEL text of a cell or of allowed values."""
        try:
            return parse_unary_tests(text_of(element), self.names).tree
        except FeelError as error:
            self.refuse(element, error.sentence, "feel")
            return _NO_TESTS

    def _literal(self, element: etree._Element) -> Node:
        if next(children(element, "importedValues"), None) is not None:
            self.refuse(element, say("Imported values are not accepted."))
        return self.expression(element, element)

    def _context(self, element: etree._Element) -> Node:
        entries: list[tuple[str, Node]] = []
        for entry in children(element, "contextEntry"):
            variable = next(children(entry, "variable"), None)
            key = RESULT if variable is None else name_of(variable)
            entries.append((key, self.logic_of(entry)))
        context = syntax.ContextOf(tuple(entries))
        return syntax.Path(context, RESULT) if entries and entries[-1][0] == RESULT else context

    def _list(self, element: etree._Element) -> Node:
        return syntax.ListOf(tuple(self.read(item) for item in children(element, *_LOGIC, *_LOGIC_1_4)))

    def _relation(self, element: etree._Element) -> Node:
        columns = [name_of(column) for column in children(element, "column")]
        rows: list[Node] = []
        for row in children(element, "row"):
            cells = [self.read(cell) for cell in children(row, *_LOGIC, *_LOGIC_1_4)]
            if len(cells) != len(columns):
                self.refuse(row, say("The row has %(cells)s cells instead of %(columns)s.", **_counts(cells, columns)))
            rows.append(syntax.ContextOf(tuple(zip(columns, cells, strict=False))))
        return syntax.ListOf(tuple(rows))

    def _invocation(self, element: etree._Element) -> Node:
        called = self.logic_of(element)
        names: list[str] = []
        arguments: list[Node] = []
        for binding in children(element, "binding"):
            names.extend(name_of(parameter) for parameter in children(binding, "parameter"))
            arguments.append(self.logic_of(binding))
        return syntax.Invocation(called, tuple(arguments), tuple(names))

    def _function(self, element: etree._Element) -> Node:
        if element.get("kind", "FEEL") != "FEEL":
            self.refuse(element, say("Functions of the kind “%(kind)s” are not accepted.", kind=element.get("kind")))
            return _NULL
        parameters = list(children(element, "formalParameter"))
        types = tuple(type_of(parameter.get("typeRef")) for parameter in parameters)
        body = self.logic_of(element)
        result = type_of(next((each.get("typeRef") for each in children(element, *_LOGIC, *_LOGIC_1_4)), None))
        return syntax.FunctionOf(
            tuple(map(name_of, parameters)), types, body if result is None else Typed(body, result)
        )

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
        policy, aggregation = self._hit_policy(element)
        inputs = tuple(self._input(column) for column in children(element, "input"))
        outputs = tuple(self._output(column) for column in children(element, "output"))
        if not outputs:
            self.refuse(element, say("The table has no output."))
        rules = tuple(self._rule(rule, len(inputs), len(outputs)) for rule in children(element, "rule"))
        return DecisionTable(place_of(element), policy, aggregation, inputs, outputs, rules)

    def _hit_policy(self, element: etree._Element) -> tuple[HitPolicy, Aggregation | None]:
        name, aggregation = element.get("hitPolicy", "UNIQUE"), element.get("aggregation")
        try:
            return HitPolicy(name), Aggregation(aggregation) if aggregation else None
        except ValueError:
            both = f"{name} {aggregation or ''}".strip()
            self.refuse(element, say("“%(policy)s” is not a hit policy that can be run.", policy=both))
            return HitPolicy.UNIQUE, None

    def _input(self, column: etree._Element) -> Input:
        expression = next(children(column, "inputExpression"), None)
        if not text_of(expression):
            self.refuse(column, say("The input has no expression."))
        values = next(children(column, "inputValues"), None)
        allowed = None if values is None or not text_of(values) else self.tests(values)
        tree = self.expression(expression, column)
        return Input(place_of(column), column.get("label") or "", text_of(expression), tree, allowed)

    def _output(self, column: etree._Element) -> Output:
        values = next(children(column, "outputValues"), None)
        listed = () if values is None else tuple(test.operand for test in self.tests(values).tests)
        entry = next(children(column, "defaultOutputEntry"), None)
        default = self.expression(entry, column) if text_of(entry) else None
        return Output(place_of(column), name_of(column), column.get("label") or "", listed, default)

    def _rule(self, rule: etree._Element, inputs: int, outputs: int) -> Rule:
        tests, results = list(children(rule, "inputEntry")), list(children(rule, "outputEntry"))
        if (len(tests), len(results)) != (inputs, outputs):
            counts = {"cells": len(tests) + len(results), "columns": inputs + outputs}
            self.refuse(rule, say("The row has %(cells)s cells instead of %(columns)s.", **counts))
            tests, results = [], []
        cells = [*tests, *results]
        return Rule(
            place_of(rule),
            tuple(map(self.tests, tests)),
            tuple(self.expression(cell, cell) for cell in results),
            tuple(map(place_of, cells)),
            tuple(map(text_of, cells)),
            " ".join(text_of(each) for each in children(rule, "annotationEntry")) or child_text(rule, "description"),
        )

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


def _counts(cells: list[Node], columns: list[str]) -> dict[str, int]:
    return {"cells": len(cells), "columns": len(columns)}
