"""A process that dies at any statement of an act loses nothing and doubles nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import pytest

from engine.errors import EngineError
from tests.cast import Cast
from tests.chaos.killing import KILLED
from tests.chaos.scale import IS_LONG
from tests.chaos.soundness import faults
from tests.chaos.subjects import ACTS, Subject, prepare
from tests.chaos.tally import Tally
from tests.chaos.traces import traces

ROOT = Path(__file__).parents[2]
MOST_MOMENTS = 120 if IS_LONG else 5


def killed_at(cast: Cast, act: str, subjects: list[Subject]) -> list[tuple[int, str]]:
    """Number of the subject and moment of every kill. Nobody else is connected meanwhile: SQLite recovers alone."""
    url = cast.db.url.render_as_string(hide_password=False)
    cast.db.dispose()
    asked = {"url": url, "act": act, "most": MOST_MOMENTS, "subjects": [asdict(subject) for subject in subjects]}
    answer = subprocess.run(
        [sys.executable, "-m", "tests.chaos.killing"],
        input=json.dumps(asked),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    _in_peace, *killed = json.loads(answer.stdout)
    assert {code for *_, code in killed} == {KILLED}
    return [(number, moment) for number, moment, _ in killed]


def do(cast: Cast, act: str, subject: Subject) -> bool:
    """Whether the act could be carried out; False where it was refused or found nothing to do."""
    try:
        return cast.act(lambda session: ACTS[act](session, subject)) is not False
    except EngineError:
        return False


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_is_killed_happens_wholly_or_not_at_all(cast: Cast, tally: Tally, act: str) -> None:
    subjects = prepare(cast, act, MOST_MOMENTS + 2)
    nothing = traces(cast.db, UUID(subjects[-1].case))
    killed = killed_at(cast, act, subjects)
    everything = traces(cast.db, UUID(subjects[0].case))
    assert everything != nothing
    for number, moment in killed:
        case = UUID(subjects[number].case)
        is_committed = moment == "after COMMIT"
        assert traces(cast.db, case) == (everything if is_committed else nothing), moment
        assert do(cast, act, subjects[number]) != is_committed, f"{moment}: once more"
        assert traces(cast.db, case) == everything, moment
        assert faults(cast.db, case) == []
        tally.count(told=1, done=traces(cast.db, case)["events"].count(everything["events"][-1]))
