"""Why a decision could not be made, and where in the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NoReturn

from engine.errors import EngineError, Sentence, say
from engine.feel import FeelError
from engine.feel.lexer import located
from engine.feel.syntax import Node


@dataclass(frozen=True)
class Place:
    """A part of a DMN file: the file, the nearest thing with a name (a decision, a knowledge model), the nearest id."""

    file: str
    name: str
    id: str

    def at(self, id_: str) -> Place:
        """The part of that id inside the same named thing."""
        return replace(self, id=id_)


class DecisionError(EngineError):
    """The rules of a table contradict each other, a value is not allowed, or an expression cannot be computed.

    `place` is where; `line` and `column` count from 1 in the text of that element, 0 is unknown.
    """

    def __init__(self, sentence: Sentence, place: Place | None = None, line: int = 0, column: int = 0) -> None:
        super().__init__(sentence)
        self.place = place
        self.line = line
        self.column = column


def fail_at(place: Place, reason: FeelError | DecisionError, text: str = "", tree: Node | None = None) -> NoReturn:
    """Raise `reason` with its place, in one sentence; a decision error that has a place already keeps it.

    `text` and `tree` are the expression at that place: line and column are told where it is known what failed in it.
    """
    if isinstance(reason, DecisionError) and reason.place is not None:
        raise reason
    if isinstance(reason, FeelError) and tree is not None:
        reason = located(reason, text, tree)
    sentence = say(
        "“%(file)s”, “%(name)s” (%(id)s): %(reason)s",
        file=place.file,
        name=place.name,
        id=place.id,
        reason=reason.sentence,
    )
    raise DecisionError(sentence, place, reason.line, reason.column) from reason
