"""One evaluation: its budget, its clock, and the scopes in which names are looked up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from typing import Any, NoReturn

from engine.errors import say
from engine.feel.errors import FeelError
from engine.feel.syntax import TypeName

MAX_STEPS = 200_000
"""About a fifth of a second: a transaction must not hold the writer longer than 300 ms (architecture, law 1)."""
MAX_SECONDS = 2.0
"""For what turns out to take longer than its steps say, on a slow machine or in one long step."""
MAX_CALLS = 100
TRANSCENDENTAL = 30
"""Steps of a power, exponential or logarithm with 34 digits."""
_CHARACTERS_PER_STEP = 16
_STEPS_PER_LOOK = 512
"""How often the clock is looked at: seldom enough that it costs nothing."""


class Run:
    """What one evaluation may use up. A step is about a microsecond: an iteration, a call, a list element.

    `trace`, if it is set, receives what decision tables have to tell.
    """

    __slots__ = ("calls", "deadline", "next_look", "now", "steps", "trace", "types")

    def __init__(self, now: datetime | None = None, types: Mapping[str, TypeName] | None = None) -> None:
        self.now = now
        self.types = types
        self.steps = MAX_STEPS
        self.next_look = MAX_STEPS - _STEPS_PER_LOOK
        self.deadline = monotonic() + MAX_SECONDS
        self.calls = 0
        self.trace: Any = None

    def charge(self, steps: int = 1) -> None:
        """Use up `steps`; `FeelError` when there are none left, or no time."""
        self.steps -= steps
        if self.steps < self.next_look:
            self.look_at_the_clock()

    def look_at_the_clock(self) -> None:
        """`FeelError` when no steps or no time are left."""
        if self.steps < 0:
            raise FeelError(say("The expression takes too many steps."))
        if monotonic() > self.deadline:
            raise FeelError(say("The expression takes too long."))
        self.next_look = max(self.steps - _STEPS_PER_LOOK, 0)

    def charge_text(self, length: int) -> None:
        """Use up what a text of `length` characters costs."""
        self.charge(1 + length // _CHARACTERS_PER_STEP)

    def seconds(self) -> float:
        """How long a regular expression may still run."""
        return max(min(self.steps / 1_000_000, self.deadline - monotonic()), 0.000_001)

    def enter(self) -> None:
        """Begin a call; `FeelError` when calls are nested too deeply."""
        self.charge()
        self.calls += 1
        if self.calls > MAX_CALLS:
            too_deep()

    def leave(self) -> None:
        """End a call."""
        self.calls -= 1


class Scope:
    """Names and values, and the scope around them."""

    __slots__ = ("parent", "run", "variables")

    def __init__(self, variables: Mapping[str, Any], parent: Scope | None, run: Run) -> None:
        self.variables = variables
        self.parent = parent
        self.run = run


def too_deep() -> NoReturn:
    """Refuse an evaluation whose calls or values are nested too deeply."""
    raise FeelError(say("The expression is nested too deeply."))
