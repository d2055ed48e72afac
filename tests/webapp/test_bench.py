"""The measurements measure what they say, and the bounds that do not depend on the machine hold."""

from __future__ import annotations

import json

from click.testing import CliRunner

from engine.db import Database
from engine.history.verification import verify_chains
from webapp.bench import completing
from webapp.bench.company import found
from webapp.bench.copies import open_cases
from webapp.bench.measurements import MOST_STATE_BYTES, MOST_STATEMENTS
from webapp.bench.sending_back import send_back_often
from webapp.bench.statements import counted
from webapp.cli.bench import bench


def test_a_completion_sends_as_many_statements_with_many_open_tasks_as_with_few(db: Database) -> None:
    company = found(db)
    sent = []
    for more_tasks in (5, 500):
        task_id = open_cases(db, company, more_tasks)[0]
        with counted(db) as statements:
            completing.fill(db, company.actor, task_id)
        assert statements.transactions == 1
        sent.append(len(statements.texts))
    assert sent[0] == sent[1] <= MOST_STATEMENTS


def test_a_copied_case_is_one_the_engine_can_finish(db: Database) -> None:
    company = found(db)
    for task_id in open_cases(db, company, 3):
        completing.fill(db, company.actor, task_id)
    for task_id in completing.open_approvals(db):
        completing.approve(db, company.actor, task_id)
    with db.reading() as session:
        assert list(verify_chains(session)) == []
    assert completing.open_approvals(db) == []


def test_the_state_stays_small_however_often_a_case_is_sent_back(sqlite_db: Database) -> None:
    assert send_back_often(sqlite_db, found(sqlite_db), many=40).state_bytes < MOST_STATE_BYTES


def test_the_command_answers_with_every_figure_as_json() -> None:
    arguments = ["engine", "--runs", "1", "--seconds", "0.5", "--open-tasks", "10,20", "--json"]
    answer = CliRunner().invoke(bench, arguments, catch_exceptions=False)
    report = json.loads(answer.stdout)
    assert report["database"]["journal_mode"] == "wal"
    assert [figure["key"] for figure in report["figures"]] == [
        "form_completions",
        "form_processor",
        "approval_completions",
        "sent_back_ratio",
        "state_bytes",
        "statements_at_10",
        "statements_at_20",
        "help_seconds",
    ]
