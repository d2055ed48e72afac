"""A process that is killed in the middle of acts: run by test_killed.

Standard input: JSON with `url`, `most`, and in `acts` the subjects of each act. It is done on the first subject in
peace and tells the moments: before and after each statement and the COMMIT. Then, for at most `most` of them, a fork of
this process does it on the next subject and dies there by `os._exit(9)`. Standard output: JSON, for each act a list of
[subject number, moment, exit code].
"""

from __future__ import annotations

import json
import sys
from functools import partial
from uuid import UUID

import workflows.service_tasks  # noqa: F401 - the diagrams' service tasks
from engine.db import Database
from engine.definitions.queries import load_definition
from engine.instances.models import ProcessInstance
from tests.chaos.scale import few
from tests.chaos.subjects import ACTS, Subject
from tests.dying import carry_out, exit_of_fork


def main() -> None:
    asked = json.load(sys.stdin)
    report = {}
    for act, given in asked["acts"].items():
        subjects = [Subject(**subject) for subject in given]
        learn_the_diagram(asked["url"], subjects[0])
        report[act] = killed_at_moments(asked["url"], act, subjects, asked["most"])
    json.dump(report, sys.stdout)


def killed_at_moments(url: str, act: str, subjects: list[Subject], most: int) -> list[tuple[int, str, int]]:
    """Number of the subject, moment and exit code of every kill."""
    moments: list[str] = []
    carry_out(url, partial(ACTS[act], subject=subjects[0]), moments.append)
    chosen = few(moments, most, seed=len(moments))
    assert len(chosen) < len(subjects), "one subject for each moment to die at"
    return [
        (number, moment, exit_of_fork(url, partial(ACTS[act], subject=subjects[number]), moment))
        for number, moment in enumerate(chosen, start=1)
    ]


def learn_the_diagram(url: str, subject: Subject) -> None:
    """Parsed definitions are kept by the process: forks send the statements of the act alone."""
    database = Database(url)
    with database.reading() as session:
        load_definition(session, session.get_one(ProcessInstance, UUID(subject.case)).bundle_version_id)
    database.dispose()


if __name__ == "__main__":
    main()
