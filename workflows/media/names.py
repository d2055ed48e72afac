"""What kinds of media are called, for people."""

from __future__ import annotations

from engine.errors import Sentence, say
from workflows.media.models import MediumKind


def medium_kind_name(kind: MediumKind | str) -> Sentence:
    """A kind of medium, for people."""
    return _NAMES[MediumKind(kind)]


_NAMES = {
    MediumKind.HDD: say("Hard disk"),
    MediumKind.SSD: say("Solid-state disk"),
    MediumKind.FLASH: say("Flash memory"),
    MediumKind.TAPE: say("Tape"),
    MediumKind.OPTICAL: say("Optical disc"),
    MediumKind.OTHER: say("Other medium"),
}
