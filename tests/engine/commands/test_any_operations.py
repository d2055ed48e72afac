"""Any operations in any order: inboxes agree with seats, and the page offers exactly what the commands allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.case_view import removable_signers, send_back_targets, view_task
from engine.errors import EngineError, Invalid, NotFound
from engine.history.models import Event
from engine.instances.models import InstanceStatus
from engine.tasks.models import AddedHow
from engine.tasks.queries import open_tasks_of
from tests.cast import Cast
from tests.engine.commands.operating import assert_in_step, two_steps, why_not

STEPS = 40
EAGERNESS = 0.8
"""How often somebody does what is offered."""
DEPENDS_ON_CHOICE = ("remove_signer", "send_back", "withdraw")
"""What may still be refused although it is offered: by the seat or target chosen, by the state of the case."""
SIGNERS = "approver,second_approver,asset_manager"
MODES = [
    {},
    {"users": SIGNERS, "signMode": "any"},
    {"users": SIGNERS, "signMode": "all"},
    {"users": SIGNERS, "signMode": "sequential"},
    {"users": SIGNERS, "signMode": "ratio", "approveAt": "60", "weights": "2,1,1", "veto": "asset_manager"},
]


@dataclass
class Walk:
    """A case that people operate on at random."""

    cast: Cast
    random: Random
    case: UUID

    @property
    def people(self) -> list[Actor]:
        cast = self.cast
        return [
            cast.requester, cast.approver, cast.second_approver, cast.asset_manager,
            cast.finance, cast.process_owner, cast.head,
        ]  # fmt: skip

    def person(self) -> Actor:
        return self.random.choice(self.people)

    def other(self) -> UUID:
        person_id = self.person().person_id
        assert person_id is not None
        return person_id

    def task(self) -> UUID:
        with self.cast.db.reading() as session:
            return self.random.choice([task.id for task in open_tasks_of(session, [self.case])])

    def acts(self, actor: Actor, task: UUID) -> dict[str, Callable[[Session], object]]:
        choose, case = self.random.choice, self.case
        decision = choose(["approve", "approve", "reject", "send_back"])
        element = self.element(task)
        offered = None if element == "fill" else decision
        return {
            "take": lambda s: commands.take_task(s, actor, task),
            "put_back": lambda s: commands.put_back_task(s, actor, task),
            "decide": lambda s: commands.complete_task(s, actor, task, decision=offered, comment="so"),
            "hand_over": lambda s: commands.hand_over_task(s, actor, task, self.other()),
            "delegate": lambda s: commands.delegate_task(s, actor, task, self.other()),
            "answer_delegation": lambda s: commands.answer_delegation(s, actor, task, opinion="approve", comment=""),
            "recall_delegation": lambda s: commands.recall_delegation(s, actor, task),
            "add_signer": lambda s: commands.add_signer(s, actor, task, self.other(), choose(list(AddedHow))),
            "remove_signer": lambda s: commands.remove_signer(s, actor, task, self.added_seat(s, actor, task)),
            "send_back": lambda s: commands.send_back_task(s, actor, task, self.target(s, actor, task), "no"),
            "urge": lambda s: commands.urge_task(s, actor, task),
            "comment": lambda s: commands.comment_case(s, actor, case, "hm", task_id=task),
            "withdraw": lambda s: commands.withdraw_case(s, actor, case, "a mistake"),
            "consent_to_withdrawal": lambda s: commands.consent_to_withdrawal(s, actor, case),
        }

    def element(self, task: UUID) -> str:
        with self.cast.db.reading() as session:
            return next(t.element_id for t in open_tasks_of(session, [self.case]) if t.id == task)

    def added_seat(self, session: Session, actor: Actor, task: UUID) -> UUID:
        seats = removable_signers(session, actor, view_task(session, actor, task))
        return self.random.choice(seats).id if seats else task

    def target(self, session: Session, actor: Actor, task: UUID) -> str:
        legal = [target.element_id for target in send_back_targets(session, actor, task) if target.is_legal]
        return self.random.choice(legal or ["nowhere"])

    def events(self) -> int:
        with self.cast.db.reading() as session:
            return session.scalars(select(func.count()).where(Event.chain_id == self.case)).one()


@pytest.mark.parametrize("mode", range(len(MODES)))
def test_any_operations_leave_inboxes_and_seats_in_step(cast: Cast, mode: int) -> None:
    random = Random(mode)
    cast.publish(two_steps(**MODES[mode]))
    walk = Walk(cast, random, cast.start())
    for _ in range(STEPS):
        if cast.instance(walk.case).status != InstanceStatus.ACTIVE:
            walk.case = cast.start()
        step(walk)
        assert_in_step(cast.db)


def step(walk: Walk) -> None:
    """One operation by one person; refused, it changes nothing, and the page has said why."""
    actor, task = walk.person(), walk.task()
    acts = walk.acts(actor, task)
    try:
        offered = why_not(walk.cast, actor, task)
    except NotFound:
        return
    possible = [name for name in acts if offered[name] is None and name not in ("comment", "urge")]
    name = walk.random.choice(possible if possible and walk.random.random() < EAGERNESS else list(acts))
    before = walk.events()
    refusal = refusal_of(walk.cast, acts[name])
    if refusal is None:
        assert offered[name] is None or name == "take", name  # to take what one has changes nothing
        assert walk.events() > before or name == "take"
        return
    assert walk.events() == before
    if isinstance(refusal, Invalid):  # whom or what was chosen: that it might be done at all was right
        assert offered[name] is None, name
    elif name not in DEPENDS_ON_CHOICE:
        assert str(offered[name]) == str(refusal), name


def refusal_of(cast: Cast, act: Callable[[Session], object]) -> EngineError | None:
    try:
        cast.act(act)
    except EngineError as refusal:
        return refusal
    return None
