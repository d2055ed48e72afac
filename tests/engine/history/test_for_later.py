"""What the history keeps so that a changed diagram can one day be tried on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from engine.history.queries import RecordedEvent, events_of
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.engine.decisions import dmn


def recorded(cast: Cast, case: UUID, element_id: str) -> RecordedEvent:
    with cast.db.reading() as session:
        [found] = [event for event in events_of(session, case) if event.element_id == element_id]
        return found


def test_a_gateway_records_the_values_that_its_conditions_read(cast: Cast) -> None:
    cast.publish(bpmn("p").start().xor("gate").when("=order.amount > limit").end("a").at("gate").otherwise().end("b"))
    case = cast.start(order={"amount": 12, "secret": "x"}, limit=20, unread=1)
    event = recorded(cast, case, "gate")
    assert event.data["inputs"] == {"order.amount": 12, "limit": 20}
    assert len(event.data["flows"]) == 1
    assert event.version == "test@1"


def test_a_decision_records_what_it_tested_the_rules_and_the_result(cast: Cast) -> None:
    table = dmn.table(["amount"], ["level"], [["> 10", '"high"'], ["<= 10", '"low"']])
    cast.publish(
        bpmn("p").start().decision("rule", "route", "level").end(),
        files={"route.dmn": dmn.model(dmn.decision("route", table))},
    )
    case = cast.start(amount=20, unread="x" * 100)
    with cast.db.reading() as session:
        made = next(event for event in events_of(session, case) if event.kind == "decision_made")
    assert (made.data["inputs"], made.data["value"]) == ({"amount": 20}, "high")
    assert [rule["outputs"] for rule in made.data["rules"]] == [{"level": "high"}]


def test_a_completion_records_answers_outputs_and_times(cast: Cast) -> None:
    cast.publish(
        bpmn("p")
        .start()
        .user_task("ask", groups="approver", properties={"decisions": "approve"}, outputs={"ok": "=decision"})
        .end()
    )
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"), "approve", touched_seconds=7)
    data: dict[str, Any] = recorded(cast, case, "ask").data
    assert data["outputs"] == {"ok": "approve"}
    assert (data["decision"], data["touched_seconds"]) == ("approve", 7)
    assert data["waited_seconds"] >= 0


def test_a_large_value_is_recorded_by_its_length_and_hash(cast: Cast) -> None:
    cast.publish(bpmn("p").start().script_task("copy", "=text", "kept").end())
    case = cast.start(text="x" * 100_000)
    assert recorded(cast, case, "copy").data["variables"]["kept"]["omitted"] == 100_002
