"""The FEEL texts in a DMN file: each becomes a tree, and what is wrong with it a problem at its element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from engine.decisions.errors import Place
from engine.decisions.located import Located, Refused
from engine.decisions.xml import name_of, place_of, text_of
from engine.errors import Problem, Sentence, say
from engine.feel import FeelError, parse_expression, parse_unary_tests, syntax
from engine.feel.syntax import Node

NULL = syntax.Literal(None)
NO_TESTS = syntax.UnaryTests((), False)


@dataclass(frozen=True)
class Surroundings:
    """What the texts of a file have in common: its name, its language, the values that its types allow, and the names
    that are known after a point."""

    file: str
    language: str
    allowed: Mapping[str, etree._Element]
    members: frozenset[str] = frozenset()


class TextReader:
    """Reads the texts inside `owner`, where `names` are known, and notes their problems.

    What cannot be run becomes an expression that fails with the reason.
    """

    def __init__(
        self, owner: etree._Element, names: frozenset[str], around: Surroundings, problems: list[Problem]
    ) -> None:
        self.names = names
        self.around = around
        self.problems = problems
        self.name = name_of(owner)

    def refuse(self, element: etree._Element, sentence: Sentence, category: str = "decision") -> Refused:
        """Note a problem at `element`; give what stands in its place."""
        self.problems.append(Problem(place_of(element), sentence, category))
        return Refused(sentence, self.place(element))

    def place(self, element: etree._Element) -> Place:
        """Where `element` is."""
        return Place(self.around.file, self.name, place_of(element))

    def expression(self, element: etree._Element) -> Node:
        """The FEEL text of an expression or cell; an empty one is null. Another language is refused."""
        text = text_of(element)
        language = element.get("expressionLanguage") or self.around.language
        if "feel" not in language.lower():
            return self.refuse(element, say("Only FEEL is run, not “%(language)s”.", language=language[:80]))
        if not text:
            return NULL
        try:
            return parse_expression(text, self.names, self.around.members).tree
        except FeelError as error:
            return self.refuse(element, error.sentence, "feel")

    def located(self, element: etree._Element) -> Node:
        """The same as `expression`, but its failure is told with its place."""
        tree = self.expression(element)
        if isinstance(tree, (syntax.Literal, syntax.Name, Refused)):
            return tree
        return Located(tree, self.place(element), text_of(element))

    def tests(self, element: etree._Element) -> syntax.UnaryTests:
        """The FEEL text of a cell or of allowed values."""
        language = element.get("expressionLanguage") or self.around.language
        if "feel" not in language.lower():
            sentence = say("Only FEEL is run, not “%(language)s”.", language=language[:80])
            return _failing(self.refuse(element, sentence))
        try:
            return parse_unary_tests(text_of(element), self.names, self.around.members).tree
        except FeelError as error:
            return _failing(self.refuse(element, error.sentence, "feel"))


def _failing(refused: Refused) -> syntax.UnaryTests:
    return syntax.UnaryTests((syntax.Test("", refused),), False)
