"""How a run can fail. None of these is a refusal: the caller rolls back and records an incident."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from engine.errors import EngineError, Sentence, say


class FailureKind(StrEnum):
    """Why a run could not go on."""

    TOO_MANY_STEPS = "too_many_steps"
    UNCAUGHT_ERROR = "uncaught_error"
    NO_FLOW = "no_flow"
    NOT_A_LIST = "not_a_list"
    TOO_MANY_ITEMS = "too_many_items"
    UNKNOWN_PROCESS = "unknown_process"
    NO_START_EVENT = "no_start_event"
    EXPRESSION = "expression_failed"


_SENTENCES = {
    FailureKind.TOO_MANY_STEPS: say("“%(element)s”: the process took too many steps without anybody to wait for."),
    FailureKind.UNCAUGHT_ERROR: say("“%(element)s” raised an error that the diagram catches nowhere."),
    FailureKind.NO_FLOW: say("“%(element)s”: no condition holds, and there is no default flow."),
    FailureKind.NOT_A_LIST: say("“%(element)s” repeats over something that is not a list."),
    FailureKind.TOO_MANY_ITEMS: say("“%(element)s” repeats over too many items."),
    FailureKind.UNKNOWN_PROCESS: say("“%(element)s” calls a process that is not known."),
    FailureKind.NO_START_EVENT: say("“%(element)s” calls a process that has no single start event without an event."),
}


class ExpressionFailed(EngineError):
    """A FEEL text of the diagram cannot be evaluated. Where a run meets it, it becomes a `RunFailed`."""

    def __init__(self, element_id: str, expression: str, reason: Sentence) -> None:
        super().__init__(
            say(
                "“%(element)s”: the expression “%(expression)s” cannot be evaluated: %(reason)s",
                element=element_id,
                expression=shortened(expression),
                reason=reason,
            )
        )


LONGEST_SHOWN = 200


def shortened(text: str) -> str:
    """The beginning of a text that stands in a sentence."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} …"


class RunFailed(Exception):
    """The diagram led into a place from which the run cannot go on."""

    def __init__(self, kind: FailureKind, element_id: str, task_id: UUID, cause: Exception | None = None) -> None:
        super().__init__(f"{kind} at {element_id}")
        self.kind = kind
        self.element_id = element_id
        self.task_id = task_id
        self.cause = cause

    @property
    def sentence(self) -> Sentence:
        """What happened, for the incident."""
        if isinstance(self.cause, ExpressionFailed):
            return self.cause.sentence
        return Sentence(_SENTENCES[self.kind].template, {"element": self.element_id})


class ServiceTaskFailed(Exception):
    """A service task raised something that is neither a refusal nor a BPMN error: see `__cause__`."""

    def __init__(self, element_id: str, task_id: UUID) -> None:
        super().__init__(f"service task {element_id} failed")
        self.element_id = element_id
        self.task_id = task_id
