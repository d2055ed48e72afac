"""Messages and signals find the case that waits, also when they come early."""

from __future__ import annotations

from engine import commands
from engine.actors import SYSTEM
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


def test_a_signal_reaches_every_case_that_waits(cast: Cast) -> None:
    cast.publish(bpmn("p").start().signal("heard", "stop").user_task("ask", groups="approver").end())
    cast.publish(bpmn("q").start().throw("say", signal="stop").end(), key="other")
    cast.start()
    cast.start()
    cast.start("q")
    commands.tick(cast.db)
    commands.tick(cast.db)
    assert cast.waiting(cast.approver) == ["ask", "ask"]
