"""What one may do with a task besides deciding it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.errors import Invalid, Problem, Sentence, say
from engine.tasks.models import AddedHow
from webapp.operating import Operation, Sent, one_person, words_in

HOW: Mapping[str, tuple[Sentence, Sentence]] = {
    AddedHow.BEFORE: (
        say("Before me"),
        say("They are asked first. When they have approved, the task comes back to me."),
    ),
    AddedHow.AFTER: (say("After me"), say("I sign first. When I have approved, they are asked.")),
    AddedHow.BESIDE: (say("Beside me"), say("They are asked at once, together with me.")),
}
OPINIONS: Mapping[str, Sentence] = {
    "approve": say("I would approve"),
    "reject": say("I would reject"),
    "": say("No opinion either way"),
}


def _hand_over(session: Session, actor: Actor, task_id: UUID, sent: Sent) -> None:
    commands.hand_over_task(session, actor, task_id, one_person(sent), reason=words_in(sent))


def _delegate(session: Session, actor: Actor, task_id: UUID, sent: Sent) -> None:
    commands.delegate_task(session, actor, task_id, one_person(sent), reason=words_in(sent))


def _recall(session: Session, actor: Actor, task_id: UUID, _sent: Sent) -> None:
    commands.recall_delegation(session, actor, task_id)


def _answer(session: Session, actor: Actor, task_id: UUID, sent: Sent) -> None:
    commands.answer_delegation(session, actor, task_id, opinion=sent.get("opinion") or None, comment=words_in(sent))


def _add_signer(session: Session, actor: Actor, task_id: UUID, sent: Sent) -> None:
    how = sent.get("how", "")
    if how not in HOW:
        raise Invalid([Problem("how", say("Choose when they sign."))])
    commands.add_signer(session, actor, task_id, one_person(sent), AddedHow(how), reason=words_in(sent))


def _remove_signer(session: Session, actor: Actor, task_id: UUID, sent: Sent) -> None:
    try:
        seat_id = UUID(sent.get("seat", ""))
    except ValueError as error:
        raise Invalid([Problem("seat", say("Choose whom to remove."))]) from error
    commands.remove_signer(session, actor, task_id, seat_id, reason=words_in(sent))


def _urge(session: Session, actor: Actor, task_id: UUID, _sent: Sent) -> None:
    commands.urge_task(session, actor, task_id)


def _send_back(session: Session, actor: Actor, task_id: UUID, sent: Sent) -> None:
    target = sent.get("target", "")
    if not target:
        raise Invalid([Problem("target", say("Choose the step it goes back to."))])
    commands.send_back_task(session, actor, task_id, target, words_in(sent))


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "add_signer",
        say("Add a signer"),
        say("Somebody else has to sign this step as well. Their rejection counts as one of the step."),
        say("They are asked to sign."),
        "user-plus",
        _add_signer,
        person="one",
        words=say("Why"),
    ),
    Operation(
        "delegate",
        say("Ask for advice"),
        say("They look at the task and tell you what they think. The decision stays with you."),
        say("They are asked for advice. You may decide without waiting for it."),
        "user-share",
        _delegate,
        person="one",
        words=say("What you want to know"),
    ),
    Operation(
        "recall_delegation",
        say("No longer ask for advice"),
        say("Whom you have asked for advice is no longer asked."),
        say("Nobody is asked for advice any more."),
        "rotate",
        _recall,
    ),
    Operation(
        "hand_over",
        say("Hand over"),
        say("The task becomes theirs for good, and you are out of it."),
        say("The task is theirs now."),
        "switch-horizontal",
        _hand_over,
        person="one",
        words=say("Why"),
        is_last=True,
    ),
    Operation(
        "send_back",
        say("Send back to a step"),
        say("The case goes back to an earlier step and runs from there again. What was filled in is kept as a draft."),
        say("The case is back at the step you chose."),
        "corner-up-left",
        _send_back,
        words=say("Why"),
        needs_words=True,
        is_last=True,
        is_grave=True,
    ),
    Operation(
        "urge",
        say("Urge"),
        say("Everybody who has to sign now is reminded at once."),
        say("They are reminded."),
        "bell-ringing",
        _urge,
    ),
    Operation(
        "remove_signer",
        say("Remove a signer"),
        say("They are no longer asked to sign. If theirs was the last signature missing, the step is decided."),
        say("They are no longer asked."),
        "user-minus",
        _remove_signer,
        words=say("Why"),
    ),
    Operation(
        "answer_delegation",
        say("Give advice"),
        say("What you say goes to whoever asked you; they decide."),
        say("Your advice is given."),
        "message-circle",
        _answer,
        words=say("Your advice"),
        is_last=True,
    ),
)
IN_MENU = tuple(operation for operation in OPERATIONS if operation.code not in ("remove_signer", "answer_delegation"))
