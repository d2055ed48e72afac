"""What one may do with a case as a whole."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.case_view import pending_withdrawal
from engine.errors import Sentence, say
from webapp.operating import Operation, Sent, some_people, words_in


def _copy(session: Session, actor: Actor, case_id: UUID, sent: Sent) -> None:
    commands.copy_case(session, actor, case_id, some_people(sent), note=words_in(sent))


def _comment(session: Session, actor: Actor, case_id: UUID, sent: Sent) -> None:
    commands.comment_case(session, actor, case_id, words_in(sent))


def _withdraw(session: Session, actor: Actor, case_id: UUID, sent: Sent) -> Sentence | None:
    commands.withdraw_case(session, actor, case_id, words_in(sent))
    if pending_withdrawal(session, case_id) is None:
        return None
    return say("Whoever has approved the case is asked to consent. With the last consent it is withdrawn.")


def _consent(session: Session, actor: Actor, case_id: UUID, _sent: Sent) -> Sentence | None:
    commands.consent_to_withdrawal(session, actor, case_id)
    return say("You have consented.") if pending_withdrawal(session, case_id) else None


def _decline(session: Session, actor: Actor, case_id: UUID, sent: Sent) -> None:
    commands.decline_withdrawal(session, actor, case_id, words_in(sent))


def _cancel(session: Session, actor: Actor, case_id: UUID, sent: Sent) -> None:
    commands.cancel_case(session, actor, case_id, words_in(sent))


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "copy",
        say("Send a copy"),
        say("They may read the case from now on, and are told of it. They are not asked to do anything."),
        say("The case is in their copies."),
        "mail-forward",
        _copy,
        person="several",
        words=say("Note"),
    ),
    Operation(
        "comment",
        say("Leave a remark"),
        say("Everybody who may see the case reads it in what happened."),
        say("Your remark stands in what happened."),
        "message-circle",
        _comment,
        words=say("Remark"),
        needs_words=True,
    ),
    Operation(
        "withdraw",
        say("Withdraw"),
        say("You take back what you asked for. Once somebody has approved it, they have to consent first."),
        say("The case is withdrawn."),
        "arrow-back-up",
        _withdraw,
        words=say("Reason"),
        needs_words=True,
        is_grave=True,
    ),
    Operation(
        "consent_to_withdrawal",
        say("Consent to the withdrawal"),
        say("Whoever started the case wants to withdraw it. Once all who have approved it consent, it is withdrawn."),
        say("You have consented, and the case is withdrawn."),
        "check",
        _consent,
    ),
    Operation(
        "decline_withdrawal",
        say("Decline the withdrawal"),
        say("The case is not withdrawn and goes on. Whoever started it and whoever was asked are told why."),
        say("The case goes on."),
        "x",
        _decline,
        words=say("Reason"),
        needs_words=True,
    ),
    Operation(
        "cancel",
        say("Cancel the case"),
        say("The case ends here, and its assets go back to a state with an owner. This cannot be undone."),
        say("The case is cancelled."),
        "x",
        _cancel,
        words=say("Reason"),
        needs_words=True,
        is_grave=True,
    ),
)
