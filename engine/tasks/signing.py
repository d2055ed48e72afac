"""How a human task is signed: the settings its element template writes into `zeebe:properties`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from engine.definitions.task_words import (
    INITIATOR,
    WHOLE,
    Decision,
    InitiatorIsApprover,
    SamePersonAgain,
    SignMode,
    read_nobody_to_ask,
    read_percentage,
)

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Signing:
    """The settings of one human task, with the defaults where they are silent.

    `approve_at` is in per cent of all weight. `nobody_to_ask` is one of `NOBODY_TO_ASK`; `user` means `instead`, a
    sign-in name.
    `apart_from` lists `initiator` and the elements whose deciders may not sit here (segregation of duties).
    """

    mode: SignMode
    decisions: tuple[str, ...]
    approve_at: int
    same_person_again: SamePersonAgain
    initiator_is_approver: InitiatorIsApprover
    nobody_to_ask: str
    instead: str
    apart_from: tuple[str, ...]

    @property
    def agreement(self) -> str | None:
        """What it is to agree here: to approve, or, where nothing is to be decided, to be done."""
        return Decision.APPROVE if Decision.APPROVE in self.decisions else None

    @property
    def bars_initiator(self) -> bool:
        return self.initiator_is_approver != InitiatorIsApprover.SELF


def read_signing(properties: Mapping[str, str]) -> Signing:
    """The settings in a task's properties; the publication check has refused those that cannot be read."""
    apart_from = split(properties.get("notSamePersonAs", ""))
    default = InitiatorIsApprover.MANAGER if INITIATOR in apart_from else InitiatorIsApprover.SELF
    nobody_to_ask, instead = read_nobody_to_ask(properties)
    return Signing(
        mode=_one_of(SignMode, properties.get("signMode"), SignMode.ONE),
        decisions=split(properties.get("decisions", "")),
        approve_at=read_percentage(properties.get("approveAt", "")) or WHOLE,
        same_person_again=_one_of(SamePersonAgain, properties.get("samePersonAgain"), SamePersonAgain.ASK),
        initiator_is_approver=_one_of(InitiatorIsApprover, properties.get("initiatorIsApprover"), default),
        nobody_to_ask=nobody_to_ask,
        instead=instead,
        apart_from=apart_from,
    )


def split(text: str) -> tuple[str, ...]:
    """The entries of a comma-separated list, in order."""
    return tuple(entry.strip() for entry in text.split(",") if entry.strip())


def _one_of(kind: type[E], text: str | None, default: E) -> E:
    try:
        return kind(text) if text else default
    except ValueError:
        return default
