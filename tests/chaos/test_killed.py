"""A process that dies at any statement of an act loses nothing and doubles nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from engine.errors import EngineError
from tests.cast import Cast
from tests.chaos.scale import IS_LONG
from tests.chaos.soundness import faults
from tests.chaos.subjects import ACTS, Subject, prepare, publish_subjects
from tests.chaos.tally import Tally
from tests.chaos.traces import traces
from tests.dying import KILLED

ROOT = Path(__file__).parents[2]
MOST_MOMENTS = 120 if IS_LONG else 4
KILLED_ACTS = tuple(ACTS) if IS_LONG else ("vote", "send_back", "withdraw", "fire")
"""`complete` is killed at every moment by tests/engine/test_killed_in_the_middle.py."""


def kill(cast: Cast, subjects: dict[str, list[Subject]]) -> dict[str, list[tuple[int, str]]]:
    """By act, number of the subject and moment of every kill. Nobody else is connected meanwhile: SQLite recovers
    alone."""
    url = cast.db.url.render_as_string(hide_password=False)
    cast.db.dispose()
    acts = {act: [asdict(subject) for subject in each] for act, each in subjects.items()}
    answer = subprocess.run(
        [sys.executable, "-m", "tests.chaos.killing"],
        input=json.dumps({"url": url, "acts": acts, "most": MOST_MOMENTS}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    report = json.loads(answer.stdout)
    assert {code for killed in report.values() for *_, code in killed} == {KILLED}
    return {act: [(number, moment) for number, moment, _ in killed] for act, killed in report.items()}


def do(cast: Cast, act: str, subject: Subject) -> bool:
    """Whether the act could be carried out; False where it was refused or found nothing to do."""
    try:
        return cast.act(lambda session: ACTS[act](session, subject)) is not False
    except EngineError:
        return False


def test_an_act_that_is_killed_happens_wholly_or_not_at_all(cast: Cast, tally: Tally) -> None:
    publish_subjects(cast)
    subjects = {act: [prepare(cast, act) for _ in range(MOST_MOMENTS + 2)] for act in KILLED_ACTS}
    nothing = {act: traces(cast.db, UUID(each[-1].case)) for act, each in subjects.items()}
    for act, killed in kill(cast, subjects).items():
        everything = traces(cast.db, UUID(subjects[act][0].case))
        assert everything != nothing[act]
        for number, moment in killed:
            case = UUID(subjects[act][number].case)
            said = f"{act}, {moment}"
            is_committed = moment == "after COMMIT"
            assert traces(cast.db, case) == (everything if is_committed else nothing[act]), said
            assert do(cast, act, subjects[act][number]) != is_committed, f"{said}: once more"
            assert traces(cast.db, case) == everything, said
            assert faults(cast.db, case) == [], said
            tally.count(told=1, done=_newest(traces(cast.db, case), nothing[act]))


def _newest(now: dict[str, Any], before: dict[str, Any]) -> int:
    """How often the event of the act itself, the first that it wrote, is there."""
    written = now["events"][len(before["events"]) :]
    return written.count(written[0])
