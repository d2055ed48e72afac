"""Findings in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.decisions.analysis.columns import ANYTHING, Column
from engine.decisions.analysis.findings import Finding, FindingKind
from engine.decisions.analysis.regions import Box
from engine.decisions.tables import DecisionTable
from engine.errors import Sentence, say
from engine.feel import to_text

Example = Mapping[str, Any]


def example_of(columns: Sequence[Column], part: Box) -> Example:
    """A value out of each column's pieces, by the text of its expression; columns that take any value are left out."""
    picked = {}
    for column, bits in zip(columns, part, strict=True):
        value = column.values[(bits & -bits).bit_length() - 1]
        if value is not ANYTHING:
            picked[column.input.text] = value
    return picked


def overlap(table: DecisionTable, first: int, second: int, example: Example) -> Finding:
    """Two rules, from 0, that both match."""
    sentence = say(
        "Rules %(first)s and %(second)s both match, for example for %(example)s.",
        first=first + 1,
        second=second + 1,
        example=_shown(example),
    )
    return Finding(FindingKind.OVERLAP, table.rules[second].id, (first + 1, second + 1), example, sentence)


def gap(table: DecisionTable, example: Example) -> Finding:
    """Values for which no rule matches."""
    sentence = say("No rule matches, for example for %(example)s.", example=_shown(example))
    return Finding(FindingKind.GAP, table.id, (), example, sentence)


def masked(table: DecisionTable, number: int, others: Sequence[int], example: Example) -> Finding:
    """A rule that never decides, and those that come first."""
    numbers = [other + 1 for other in others]
    values = {"rule": number + 1, "rules": ", ".join(map(str, numbers)), "example": _shown(example)}
    if len(numbers) == 1:
        sentence = say(
            "Rule %(rule)s never decides: rule %(rules)s comes first wherever it matches, for example for %(example)s.",
            **values,
        )
    else:
        sentence = say(
            "Rule %(rule)s never decides: one of the rules %(rules)s comes first wherever it matches, for example for "
            "%(example)s.",
            **values,
        )
    return Finding(FindingKind.MASKED, table.rules[number].id, (number + 1, *numbers), example, sentence)


def never_matches(table: DecisionTable, number: int, column: int) -> Finding:
    """A rule with a cell that no value passes."""
    rule, input_ = table.rules[number], table.inputs[column]
    sentence = say(
        "Rule %(rule)s can never match: no value of “%(input)s” passes “%(cell)s”.",
        rule=number + 1,
        input=input_.label or input_.text,
        cell=rule.texts[column],
    )
    return Finding(FindingKind.NEVER_MATCHES, rule.id, (number + 1,), {}, sentence)


def _shown(example: Example) -> Sentence | str:
    if not example:
        return say("any value")
    return ", ".join(f"{text} = {_literal(value)}" for text, value in example.items())


def _literal(value: Any) -> str:
    return f'"{value}"' if type(value) is str else to_text(value)
