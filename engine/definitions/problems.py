"""What the publication check finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Problem, Sentence


class Severity(StrEnum):
    """An error forbids publication; a warning is shown and passes; a note says what the check cannot know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class CheckProblem(Problem):
    """One thing wrong with a bundle. `where` is `file#elementId`, or the file alone."""

    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def error(category: str, where: str, sentence: Sentence) -> CheckProblem:
    """A problem that forbids publication."""
    return CheckProblem(where, sentence, category)


def warning(category: str, where: str, sentence: Sentence) -> CheckProblem:
    """A problem that is shown and passes."""
    return CheckProblem(where, sentence, category, Severity.WARNING)


def note(category: str, where: str, sentence: Sentence) -> CheckProblem:
    """What the check cannot know; nothing may be wrong."""
    return CheckProblem(where, sentence, category, Severity.NOTE)
