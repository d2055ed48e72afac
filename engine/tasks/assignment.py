"""Who is asked: from an assignment in a diagram to the people and pools that get a seat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy.orm import Session

from engine.definitions.task_words import (
    PASS,
    REJECT,
    USER,
    Decision,
    InitiatorIsApprover,
    SamePersonAgain,
    SignMode,
)
from engine.errors import Sentence, say
from engine.people.queries import nearest_pool, pool_key
from engine.tasks.candidates import Candidate, CaseFacts, Name, candidates_of, manager_above, unit_head
from engine.tasks.pools import people_of, person_recipient
from engine.tasks.signing import Signing

FALLBACK_ROLE = "process_owner"


@dataclass(frozen=True)
class Passing:
    """A seat that is decided by nobody: how, and why nobody was asked. `person_id` is whose word counts instead."""

    decision: str | None
    why: Sentence
    person_id: UUID | None = None


@dataclass(frozen=True)
class SeatPlan:
    """Who a new seat is for: a person, or pools, or nobody where it is passed. `problem` says why the process owner
    had to be asked."""

    person_id: UUID | None
    pools: tuple[str, ...] = ()
    weight: int = 1
    has_veto: bool = False
    passing: Passing | None = None
    problem: Sentence | None = None


@dataclass(frozen=True)
class Assignment:
    """An evaluated assignment: names in the order written. `weights` follow that order; `veto` names candidates."""

    assignee: Sequence[Name] = ()
    others: Sequence[Name] = ()
    weights: Sequence[int] = ()
    veto: Set[str] = field(default_factory=frozenset)

    @property
    def names(self) -> list[Name]:
        return [*self.assignee, *self.others]


def plan_seats(
    session: Session, case: CaseFacts, signing: Signing, assignment: Assignment, *, barred: Set[UUID] = frozenset()
) -> list[SeatPlan]:
    """The seats for an assignment, at least one: in mode `one` a single seat of the assignee or of one pool, else a
    seat for each candidate in the order written, one a person at most.

    Nobody of `barred` (segregation of duties) is asked; where a name stands for nobody else, `initiatorIsApprover`
    says who is, by default the next manager up. Nobody at all: as `nobodyToAsk` says, by default the process owner,
    with a problem for an incident.
    """
    if signing.mode == SignMode.ONE:
        return [_one_seat(session, case, signing, assignment, barred)]
    found = candidates_of(session, case, assignment.names, barred=barred)
    plans = [
        replace(plan, weight=weight)
        for name, candidates, weight in zip(assignment.names, found, _weights(assignment), strict=True)
        for plan in _seats_for(session, case, signing, name, candidates, assignment.veto, barred)
    ]
    return _one_a_person(session, signing, plans, barred) or [_fallback(session, case, signing, (), barred)]


def process_owners(session: Session, org_unit_id: UUID, barred: Set[UUID], problem: Sentence) -> SeatPlan:
    """The seat of the process owners, who have to look because of a problem."""
    found = nearest_pool(session, FALLBACK_ROLE, org_unit_id, excluding=barred)
    return SeatPlan(None, (pool_key(*found) if found else pool_key(FALLBACK_ROLE, None),), problem=problem)


def _one_seat(
    session: Session, case: CaseFacts, signing: Signing, assignment: Assignment, barred: Set[UUID]
) -> SeatPlan:
    for names in (assignment.assignee, assignment.others):
        found = [candidate for each in candidates_of(session, case, names, barred=barred) for candidate in each]
        recipients = dict.fromkeys(map(_recipient, found))
        if len(recipients) == 1 and found[0].person_id is not None:
            return SeatPlan(found[0].person_id)
        if recipients:
            return SeatPlan(None, tuple(recipients))
    return _somebody_else(session, case, signing, assignment.names, barred)


def _seats_for(
    session: Session,
    case: CaseFacts,
    signing: Signing,
    name: Name,
    candidates: Sequence[Candidate],
    veto: Set[str],
    barred: Set[UUID],
) -> list[SeatPlan]:
    if not candidates:
        return [replace(_somebody_else(session, case, signing, [name], barred), has_veto=name.text in veto)]
    return [
        SeatPlan(each.person_id, (each.pool,) if each.pool else (), has_veto=bool(each.called & veto))
        for each in candidates
    ]


def _somebody_else(
    session: Session, case: CaseFacts, signing: Signing, names: Sequence[Name], barred: Set[UUID]
) -> SeatPlan:
    """Who is asked where the names stand for nobody but barred people, or for nobody."""
    present = [each for found in candidates_of(session, case, names) for each in found] if barred else []
    kept_out = barred & {
        person_id
        for each in present
        for person_id in people_of(session, each.person_id, [each.pool] if each.pool else [])
    }
    return _instead_of(session, case, signing, kept_out, barred) or _fallback(session, case, signing, names, barred)


def _instead_of(
    session: Session, case: CaseFacts, signing: Signing, kept_out: Set[UUID], barred: Set[UUID]
) -> SeatPlan | None:
    if case.initiator_id in kept_out:
        if signing.initiator_is_approver == InitiatorIsApprover.SKIP:
            why = say("Whoever would have to decide here started the case.")
            return SeatPlan(None, passing=Passing(signing.agreement, why, case.initiator_id))
        if signing.initiator_is_approver == InitiatorIsApprover.HEAD:
            head = unit_head(session, case.org_unit_id)
            if head is not None and head not in barred:
                return SeatPlan(head)
    nearest_first = sorted(kept_out, key=lambda person_id: (person_id != case.initiator_id, person_id))
    manager_id = manager_above(session, nearest_first, barred)
    return SeatPlan(manager_id) if manager_id else None


def _fallback(
    session: Session, case: CaseFacts, signing: Signing, names: Sequence[Name], barred: Set[UUID]
) -> SeatPlan:
    asked = ", ".join(name.text for name in names) or "-"
    nobody = say("There is nobody to ask for “%(asked)s”.", asked=asked)
    if signing.nobody_to_ask == PASS:
        return SeatPlan(None, passing=Passing(signing.agreement, nobody))
    if signing.nobody_to_ask == REJECT:
        return SeatPlan(None, passing=Passing(Decision.REJECT, nobody))
    if signing.nobody_to_ask == USER:
        for candidate in candidates_of(session, case, [Name(signing.instead)], barred=barred)[0]:
            return SeatPlan(candidate.person_id)
    problem = say("There is nobody to ask for “%(asked)s”; the process owner was asked.", asked=asked)
    return process_owners(session, case.org_unit_id, barred, problem)


def _one_a_person(session: Session, signing: Signing, plans: Iterable[SeatPlan], barred: Set[UUID]) -> list[SeatPlan]:
    """Without seats of people who have one already; in turn those stay that pass because of it."""
    kept: list[SeatPlan] = []
    seated: set[UUID] = set()
    pools: set[tuple[str, ...]] = set()
    last: Set[UUID] = frozenset()
    for plan in plans:
        people = people_of(session, plan.person_id, plan.pools) - barred
        is_again = bool(people and people <= seated) or bool(plan.pools and plan.pools in pools)
        if is_again and not _will_pass(signing, is_next=people == last):
            continue
        kept.append(plan)
        last = people
        pools.add(plan.pools)
        seated |= people if len(people) == 1 else frozenset()
    return kept


def _will_pass(signing: Signing, *, is_next: bool) -> bool:
    if signing.mode != SignMode.SEQUENTIAL:
        return False
    again = signing.same_person_again
    return again == SamePersonAgain.ALL or (again == SamePersonAgain.CONSECUTIVE and is_next)


def _weights(assignment: Assignment) -> list[int]:
    names = assignment.names
    return [*assignment.weights, *[1] * len(names)][: len(names)]


def _recipient(candidate: Candidate) -> str:
    return person_recipient(candidate.person_id) if candidate.person_id else candidate.pool
