"""What an event waits for or throws: plain values, read from the event definitions of the diagram."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TimerKind(StrEnum):
    """The three kinds of a timer event definition."""

    DATE = "date"
    DURATION = "duration"
    CYCLE = "cycle"


class CodeKind(StrEnum):
    """Events that go up to the nearest catcher instead of being delivered."""

    ERROR = "error"
    ESCALATION = "escalation"


@dataclass(frozen=True)
class TimerTrigger:
    """A timer; `literal` is ISO 8601 text or FEEL."""

    kind: TimerKind
    literal: str


@dataclass(frozen=True)
class MessageTrigger:
    """A message; `correlation_key` is FEEL (none at start events)."""

    name: str
    correlation_key: str | None


@dataclass(frozen=True)
class SignalTrigger:
    """A signal, known by its name."""

    name: str


@dataclass(frozen=True)
class CodeTrigger:
    """An error or escalation; a catcher without a code catches all."""

    kind: CodeKind
    code: str | None


@dataclass(frozen=True)
class Terminate:
    """Ends the scope with everything in it."""


Trigger = TimerTrigger | MessageTrigger | SignalTrigger | CodeTrigger | Terminate
