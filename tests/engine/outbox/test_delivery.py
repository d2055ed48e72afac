"""Law 5: what leaves the house is a row first, delivered at least once, in bundles that stay the same."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from engine import clock
from engine.commands.send_messages import send_messages
from engine.commands.set_up_channel import add_webhook
from engine.db import Database
from engine.errors import Sentence, say
from engine.outbox.deliveries import LAST_TRY, DeliveryFailed
from engine.outbox.kinds import FactKind, MessageStatus
from engine.outbox.models import Notice, OutboxMessage
from engine.outbox.operations import Fact, tell_all
from engine.people.models import Person
from tests.cast import Cast
from tests.engine.outbox.told import HELLO, Postbox, messages, told

DAY = timedelta(days=1)
DOWN = ConnectionRefusedError("no mail server\0")


def test_telling_writes_rows_in_the_transaction_of_the_act(cast: Cast) -> None:
    told(cast, "approver", "finance", "approver")
    with cast.db.reading() as session:
        assert len(session.scalars(select(Notice)).all()) == 2
    assert [message.status for message in messages(cast)] == ["waiting", "waiting"]
    assert Sentence.from_data(messages(cast)[0].sentence or {}) == HELLO


def test_a_failed_delivery_is_tried_again_later_with_the_same_id_and_content(cast: Cast) -> None:
    told(cast, "approver")
    down, up = Postbox(DOWN), Postbox()
    assert down.empty(cast) == 0
    assert down.empty(cast) == 0
    told(cast, "approver")
    assert up.empty(cast, after=timedelta(minutes=5)) == 2
    assert up.empty(cast, after=DAY) == 0
    assert len(down.tried) == 1
    assert down.tried[0] in up.tried
    assert [len(delivery.items) for delivery in up.tried] == [1, 1]


def test_a_flood_for_one_person_is_one_message(cast: Cast) -> None:
    for _ in range(60):
        told(cast, "approver", "finance")
    postbox = Postbox()
    assert postbox.empty(cast) == 120
    assert sorted(len(delivery.items) for delivery in postbox.tried) == [60, 60]
    assert {message.status for message in messages(cast)} == {"delivered"}
    assert len({delivery.address for delivery in postbox.tried}) == 2


def test_after_the_last_try_a_person_has_to_look(cast: Cast) -> None:
    told(cast, "approver")
    postbox = Postbox(DOWN)
    for day in range(LAST_TRY + 3):
        postbox.empty(cast, after=day * DAY)
    [message] = messages(cast)
    assert len(postbox.tried) == LAST_TRY == message.attempts
    assert message.status == MessageStatus.FAILED
    assert str(Sentence.from_data(message.failure or {})) == "It could not be sent: no mail server"


def test_what_can_never_arrive_is_not_tried_again(cast: Cast) -> None:
    told(cast, "approver")
    postbox = Postbox(DeliveryFailed(say("No such mailbox."), is_final=True))
    postbox.empty(cast)
    postbox.empty(cast, after=DAY)
    assert len(postbox.tried) == 1
    assert messages(cast)[0].status == MessageStatus.FAILED


def test_a_failure_for_one_reader_delays_no_other(cast: Cast) -> None:
    told(cast, "approver", "finance")
    postbox = Postbox()

    def send(delivery):  # type: ignore[no-untyped-def]
        if delivery.address.startswith("approver"):
            raise DOWN
        postbox(delivery)

    assert send_messages(cast.db, send, now=clock.now()) == 1


def test_somebody_who_has_left_is_sent_nothing(cast: Cast) -> None:
    told(cast, "approver")
    cast.act(lambda s: s.execute(update(Person).where(Person.login == "approver").values(is_active=False)))
    postbox = Postbox()
    assert postbox.empty(cast) == 0
    assert postbox.tried == []
    assert messages(cast)[0].status == MessageStatus.DROPPED


def test_nobody_waits_while_a_message_is_on_its_way(cast: Cast) -> None:
    told(cast, "approver")
    other = Database(cast.db.url.render_as_string(hide_password=False))
    wrote: list[bool] = []

    def write() -> None:
        with other.transaction() as session:
            session.execute(update(Person).where(Person.login == "finance").values(email="x@demo.example"))
        wrote.append(True)

    def send(_delivery: object) -> None:
        writer = Thread(target=write)
        writer.start()
        writer.join(timeout=10)
        assert wrote, "the message holds the writer"

    assert send_messages(cast.db, send, now=clock.now()) == 1
    other.dispose()


def test_a_message_whose_sender_died_is_sent_again(cast: Cast) -> None:
    told(cast, "approver")

    def die(_delivery: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_messages(cast.db, die, now=clock.now())
    postbox = Postbox()
    assert postbox.empty(cast) == 0
    assert postbox.empty(cast, after=timedelta(minutes=10)) == 1


def test_two_workers_never_send_the_same_message(cast: Cast) -> None:
    for name in ("approver", "finance", "requester", "asset_manager", "head"):
        for _ in range(3):
            told(cast, name)
    other = Database(cast.db.url.render_as_string(hide_password=False))
    postbox, together, sent = Postbox(), Barrier(2), list[int]()

    def work(db: Database) -> None:
        together.wait()
        sent.append(send_messages(db, postbox, now=clock.now() + timedelta(seconds=1)))

    workers = [Thread(target=work, args=[db]) for db in (cast.db, other)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    other.dispose()
    ids = [item.id for delivery in postbox.tried for item in delivery.items]
    assert len(ids) == len(set(ids)) == sum(sent) == 15


def test_a_message_to_a_switched_off_way_is_kept_in_the_rows(cast: Cast) -> None:
    told(cast, "approver")
    cast.act(lambda s: s.execute(update(Person).where(Person.login == "approver").values(email="")))
    assert Postbox().empty(cast) == 0
    with cast.db.reading() as session:
        assert session.scalars(select(OutboxMessage.status)).all() == ["dropped"]
        assert len(session.scalars(select(Notice)).all()) == 1


def test_with_a_receiver_that_is_away_one_message_tries_for_all(cast: Cast) -> None:
    kinds = [kind.value for kind in FactKind]
    cast.act(lambda session: add_webhook(session, cast.admin, "ERP", "https://ERP.example", kinds))
    cast.act(lambda session: add_webhook(session, cast.admin, "CRM", "https://CRM.example", kinds))
    facts = [Fact(FactKind.CASE_ENDED, f"/cases/{number}") for number in range(5)]
    cast.act(lambda session: tell_all(session, [], facts))
    away = Postbox(DeliveryFailed(say("no answer in time"), is_unreachable=True))
    assert away.empty(cast) == 0
    assert [delivery.address for delivery in away.tried] in (
        ["https://ERP.example", "https://CRM.example"],
        ["https://CRM.example", "https://ERP.example"],
    )
    assert away.empty(cast, after=timedelta(seconds=1)) == 0
    assert len(away.tried) == 2
    back = Postbox()
    assert back.empty(cast, after=timedelta(hours=1)) == 10
