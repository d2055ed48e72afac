"""What a message is about and the ways it can take: people choose by kind what they are told, and how."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """Why somebody is told. The name is kept in rows and in people's choices: never rename one."""

    TASK_OPENED = "task_opened"  # a task waits for this person by name
    POOL_TASK_OPENED = "pool_task_opened"  # a task waits for a pool this person belongs to
    REMINDED = "reminded"
    ESCALATED = "escalated"
    URGED = "urged"
    RETURNED = "returned"  # sent back 退回
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    DELEGATED = "delegated"
    ADVISED = "advised"  # the delegate has answered, or is no longer asked
    SIGNER_ADDED = "signer_added"  # a signer was added, or removed
    COPIED = "copied"
    COMMENTED = "commented"
    CASE_ENDED = "case_ended"
    INCIDENT = "incident"  # a case has stopped, or somebody is missing
    NOTIFIED = "notified"  # a step of the diagram tells it, or the house itself


RESET_LINK = "reset_link"
"""A mail about somebody's account, which nobody chooses to get: its path ends in the id of the link, and the link's
text is put in when the mail leaves."""


class Way(StrEnum):
    """How a message reaches its reader. A notice stays in the house; the others are rows of the outbox."""

    NOTICE = "notice"
    MAIL = "mail"
    CHAT = "chat"
    WEBHOOK = "webhook"


class FactKind(StrEnum):
    """What a webhook is told."""

    TASK_OPENED = "task.opened"
    TASK_DECIDED = "task.decided"
    TASK_ESCALATED = "task.escalated"
    CASE_ENDED = "case.ended"


class MessageStatus(StrEnum):
    """`failed`: the last try is over, a person has to look. `dropped`: given up, or there was nobody to reach."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    DROPPED = "dropped"
