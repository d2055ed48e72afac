"""Messages that have not left the house, from the shell."""

from __future__ import annotations

from sqlalchemy import update

from engine.db import Database
from engine.errors import say
from engine.outbox.models import OutboxMessage
from engine.outbox.operations import tell
from engine.people.queries import find_person_by_login
from tests.webapp.cli.conftest import Shell


def test_messages_are_listed_tried_again_and_given_up(shell: Shell) -> None:
    shell.run("demo", "--once")
    assert "No message has failed." in shell.run("outbox", "list").stdout
    database = Database(shell.env["ZHANGSHI_DATABASE_URL"])
    with database.transaction() as session:
        person = find_person_by_login(session, "lin.gong")
        assert person is not None
        tell(session, [person.id], say("Completed: %(case)s", case="D-1"), "/cases/1")
        session.flush()  # the row that is made to have failed
        session.execute(update(OutboxMessage).values(status="failed", bundle_id=OutboxMessage.id, attempts=12))
    database.dispose()
    [row] = shell.read("outbox", "list")
    assert (row["to"], row["tries"], row["text"]) == ("lin.gong", 12, "Completed: D-1")
    assert shell.run("outbox", "resend", code=2)
    shell.run("outbox", "resend", "--all")
    assert len(shell.read("outbox", "list", "--waiting")) == 1
    shell.run("outbox", "give-up", row["id"], "--as", "lin.gong", code=1)
    shell.run("outbox", "give-up", row["id"])
    assert "No message waits." in shell.run("outbox", "list", "--waiting").stdout


def test_the_tick_sends_what_waits_into_the_mail_folder(shell: Shell) -> None:
    shell.run("demo", "--once")
    database = Database(shell.env["ZHANGSHI_DATABASE_URL"])
    with database.transaction() as session:
        person = find_person_by_login(session, "lin.gong")
        assert person is not None
        tell(session, [person.id], say("Completed: %(case)s", case="D-1"), "/cases/1")
    database.dispose()
    assert shell.read("tick")["messages_sent"] == 1
    assert len(list((shell.folder / "var" / "mail").glob("*.eml"))) == 1
