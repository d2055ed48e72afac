"""What became of a call, in words and colours."""

from __future__ import annotations

from engine.errors import say
from workflows.monitoring.models import Outcome

OUTCOMES = {
    Outcome.MARKED: say("Marked"),
    Outcome.RECORDED: say("Kept"),
    Outcome.REFUSED: say("Refused"),
}
OUTCOME_COLOURS = {Outcome.MARKED: "green", Outcome.RECORDED: "blue", Outcome.REFUSED: "red"}
