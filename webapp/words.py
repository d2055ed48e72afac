"""Words for codes: states, verdicts and kinds as people read them."""

from __future__ import annotations

from engine.errors import Sentence, say

ASSET_STATES: dict[str, tuple[Sentence, str]] = {
    "in_use": (say("In use"), "green"),
    "idle": (say("Idle"), "secondary"),
    "pending_disposal": (say("Marked for disposal"), "yellow"),
    "quarantined": (say("Quarantined"), "orange"),
    "pending_approval": (say("Awaiting approval"), "blue"),
    "pending_writeoff": (say("Awaiting write-off"), "purple"),
    "disposed": (say("Written off"), "dark"),
}
VERDICTS: dict[str, Sentence] = {
    "irreparable": say("Cannot be repaired"),
    "repairable": say("Can be repaired"),
    "pending": say("Not yet judged"),
}
DECISIONS: dict[str, tuple[Sentence, str, str]] = {
    "approve": (say("Approve"), "success", "check"),
    "send_back": (say("Send back"), "warning", "arrow-back-up"),
    "reject": (say("Reject"), "danger", "x"),
}
