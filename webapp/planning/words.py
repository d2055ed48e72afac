"""Stages of a disposal in words."""

from __future__ import annotations

from engine.errors import say
from workflows.planning.models import Stage

STAGES = {
    Stage.COLLECTED: say("Collected"),
    Stage.SUBMITTED: say("Submitted for approval"),
    Stage.APPROVED: say("Approved"),
    Stage.LEFT: say("Left the house"),
    Stage.POSTED: say("Posted to the books"),
}
