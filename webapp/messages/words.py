"""The words for kinds of messages, facts, ways and states."""

from __future__ import annotations

from engine.errors import Sentence, say
from engine.outbox.kinds import FactKind, MessageKind, MessageStatus, Way

KINDS: dict[str, Sentence] = {
    MessageKind.TASK_OPENED: say("A task waits for me by name"),
    MessageKind.POOL_TASK_OPENED: say("A task waits for one of my roles"),
    MessageKind.REMINDED: say("A reminder before a time limit"),
    MessageKind.ESCALATED: say("Something is overdue and escalated to me"),
    MessageKind.URGED: say("Somebody urges me"),
    MessageKind.RETURNED: say("A case is sent back to me"),
    MessageKind.WITHDRAWN: say("A case I was asked about is withdrawn"),
    MessageKind.HANDED_OVER: say("A task is handed over to me"),
    MessageKind.DELEGATED: say("My advice is asked"),
    MessageKind.ADVISED: say("The advice I asked for has come"),
    MessageKind.SIGNER_ADDED: say("I am added or removed as a signer"),
    MessageKind.COPIED: say("A case is copied to me"),
    MessageKind.COMMENTED: say("Somebody comments on a case of mine"),
    MessageKind.CASE_ENDED: say("A case I started has ended"),
    MessageKind.INCIDENT: say("A case of a process I own needs looking at"),
    MessageKind.NOTIFIED: say("Other messages"),
}
GROUP_KINDS: dict[str, Sentence] = {
    MessageKind.TASK_OPENED: say("A task waits for somebody by name"),
    MessageKind.POOL_TASK_OPENED: say("A task waits for the holders of a role"),
    MessageKind.REMINDED: say("A reminder before a time limit"),
    MessageKind.ESCALATED: say("Something is overdue and escalated"),
    MessageKind.URGED: say("Somebody is urged"),
    MessageKind.RETURNED: say("A case is sent back"),
    MessageKind.WITHDRAWN: say("A case is withdrawn"),
    MessageKind.CASE_ENDED: say("A case has ended"),
    MessageKind.INCIDENT: say("A case needs looking at"),
    MessageKind.NOTIFIED: say("Other messages"),
}
"""What a group may hear; the rest concerns one person alone."""

FACTS: dict[str, Sentence] = {
    FactKind.TASK_OPENED: say("A task has opened"),
    FactKind.TASK_DECIDED: say("A task is decided"),
    FactKind.TASK_ESCALATED: say("A task is overdue and escalated"),
    FactKind.CASE_ENDED: say("A case has ended"),
}
WAYS: dict[str, Sentence] = {
    Way.NOTICE: say("Notice"),
    Way.MAIL: say("Mail"),
    Way.CHAT: say("Chat"),
    Way.WEBHOOK: say("Webhook"),
}
STATES: dict[str, Sentence] = {
    MessageStatus.FAILED: say("Failed"),
    MessageStatus.WAITING: say("Waiting"),
}
