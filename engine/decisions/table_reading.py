"""Decision tables from their elements (DMN 1.5, 8.3)."""

from __future__ import annotations

from lxml import etree

from engine.decisions.item_types import type_of
from engine.decisions.located import Refused
from engine.decisions.tables import Aggregation, DecisionTable, HitPolicy, Input, Output, Rule
from engine.decisions.texts import NO_TESTS, TextReader
from engine.decisions.xml import child_text, children, name_of, place_of, text_of
from engine.errors import say
from engine.feel.syntax import Node, TypeName, UnaryTests


def read_table(reader: TextReader, element: etree._Element) -> Node:
    """The table of a `decisionTable`; an expression that fails if its hit policy or its rows cannot be run."""
    policy = _hit_policy(reader, element)
    inputs = tuple(_input(reader, column) for column in children(element, "input"))
    outputs = tuple(_output(reader, column) for column in children(element, "output"))
    rules = tuple(_rule(reader, rule, len(inputs), len(outputs)) for rule in children(element, "rule"))
    if not outputs:
        return reader.refuse(element, say("The table has no output."))
    if policy is None or None in rules:
        return Refused(say("The table cannot be run."), reader.place(element))
    complete = tuple(rule for rule in rules if rule is not None)
    return DecisionTable(reader.place(element), *policy, inputs, outputs, complete)


def _hit_policy(reader: TextReader, element: etree._Element) -> tuple[HitPolicy, Aggregation | None] | None:
    name, aggregation = element.get("hitPolicy", "UNIQUE"), element.get("aggregation")
    try:
        return HitPolicy(name), Aggregation(aggregation) if aggregation else None
    except ValueError:
        both = f"{name} {aggregation or ''}".strip()
        reader.refuse(element, say("“%(policy)s” is not a hit policy that can be run.", policy=both))
        return None


def _input(reader: TextReader, column: etree._Element) -> Input:
    expression = next(children(column, "inputExpression"), None)
    if expression is None or not text_of(expression):
        tree: Node = reader.refuse(column, say("The input has no expression."))
        wanted = None
    else:
        tree = reader.expression(expression)
        wanted = type_of(expression.get("typeRef"))
    allowed = _allowed(reader, column, "inputValues", wanted)
    return Input(place_of(column), column.get("label") or "", text_of(expression), tree, allowed, wanted)


def _output(reader: TextReader, column: etree._Element) -> Output:
    wanted = type_of(column.get("typeRef"))
    allowed = _allowed(reader, column, "outputValues", wanted)
    listed = tuple(test.operand for test in (allowed or NO_TESTS).tests)
    entry = next(children(column, "defaultOutputEntry"), None)
    default = None if entry is None or not text_of(entry) else reader.located(entry)
    return Output(place_of(column), name_of(column), column.get("label") or "", listed, default, allowed, wanted)


def _allowed(reader: TextReader, column: etree._Element, own: str, wanted: TypeName | None) -> UnaryTests | None:
    """The values that the column lists, else those that its type allows (DMN 1.5, 8.3.2 and 8.3.3)."""
    listed = next((each for each in children(column, own) if text_of(each)), None)
    if listed is None and wanted is not None:
        listed = reader.around.allowed.get(wanted.name)
    return None if listed is None else reader.tests(listed)


def _rule(reader: TextReader, rule: etree._Element, inputs: int, outputs: int) -> Rule | None:
    tests, results = list(children(rule, "inputEntry")), list(children(rule, "outputEntry"))
    cells = [*tests, *results]
    read_tests, read_results = tuple(map(reader.tests, tests)), tuple(map(reader.expression, results))
    if (len(tests), len(results)) != (inputs, outputs):
        counts = {"cells": len(cells), "columns": inputs + outputs}
        reader.refuse(rule, say("The row has %(cells)s cells instead of %(columns)s.", **counts))
        return None
    return Rule(
        place_of(rule),
        read_tests,
        read_results,
        tuple(map(place_of, cells)),
        tuple(map(text_of, cells)),
        " ".join(text_of(each) for each in children(rule, "annotationEntry")) or child_text(rule, "description"),
    )
