"""Two at once at one task: last votes, and a signer added while the last vote is cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.db import Database
from engine.errors import AlreadyDone
from engine.instances.models import InstanceStatus
from engine.tasks.models import AddedHow, InboxEntry, Seat, SeatStatus
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.engine.commands.test_at_once import both

TIMES = 5


@pytest.fixture
def workers(cast: Cast) -> Iterator[list[Database]]:
    """Two processes' worth of connections: they share no lock but the database's."""
    url = cast.db.url.render_as_string(hide_password=False)
    workers = [Database(url), Database(url)]
    yield workers
    for worker in workers:
        worker.dispose()


def publish_countersign(cast: Cast, mode: str = "all") -> None:
    settings = {"signMode": mode, "decisions": "approve,reject"}
    cast.publish(bpmn("p").start().user_task("ask", users="approver, finance", properties=settings).end())


def votes(worker: Database, actor: Actor, task: UUID, decision: str = "approve") -> bool:
    return _done(worker, lambda session: commands.complete_task(session, actor, task, decision=decision))


def adds(worker: Database, actor: Actor, task: UUID, person_id: UUID) -> bool:
    return _done(worker, lambda session: commands.add_signer(session, actor, task, person_id, AddedHow.AFTER))


def _done(worker: Database, act: Callable[[Session], object]) -> bool:
    """Whether the act counted; False where the task was decided already."""
    try:
        commands.perform(worker, act)
    except AlreadyDone:
        return False
    return True


def is_over(cast: Cast, case: UUID) -> bool:
    return cast.instance(case).status == InstanceStatus.COMPLETED


def test_of_two_last_votes_at_once_both_count_and_one_decides(cast: Cast, workers: list[Database]) -> None:
    publish_countersign(cast)
    for _ in range(TIMES):
        case = cast.start()
        task = cast.task(case, "ask")
        acts = (partial(votes, w, a, task) for w, a in zip(workers, (cast.approver, cast.finance), strict=True))
        assert both(*acts) == [True, True]
        events = cast.events(case)
        assert [events.count(f"{kind} ask") for kind in ("task_voted", "task_completed")] == [1, 1]
        assert events.count("case_completed") == 1


def test_of_an_approval_and_a_rejection_at_once_where_one_is_enough_the_first_counts(
    cast: Cast, workers: list[Database]
) -> None:
    publish_countersign(cast, "any")
    for _ in range(TIMES):
        task = cast.task(cast.start(), "ask")
        first = partial(votes, workers[0], cast.approver, task)
        assert sorted(both(first, partial(votes, workers[1], cast.finance, task, "reject"))) == [False, True]


def test_a_signer_added_while_the_last_vote_is_cast_is_asked_or_was_too_late(
    cast: Cast, workers: list[Database]
) -> None:
    settings = {"signMode": "any", "decisions": "approve,reject"}
    cast.publish(bpmn("p").start().user_task("ask", users="approver, finance", properties=settings).end())
    for _ in range(TIMES):
        case = cast.start()
        task = cast.task(case, "ask")
        voting = partial(votes, workers[0], cast.finance, task)
        voted, added = both(voting, partial(adds, workers[1], cast.approver, task, cast.ids["head"]))
        assert voted
        assert is_over(cast, case) != added
        with cast.db.reading() as session:
            open_seats = set(
                session.scalars(select(Seat.id).where(Seat.task_id == task, Seat.status == SeatStatus.OPEN))
            )
            assert open_seats == set(session.scalars(select(InboxEntry.seat_id).where(InboxEntry.task_id == task)))
        if added:
            cast.complete(cast.head, task, "approve")
        assert is_over(cast, case)
