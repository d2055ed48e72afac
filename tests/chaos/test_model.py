"""Random processes, random operations, a restart after every step: no orphan row, no lost vote, state as replayed."""

from __future__ import annotations

import os
from random import Random
from uuid import UUID

import pytest

from engine.commands import perform
from engine.db import Database
from engine.errors import EngineError, Invalid
from engine.instances.models import InstanceStatus
from tests.cast import Cast
from tests.chaos.operations import Operation, possible_operations
from tests.chaos.processes import FORM, random_process
from tests.chaos.replay import live_view, replayed_view
from tests.chaos.scale import repeated
from tests.chaos.soundness import faults
from tests.chaos.tally import Tally
from tests.chaos.traces import traces

PROCESSES = int(os.environ.get("ZHANGSHI_CHAOS_PROCESSES", repeated(2, 60)))
STEPS = repeated(10, 40)
FIRST_SEED = int(os.environ.get("ZHANGSHI_CHAOS_SEED", "1"))


def publish(cast: Cast, seed: int) -> bool:
    """False where the check finds the drawing wanting: another one is drawn instead."""
    try:
        cast.publish(random_process(seed), key=f"random{seed}", files={"vote.form": FORM})
    except Invalid:
        return False
    return True


def restarted(cast: Cast) -> None:
    """Nothing of the process that did the last step is left but the rows."""
    url = cast.db.url.render_as_string(hide_password=False)
    cast.db.dispose()
    cast.db = Database(url)


def step(cast: Cast, case: UUID, operation: Operation, tally: Tally) -> None:
    """Carry out an operation; one that is refused leaves nothing behind."""
    before = traces(cast.db, case)
    try:
        perform(cast.db, operation.act)
    except EngineError:
        assert traces(cast.db, case) == before, "a refusal changed something"
        return
    events = len(traces(cast.db, case)["events"]) - len(before["events"])
    tally.count(told=1, done=min(events, 1) if operation.name != "take" else 1)


def walk(cast: Cast, seed: int, tally: Tally) -> None:
    random = Random(seed)
    case = cast.start(n=1)
    done: list[str] = []
    for _ in range(STEPS):
        if cast.instance(case).status != InstanceStatus.ACTIVE:
            break
        operations = possible_operations(cast, case, random)
        operation = random.choices(operations, [each.weight for each in operations])[0]
        done.append(operation.name)
        step(cast, case, operation, tally)
        restarted(cast)
        said = f"seed {seed}, after {done}"
        assert faults(cast.db, case) == [], said
        assert live_view(cast.db, case) == replayed_view(cast.db, case), said


@pytest.mark.parametrize("number", range(PROCESSES))
def test_a_case_stays_sound_and_equals_its_replay(cast: Cast, tally: Tally, number: int) -> None:
    seed = FIRST_SEED + number
    while not publish(cast, seed):
        seed += 1000
    try:
        walk(cast, seed, tally)
    except Exception as error:
        raise AssertionError(f"seed {seed}: {error!r}") from error
    finally:
        cast.db.dispose()
