"""Messages and signals find the case that waits, also when they come early."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import select

from engine import commands
from engine.actors import SYSTEM
from engine.commands.deliver_message import deliver_buffered
from engine.instances.models import Subscription
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast


def waits_for_payment() -> Diagram:
    return (
        bpmn("p")
        .start()
        .message("paid", "payment", "=order", outputs={"amount": "=amount"})
        .user_task("ask", groups="approver")
        .end()
    )


def pay(cast: Cast, order: str) -> object:
    return cast.act(lambda session: commands.deliver_message(session, SYSTEM, "payment", order, {"amount": 5}))


def test_a_message_moves_the_case_with_its_key(cast: Cast) -> None:
    cast.publish(waits_for_payment())
    cast.start(order="A")
    case = cast.start(order="B")
    assert pay(cast, "B") == case
    assert "message_received" in cast.events(case)
    assert cast.waiting(cast.approver) == ["ask"]


def test_a_message_that_comes_early_is_kept_until_somebody_waits(cast: Cast) -> None:
    cast.publish(waits_for_payment())
    assert pay(cast, "A") is None
    cast.start(order="A")
    commands.tick(cast.db)
    assert cast.waiting(cast.approver) == ["ask"]


def test_a_message_to_a_case_that_ends_at_this_moment_is_kept(cast: Cast) -> None:
    if cast.db.is_sqlite:
        pytest.skip("SQLite has one writer")
    cast.publish(waits_for_payment())
    case = cast.start(order="A")
    with ThreadPoolExecutor(1) as pool:
        with cast.db.transaction() as session:
            commands.cancel_case(session, cast.process_owner, case, "a mistake")
            paying = pool.submit(pay, cast, "A")
            wait([paying], timeout=1)  # it stands before the locked case by now
        assert paying.result(timeout=30) is None
    cast.start(order="A")
    commands.tick(cast.db)
    assert cast.waiting(cast.approver) == ["ask"]


def test_an_early_message_is_delivered_by_one_of_two_workers(cast: Cast) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .user_task("ask", groups="approver")
        .boundary("paid", on="ask", interrupting=False, message="payment", key="=order")
        .end("thanks")
        .at("ask")
        .end()
    )
    pay(cast, "A")
    case = cast.start(order="A")

    def deliver() -> object:
        return cast.act(lambda session: deliver_buffered(session, "payment", "A"))

    with ThreadPoolExecutor(2) as pool:
        delivered = [future.result(timeout=30) for future in [pool.submit(deliver), pool.submit(deliver)]]
    assert sorted(map(bool, delivered)) == [False, True]
    assert cast.events(case).count("message_received") == 1


def test_a_cancelled_case_waits_for_no_signal(cast: Cast) -> None:
    cast.publish(bpmn("p").start().signal("heard", "stop").end())
    case = cast.start()
    cast.act(lambda session: commands.cancel_case(session, cast.process_owner, case, "a mistake"))
    with cast.db.reading() as session:
        assert session.scalars(select(Subscription)).all() == []


def test_a_signal_reaches_every_case_that_waits(cast: Cast) -> None:
    cast.publish(bpmn("p").start().signal("heard", "stop").user_task("ask", groups="approver").end())
    cast.publish(bpmn("q").start().throw("say", signal="stop").end(), key="other")
    cast.start()
    cast.start()
    cast.start("q")
    commands.tick(cast.db)
    commands.tick(cast.db)
    assert cast.waiting(cast.approver) == ["ask", "ask"]
