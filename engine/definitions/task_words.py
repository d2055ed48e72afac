"""The words in which a human task's properties and assignment say who signs it, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

WHOLE = 100
"""Per cent."""

INITIATOR = "initiator"
UNIT_HEAD = "unit_head"
CHOSEN = "chosen:"
MANAGER = re.compile(r"manager(?::([1-9][0-9]?))?")
"""`manager`, or `manager:n` for the initiator's managers up to level n."""

PROCESS_OWNER, PASS, REJECT, USER = "process_owner", "pass", "reject", "user"
NOBODY_TO_ASK = (PROCESS_OWNER, PASS, REJECT, USER)
"""What `nobodyToAsk` may say; `user` is whom `nobodyToAskUser` names, in one word `user:<sign-in name>`."""

FREE_SEND_BACK = "freeSendBack"
"""Of a human task: see `FreeSendBack`."""


class SignMode(StrEnum):
    """How the seats of a task decide it (architecture.md 5)."""

    ONE = "one"
    ANY = "any"
    ALL = "all"
    SEQUENTIAL = "sequential"
    RATIO = "ratio"


class Decision(StrEnum):
    """What a human task may offer to decide."""

    APPROVE = "approve"
    REJECT = "reject"
    SEND_BACK = "send_back"


class SamePersonAgain(StrEnum):
    """Whether somebody who has approved in this case already is asked again: always, unless they were the last to
    approve before, or never."""

    ASK = "ask"
    CONSECUTIVE = "consecutive"
    ALL = "all"


class InitiatorIsApprover(StrEnum):
    """Who is asked where it would be the initiator alone: their next manager up, nobody, the head of the department,
    or the initiator all the same."""

    MANAGER = "manager"
    SKIP = "skip"
    HEAD = "head"
    SELF = "self"


class FreeSendBack(StrEnum):
    """Whether a case may be sent back freely to a human task or from it; what the diagram draws is not concerned."""

    ALLOWED = "allowed"
    NOT_TO = "not_to"
    NOT_FROM = "not_from"
    NEVER = "never"

    @property
    def bars_coming(self) -> bool:
        """Whether no case goes back to the task."""
        return self in (FreeSendBack.NOT_TO, FreeSendBack.NEVER)

    @property
    def bars_leaving(self) -> bool:
        """Whether no case goes back from the task."""
        return self in (FreeSendBack.NOT_FROM, FreeSendBack.NEVER)


def read_free_send_back(properties: Mapping[str, str]) -> FreeSendBack:
    """What the property `freeSendBack` says; one that cannot be read, which the check refuses, forbids nothing."""
    value = properties.get(FREE_SEND_BACK, "").strip()
    return FreeSendBack(value) if value in set(FreeSendBack) else FreeSendBack.ALLOWED


def read_nobody_to_ask(properties: Mapping[str, str]) -> tuple[str, str]:
    """What is done where there is nobody to ask, by default the process owner's, and for `user` whose sign-in name."""
    rule, _, login = properties.get("nobodyToAsk", "").strip().partition(":")
    return rule.strip() or PROCESS_OWNER, (login or properties.get("nobodyToAskUser", "")).strip()


def read_percentage(text: str) -> int | None:
    """A whole number from 1 to 100, else None."""
    value = read_weight(text)
    return value if value is not None and value <= WHOLE else None


def read_weight(text: str) -> int | None:
    """A whole number from 1 to 9999, else None."""
    digits = text.strip()
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 4
    return int(digits) or None if is_number else None


def is_keyword(name: str) -> bool:
    """Whether a name in an assignment is none of a role or a person, but says how to find who is asked."""
    return name in (INITIATOR, UNIT_HEAD) or bool(MANAGER.fullmatch(name)) or name.startswith(CHOSEN)


def is_id(name: str) -> bool:
    """Whether a name in an assignment is the id of a person."""
    try:
        UUID(name)
    except ValueError:
        return False
    return True
