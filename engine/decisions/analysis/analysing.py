"""Overlaps, gaps and rules that never decide, each with an example that shows it.

Every finding is surely so. Cells that depend on other variables, or on functions of the value, are taken to match
nothing where that speaks against a finding, and everything where that does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from engine.decisions.analysis.columns import Column, columns_of
from engine.decisions.analysis.findings import Analysis, Finding, NotAnalysed
from engine.decisions.analysis.ranking import agree, differ, priorities
from engine.decisions.analysis.regions import Box, Cover, GivenUpError
from engine.decisions.analysis.telling import example_of, gap, masked, never_matches, overlap
from engine.decisions.tables import DecisionTable, HitPolicy
from engine.errors import say
from engine.feel.syntax import TypeName

MAX_RULES = 500
MAX_COLUMNS = 100
MAX_GAPS = 5
MAX_OVERLAPS = 200

_ONE_RESULT = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.FIRST, HitPolicy.PRIORITY})


def analyse(table: DecisionTable, types: Mapping[str, TypeName]) -> Analysis:
    """What is wrong with a table whose parts all can be run; `types` are those that its file defines.

    Overlaps under UNIQUE, under ANY where the results differ; gaps where a policy promises one result and there is no
    default; rules that earlier or higher ones mask; rules that never match. Null is no gap.
    """
    if len(table.rules) > MAX_RULES or len(table.inputs) > MAX_COLUMNS:
        return Analysis((), (NotAnalysed(table.id, say("The table is too large to be analysed.")),))
    if not table.inputs:
        return Analysis((), ())
    found = _Table(table, columns_of(table, types))
    findings = [*found.never_matching(), *found.overlaps()]
    not_analysed = list(found.not_analysed())
    try:
        findings += found.masked()
        findings += found.gaps()
    except GivenUpError as error:
        not_analysed.append(NotAnalysed(table.id, error.sentence))
    return Analysis(tuple(findings), tuple(not_analysed))


class _Table:
    """A table and its rules as boxes."""

    def __init__(self, table: DecisionTable, columns: list[Column]) -> None:
        self.table = table
        self.columns = columns
        rules = range(len(table.rules))
        self.surely: list[Box] = [[column.surely[number] for column in columns] for number in rules]
        self.perhaps: list[Box] = [[column.perhaps[number] for column in columns] for number in rules]
        self.covered_surely = Cover(self.surely, len(columns))
        is_known = self.surely == self.perhaps
        self.covered_perhaps = self.covered_surely if is_known else Cover(self.perhaps, len(columns))

    def never_matching(self) -> Iterator[Finding]:
        """Rules with a cell that no value passes."""
        for number, box in enumerate(self.perhaps):
            if not all(box):
                yield never_matches(self.table, number, box.index(0))

    def overlaps(self) -> Iterator[Finding]:
        """Pairs of rules that both match where only one may, or both alike."""
        if self.table.hit_policy in (HitPolicy.UNIQUE, HitPolicy.ANY):
            yield from islice(self._overlaps(), MAX_OVERLAPS)

    def _overlaps(self) -> Iterator[Finding]:
        rules = self.table.rules
        for second in range(len(rules)):
            for first in range(second):
                common = [a & b for a, b in zip(self.surely[first], self.surely[second], strict=True)]
                if all(common) and (self.table.hit_policy is HitPolicy.UNIQUE or differ(rules[first], rules[second])):
                    yield overlap(self.table, first, second, example_of(self.columns, common))

    def gaps(self) -> Iterator[Finding]:
        """Values for which no rule matches."""
        if self.table.hit_policy not in _ONE_RESULT or any(output.default for output in self.table.outputs):
            return
        space = [column.given for column in self.columns]
        if not all(space):
            return
        for part in islice(self.covered_perhaps.uncovered(space, (1 << len(self.perhaps)) - 1), MAX_GAPS):
            yield gap(self.table, example_of(self.columns, part))

    def masked(self) -> Iterator[Finding]:
        """Rules that never decide, because others come first wherever they match."""
        for number, before in enumerate(self._first()):
            space = self.perhaps[number]
            others = sum(1 << other for other in before if _touch(self.surely[other], space))
            if others and all(space) and next(self.covered_surely.uncovered(space, others), None) is None:
                masking = [other for other in before if others >> other & 1]
                alone = [other for other in masking if _holds(self.surely[other], space)]
                common = [a & b for a, b in zip(self.surely[(alone or masking)[0]], space, strict=True)]
                yield masked(self.table, number, alone[:1] or masking, example_of(self.columns, common))

    def _first(self) -> Sequence[Sequence[int]]:
        """For each rule those that decide where both match."""
        rules = self.table.rules
        policy = self.table.hit_policy
        if policy is HitPolicy.FIRST:
            return [range(number) for number in range(len(rules))]
        if policy is HitPolicy.ANY:
            return [
                [other for other in range(number) if agree(rules[other], rules[number])] for number in range(len(rules))
            ]
        ranks = priorities(self.table) if policy is HitPolicy.PRIORITY else None
        if ranks is None:
            return []
        places = [(rank, number) for number, rank in enumerate(ranks)]
        return [[other for other in range(len(rules)) if places[other] < place] for place in places]

    def not_analysed(self) -> Iterator[NotAnalysed]:
        """The columns of which something is not known."""
        for column in self.columns:
            if column.opaque:
                rules = ", ".join(str(number + 1) for number in column.opaque)
                sentence = say(
                    "“%(input)s” is not analysed in the rules %(rules)s: the cells ask for more than constants.",
                    input=column.input.label or column.input.text,
                    rules=rules,
                )
                yield NotAnalysed(column.input.id, sentence)


def _touch(box: Box, space: Box) -> bool:
    return all(a & b for a, b in zip(box, space, strict=True))


def _holds(box: Box, space: Box) -> bool:
    return all(not wanted & ~held for held, wanted in zip(box, space, strict=True))
