"""Why a decision could not be made."""

from __future__ import annotations

from engine.errors import EngineError


class DecisionError(EngineError):
    """The rules of a table contradict each other or the input is outside what the table allows."""
