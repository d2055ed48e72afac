"""What kinds of incidents there are, and what a person can do about each."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Sentence, say


@dataclass(frozen=True)
class KindWords:
    """How a kind is called, and what to do."""

    label: Sentence
    advice: Sentence


_DIAGRAM = say(
    "The diagram led into a place from which it cannot go on. Correct the variables it goes by and try again; where "
    "the diagram itself is wrong, publish a corrected version and cancel the case or start it anew."
)
_EXPRESSION = say(
    "An expression of the diagram cannot be evaluated with the variables as they are. Correct the variable named in "
    "the message and try again. No decision has been lost."
)
_UNREADABLE = say("Correct the variable from which it is worked out, then try again: it is read anew.")

KINDS: dict[str, KindWords] = {
    "service_task_failed": KindWords(
        say("Service task failed"),
        say(
            "An automatic step failed after a decision that is kept. Put right what the message names, here or in the "
            "other system, and try again: the step is done in the name of whoever brought the case there."
        ),
    ),
    "expression_failed": KindWords(say("Expression cannot be evaluated"), _EXPRESSION),
    "too_many_steps": KindWords(say("Endless loop"), _DIAGRAM),
    "uncaught_error": KindWords(say("Error caught nowhere"), _DIAGRAM),
    "no_flow": KindWords(say("No way on"), _DIAGRAM),
    "not_a_list": KindWords(say("Not a list"), _DIAGRAM),
    "too_many_items": KindWords(say("Too many items"), _DIAGRAM),
    "unknown_process": KindWords(say("Unknown process"), _DIAGRAM),
    "no_start_event": KindWords(say("No single start event"), _DIAGRAM),
    "timer_unreadable": KindWords(say("Time limit cannot be read"), _UNREADABLE),
    "message_key_unreadable": KindWords(say("Message key cannot be read"), _UNREADABLE),
    "timer_failed": KindWords(
        say("Timer could not be fired"),
        say(
            "It is tried again by itself, later each time. Put right what the message names and try now, or settle it "
            "by hand."
        ),
    ),
    "job_failed": KindWords(
        say("Background work failed"),
        say(
            "It is tried again by itself, later each time. Put right what the message names and try now, or settle it "
            "by hand."
        ),
    ),
    "nobody_to_ask": KindWords(
        say("Nobody to ask"),
        say(
            "The process owner was asked instead. Give the role to somebody, or put the person right, and try again: "
            "then the task goes to them. Or settle it by hand and let the process owner decide."
        ),
    ),
    "stuck": KindWords(
        say("Case stuck"),
        say("The case waits for nothing and has not ended. Send it back from its page, or cancel it."),
    ),
}


def words_of(kind: str) -> KindWords:
    """The words of a kind; one that is not known is called by its code."""
    return KINDS.get(kind) or KindWords(Sentence("%(kind)s", {"kind": kind}), _DIAGRAM)
