"""Operations on tasks and cases from the shell."""

from __future__ import annotations

import pytest

from engine.db import Database
from tests.journeys import purchase
from tests.webapp.cli.conftest import Shell

CASE = "CG-2026-0001"


@pytest.fixture
def signing(shell: Shell) -> Shell:
    """A shell of a company in which a case waits for three countersigners."""
    shell.run("demo", "--once")
    database = Database(shell.env["ZHANGSHI_DATABASE_URL"])
    purchase.publish(database)
    purchase.start(database)
    database.dispose()
    shell.run("task", "complete", CASE, "--as", "lin.gong")
    return shell


def test_advice_is_asked_for_taken_back_and_given(signing: Shell) -> None:
    signing.run("task", "delegate", CASE, "tang.yi", "--as", "sun.li")
    signing.run("task", "recall", CASE, "--as", "sun.li")
    signing.run("task", "advise", CASE, "--comment", "fine", "--as", "tang.yi", code=1)
    signing.run("task", "delegate", CASE, "he.wei", "--reason", "feasible?", "--as", "sun.li")
    signing.run("task", "advise", CASE, "--opinion", "approve", "--as", "he.wei")
    signing.run("task", "complete", CASE, "--decision", "approve", "--as", "sun.li")


def test_a_signer_is_added_and_removed_by_sign_in_name(signing: Shell) -> None:
    signing.run("task", "add-signer", CASE, "tang.yi", "--how", "before", "--as", "sun.li")
    assert "ask" in signing.run("task", "complete", CASE, "--decision", "approve", "--as", "sun.li", code=1).stderr
    signing.run("task", "remove-signer", CASE, "tang.yi", "--as", "sun.li")
    signing.run("task", "remove-signer", CASE, "tang.yi", "--as", "sun.li", code=1)


def test_a_task_is_handed_over_urged_and_sent_back(signing: Shell) -> None:
    signing.run("task", "hand-over", CASE, "tang.yi", "--as", "sun.li")
    assert "3" in signing.run("task", "urge", CASE, "--as", "lin.gong").stdout
    signing.run("task", "urge", CASE, "--as", "lin.gong", code=1)
    (target,) = signing.read("task", "targets", CASE, "--as", "tang.yi")
    assert target == {"element_id": "Prepare", "name": "Write the request", "reason": "", "is_legal": True}
    signing.run("task", "send-back", CASE, "Prepare", "--comment", "too vague", "--as", "tang.yi")
    assert signing.read("task", "list", "--as", "lin.gong")[0]["element_id"] == "Prepare"


def test_a_case_is_copied_remarked_on_and_withdrawn(signing: Shell) -> None:
    signing.run("case", "copy", CASE, "chen.xi", "tang.yi", "--note", "look", "--as", "lin.gong")
    assert signing.read("case", "copies", "--unread", "--as", "chen.xi")[0]["note"] == "look"
    signing.run("case", "comment", CASE, "the quotation follows", "--as", "tang.yi")
    signing.run("task", "comment", CASE, "seen", "--as", "sun.li")
    signing.run("task", "complete", CASE, "--decision", "approve", "--as", "sun.li")
    assert "consent" in signing.run("case", "withdraw", CASE, "--reason", "another model", "--as", "lin.gong").stdout
    signing.run("case", "decline", CASE, "--reason", "ordered already", "--as", "sun.li")
    signing.run("case", "withdraw", CASE, "--reason", "another model", "--as", "lin.gong")
    assert "is withdrawn" in signing.run("case", "consent", CASE, "--as", "sun.li").stdout
