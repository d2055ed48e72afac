"""Why a task is before this person, in a sentence; and what they wait for who cannot act yet."""

from __future__ import annotations

from engine.errors import Sentence, say
from engine.tasks.models import AddedHow, SeatStatus, TaskStatus
from webapp.tasks.signers import Signers


def why_you(status: str, signers: Signers) -> Sentence:
    """Whom the task asks, the reader's own place first, and whether somebody has it."""
    asking = [row for row in signers.rows if row.seat.status == SeatStatus.OPEN]
    if status != TaskStatus.OPEN or not asking:
        return say("This task no longer waits for anybody.")
    row = next((row for row in asking if row.is_you), asking[0])
    if len(asking) > 1 and not row.is_you:
        return say("It waits for several: %(names)s.", names="; ".join(each.who for each in asking))
    if row.seat.taken_by and row.roles:
        return say("It asks %(roles)s; %(person)s has taken it.", roles=row.roles, person=row.who)
    if row.seat.taken_by or row.seat.person_id:
        return say("It asks %(person)s by name.", person=row.who)
    return say("It asks any one of: %(roles)s.", roles=row.who)


def waits_for(signers: Signers) -> Sentence | None:
    """Whose turn it is before the reader's own comes; None for a reader who waits for no turn."""
    mine = next((row for row in signers.rows if row.is_you and row.seat.status == SeatStatus.WAITING), None)
    if mine is None or any(row.is_you and row.seat.status == SeatStatus.OPEN for row in signers.rows):
        return None
    asked_first = [
        row.who
        for row in signers.rows
        if row.seat.anchor_id == mine.seat.id and row.seat.added_how == AddedHow.BEFORE and row.is_undecided
    ]
    if asked_first:
        return say(
            "You have asked %(names)s to sign before you. Then it comes back to you.", names=", ".join(asked_first)
        )
    before = [row.who for row in signers.rows if row.seat.status == SeatStatus.OPEN]
    return say("It is not your turn yet: %(names)s has to sign first.", names=", ".join(before))
