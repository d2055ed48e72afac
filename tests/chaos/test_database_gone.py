"""The line to the database is cut inside COMMIT, the server is killed under load: every act happens once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine import commands
from engine.db import Database
from tests import databases
from tests.bpmn import bpmn
from tests.cast import Cast, assemble
from tests.chaos.cutting import behind_proxy
from tests.chaos.scale import repeated
from tests.chaos.soundness import faults
from tests.chaos.tally import Tally

PATIENCE = 180.0


@pytest.fixture
def postgresql_cast() -> Iterator[Cast]:
    url = databases.new_postgresql_url()
    db = Database(url)
    yield assemble(db)
    db.dispose()
    databases.drop(url)


def cases_at_a_task(cast: Cast, number: int) -> list[tuple[UUID, UUID]]:
    cast.publish(
        bpmn("p")
        .start()
        .user_task("ask", groups="approver", properties={"decisions": "approve"})
        .user_task("next", groups="asset_manager")
        .end()
    )
    started = [cast.start() for _ in range(number)]
    return [(case, cast.task(case, "ask")) for case in started]


def insist(db: Database, cast: Cast, task_id: UUID) -> tuple[int, str]:
    """What a program does: it asks with a key of its own, and asks again until it has an answer."""

    def act(session: Session) -> tuple[int, str]:
        commands.complete_task(session, cast.approver, task_id, decision="approve")
        return 200, str(task_id)

    end = time.monotonic() + PATIENCE
    while True:
        try:
            return commands.perform_once(db, cast.ids["approver"], str(task_id), "approve", act)
        except DBAPIError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def count(cast: Cast, tally: Tally, case: UUID) -> None:
    tally.count(told=1, done=cast.events(case).count("task_completed ask"))
    assert faults(cast.db, case) == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_act_whose_commit_lost_its_line_is_done_once(postgresql_cast: Cast, tally: Tally, moment: str) -> None:
    cast = postgresql_cast
    with behind_proxy(cast.db) as (proxied, proxy):
        for case, task_id in cases_at_a_task(cast, repeated(3, 30)):
            proxy.cut = moment
            assert insist(proxied, cast, task_id) == (200, str(task_id))
            count(cast, tally, case)
        assert proxy.cuts == repeated(3, 30)


def test_acts_under_way_while_the_server_is_killed_are_done_once(postgresql_cast: Cast, tally: Tally) -> None:
    cast = postgresql_cast
    if not databases.can_kill_postgresql():
        pytest.skip("the server is not ours")
    waiting = cases_at_a_task(cast, repeated(40, 400))
    answered: list[UUID] = []
    databases.make_recovery_short()

    def work(part: list[tuple[UUID, UUID]]) -> None:
        db = Database(cast.db.url.render_as_string(hide_password=False))
        for case, task_id in part:
            insist(db, cast, task_id)
            answered.append(case)
        db.dispose()

    threads = [threading.Thread(target=work, args=[waiting[half::2]]) for half in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(repeated(1, 5)):
        time.sleep(0.3)
        databases.kill_postgresql()
        databases.start_postgresql()
    for thread in threads:
        thread.join(PATIENCE * 2)
    cast.db.dispose()
    assert len(answered) == len(waiting)
    for case, _ in waiting:
        count(cast, tally, case)
