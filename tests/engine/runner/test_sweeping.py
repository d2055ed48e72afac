"""Tables do not grow for ever: what nobody needs any more goes, what is still needed stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from engine import clock, commands
from engine.commands.reset_password import ask_for_link
from engine.commands.send_messages import send_messages
from engine.db import Base
from engine.history.models import Event
from engine.outbox.models import Notice, OutboxMessage
from engine.people.credentials import open_attempt
from engine.people.models import LoginAttempt, ResetLink
from engine.runner.sweeping import sweep_rows
from engine.tasks.models import Seat
from engine.timers.models import Timer
from tests.cast import Cast
from tests.engine.commands.test_ladders import limited

START = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)
YEAR = timedelta(days=366)


def count(cast: Cast, model: type[Base]) -> int:
    with cast.db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def sweep(cast: Cast, at: datetime) -> None:
    with clock.set_to(at):
        sweep_rows(cast.db)


def started_and_reminded(cast: Cast) -> UUID:
    cast.publish(limited("PT10H", working=False))
    with clock.set_to(START):
        case = cast.start()
    with clock.set_to(START + timedelta(hours=9)):
        commands.tick(cast.db)
        send_messages(cast.db, lambda _delivery: None, now=clock.now())
    return case


def test_what_has_left_was_told_and_rang_goes_when_it_is_old(cast: Cast) -> None:
    case = started_and_reminded(cast)
    with clock.set_to(START + timedelta(hours=9)):
        cast.complete(cast.approver, cast.task(case, "ask"), "approve")
        send_messages(cast.db, lambda _delivery: None, now=clock.now())
    before = {model: count(cast, model) for model in (OutboxMessage, Notice, Timer)}
    events = count(cast, Event)
    assert all(before.values())
    sweep(cast, START + timedelta(days=80))
    assert {model: count(cast, model) for model in before} == before
    sweep(cast, START + YEAR)
    assert {model: count(cast, model) for model in before} == {OutboxMessage: 0, Notice: 0, Timer: 0}
    assert (count(cast, Event), count(cast, Seat)) == (events, 1)


def test_the_clock_of_an_open_task_and_messages_that_still_wait_stay(cast: Cast) -> None:
    started_and_reminded(cast)
    with clock.set_to(START + timedelta(hours=11)):
        commands.tick(cast.db)
    timers, waiting = count(cast, Timer), count(cast, OutboxMessage)
    sweep(cast, START + timedelta(days=100))
    assert count(cast, Timer) == timers
    with cast.db.reading() as session:
        statuses = set(session.scalars(select(OutboxMessage.status)))
    assert (statuses, count(cast, OutboxMessage) < waiting) == ({"waiting"}, True)


def test_tries_to_sign_in_and_links_for_passwords_go_when_they_are_old(cast: Cast) -> None:
    with clock.set_to(START):
        cast.act(lambda session: open_attempt(session, "approver", "192.0.2.1"))
        cast.act(lambda session: ask_for_link(session, "approver", secret_key="a key of the house"))
    sweep(cast, START + timedelta(days=30))
    assert (count(cast, LoginAttempt), count(cast, ResetLink)) == (1, 1)
    sweep(cast, START + YEAR)
    assert (count(cast, LoginAttempt), count(cast, ResetLink)) == (0, 0)
