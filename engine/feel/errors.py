"""What a FEEL text can be refused for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import EngineError, Sentence

if TYPE_CHECKING:  # the tree needs no errors
    from engine.feel.syntax import Node


class FeelError(EngineError):
    """A text that is not FEEL, or an evaluation beyond its budget. `line` and `column` count from 1; 0 is unknown.

    `trail` are the calls and loops that failed, the innermost first: of which text is known to whoever evaluates it.
    """

    def __init__(self, sentence: Sentence, line: int = 0, column: int = 0) -> None:
        super().__init__(sentence)
        self.line = line
        self.column = column
        self.trail: list[Node] = []
