"""How codes look on a page: colours, icons, and the words for decisions. Names of states come from `workflows`."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Sentence, say

ASSET_STATE_COLOURS: dict[str, str] = {
    "in_use": "green",
    "idle": "secondary",
    "pending_disposal": "yellow",
    "quarantined": "orange",
    "pending_approval": "blue",
    "pending_writeoff": "purple",
    "disposed": "dark",
}
CASE_STATES: dict[str, tuple[Sentence, str]] = {
    "active": (say("Running"), "blue"),
    "completed": (say("Completed"), "green"),
    "cancelled": (say("Cancelled"), "secondary"),
}
JOURNAL_STATES: dict[str, tuple[Sentence, str]] = {
    "to_confirm": (say("To be confirmed"), "yellow"),
    "confirmed": (say("Confirmed"), "green"),
    "voided": (say("Voided"), "secondary"),
    "reversed": (say("Reversed"), "secondary"),
}


@dataclass(frozen=True)
class DecisionLook:
    """How a decision is shown: its words, the kind of its button, the colour of its badge, its icon."""

    label: Sentence
    button: str
    colour: str
    icon: str


DECISIONS: dict[str, DecisionLook] = {
    "approve": DecisionLook(say("Approve"), "success", "green", "check"),
    "send_back": DecisionLook(say("Send back"), "outline-warning", "yellow", "arrow-back-up"),
    "reject": DecisionLook(say("Reject"), "outline-danger", "red", "x"),
}


@dataclass(frozen=True)
class SeatLook:
    """How a seat that somebody sits in is shown: its words, the colour and the icon of its mark."""

    label: Sentence
    colour: str
    icon: str


SEATS: dict[str, SeatLook] = {
    "approve": SeatLook(say("approved"), "green", "check"),
    "reject": SeatLook(say("rejected"), "red", "x"),
    "send_back": SeatLook(say("sent back"), "yellow", "arrow-back-up"),
    "done": SeatLook(say("done"), "green", "check"),
    "open": SeatLook(say("to sign now"), "blue", "hourglass"),
    "waiting": SeatLook(say("not yet asked"), "secondary", "dots"),
    "not_needed": SeatLook(say("not needed"), "secondary", "minus"),
}
