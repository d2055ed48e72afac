"""What the seats of a task decide together (architecture.md 5). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.definitions.task_words import WHOLE, SignMode
from engine.definitions.task_words import Decision as Decision
from engine.tasks.models import AddedHow


@dataclass(frozen=True)
class Vote:
    """A seat as it counts. `decision` is None where the task offers none: then to be done is to agree."""

    is_decided: bool = False
    decision: str | None = None
    weight: int = 1
    has_veto: bool = False
    added_how: str | None = None

    @property
    def is_rejection(self) -> bool:
        return self.is_decided and self.decision == Decision.REJECT

    @property
    def is_agreed(self) -> bool:
        return self.is_decided and self.decision in (Decision.APPROVE, None)


@dataclass(frozen=True)
class Outcome:
    """How a task is decided; `decision` is None where it offers none."""

    decision: str | None


APPROVED, REJECTED, SENT_BACK = Outcome(Decision.APPROVE), Outcome(Decision.REJECT), Outcome(Decision.SEND_BACK)


def outcome(mode: str, votes: Sequence[Vote], *, approve_at: int = WHOLE) -> Outcome | None:
    """What the votes decide, None while they do not. `votes` come in the order in which they were cast, without the
    seats that are not needed; `approve_at` is the percentage of all weight that a vote by ratio needs.

    One send-back decides in every mode. Of added signers (加签) each must agree besides what the mode asks of the
    others, and one rejection decides; but those beside in a vote by ratio join it.
    """
    if any(vote.is_decided and vote.decision == Decision.SEND_BACK for vote in votes):
        return SENT_BACK
    extra = [vote for vote in votes if not joins(mode, vote)]
    if any(vote.is_rejection for vote in extra):
        return REJECTED
    decided = outcome_of_the_asked(mode, votes, approve_at=approve_at)
    if decided == REJECTED or all(vote.is_agreed for vote in extra):
        return decided
    return None


def outcome_of_the_asked(mode: str, votes: Sequence[Vote], *, approve_at: int = WHOLE) -> Outcome | None:
    """The outcome as the mode alone has it, without added signers that do not join the vote."""
    asked = [vote for vote in votes if joins(mode, vote)]
    match mode:
        case SignMode.ALL | SignMode.SEQUENTIAL:
            return _all(asked)
        case SignMode.RATIO:
            return _ratio(asked, approve_at)
        case _:
            return _first(asked)


def joins(mode: str, vote: Vote) -> bool:
    """Whether a seat counts in the mode's own vote."""
    return vote.added_how is None or (mode == SignMode.RATIO and vote.added_how == AddedHow.BESIDE)


def _first(votes: Sequence[Vote]) -> Outcome | None:
    if not votes:
        return APPROVED
    return next((Outcome(vote.decision) for vote in votes if vote.is_decided), None)


def _all(votes: Sequence[Vote]) -> Outcome | None:
    if any(vote.is_rejection for vote in votes):
        return REJECTED
    return APPROVED if all(vote.is_agreed for vote in votes) else None


def _ratio(votes: Sequence[Vote], approve_at: int) -> Outcome | None:
    if any(vote.is_rejection and vote.has_veto for vote in votes):
        return REJECTED
    needed = sum(vote.weight for vote in votes) * approve_at
    if sum(vote.weight for vote in votes if vote.is_agreed) * WHOLE >= needed:
        return APPROVED
    within_reach = sum(vote.weight for vote in votes if not vote.is_rejection)
    return None if within_reach * WHOLE >= needed else REJECTED
