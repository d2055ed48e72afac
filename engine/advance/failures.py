"""What failed in earlier tries of the same act, so that this try stops before it and records an incident instead."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from engine.definitions.definition import Definition
from engine.errors import Sentence, say
from engine.spiff import RunFailed, ServiceTaskFailed
from engine.types import storable

_KEY = "zhangshi_failures"


@dataclass(frozen=True)
class Failure:
    """Why an element could not be run: the incident's kind, its sentence, and the technical detail."""

    kind: str
    message: Sentence
    detail: str


@dataclass
class Failures:
    """Failures by element id. Architecture.md 4: a failing service task costs nobody's decision."""

    by_element: dict[str, Failure] = field(default_factory=dict)

    def note(self, error: ServiceTaskFailed | RunFailed) -> None:
        """Remember a failure: the next try stops before its element."""
        if isinstance(error, ServiceTaskFailed):
            cause = error.__cause__ or error
            message = say(
                "“%(element)s” failed: %(reason)s",
                element=error.element_id,
                reason=storable(str(cause)) or type(cause).__name__,
            )
            failure = Failure("service_task_failed", message, "".join(traceback.format_exception(cause)))
        else:
            failure = Failure(error.kind, error.sentence, "".join(traceback.format_exception(error)))
        self.by_element[error.element_id] = failure

    def attach_to(self, session: Session) -> None:
        """Let what runs in this session know."""
        session.info[_KEY] = self


def failures_of(session: Session) -> Failures:
    """The failures of earlier tries of the act that this session carries out."""
    found: Failures = session.info.setdefault(_KEY, Failures())
    return found


def with_name(sentence: Sentence, definition: Definition) -> Sentence:
    """The sentence with the name of the element, in the reader's language, instead of its id."""
    element_id = sentence.values.get("element")
    if not isinstance(element_id, str):
        return sentence
    return Sentence(sentence.template, {**sentence.values, "element": definition.wording(element_id)})
