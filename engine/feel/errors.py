"""What a FEEL text can be refused for."""

from __future__ import annotations

from engine.errors import EngineError, Sentence


class FeelError(EngineError):
    """A text that is not FEEL, or an evaluation beyond its budget. `line` and `column` count from 1; 0 is unknown."""

    def __init__(self, sentence: Sentence, line: int = 0, column: int = 0) -> None:
        super().__init__(sentence)
        self.line = line
        self.column = column
