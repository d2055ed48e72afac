"""What an inbox shows, also to those who stand in for somebody away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from engine import clock, commands
from engine.actors import Actor
from engine.inbox import InboxItem, inbox, inbox_version
from engine.people.models import Absence
from engine.tasks.entries import replace_entries
from engine.tasks.models import Seat
from engine.types import new_id
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast


def pool_task(process_id: str = "p") -> Diagram:
    return bpmn(process_id).start().user_task("ask", groups="approver").end()


def send_away(cast: Cast, who: str, substitute: str, processes: Iterable[str] = ()) -> Absence:
    now = clock.now()
    absence = Absence(
        id=new_id(),
        person_id=cast.ids[who],
        substitute_id=cast.ids[substitute],
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=3),
        process_ids=list(processes),
        created_at=now,
    )
    cast.act(lambda session: session.add(absence))
    return absence


def items(cast: Cast, actor: Actor, scope: str = "all") -> list[InboxItem]:
    with cast.db.reading() as session:
        return list(inbox(session, actor, scope=scope).items)


def test_a_substitute_finds_what_waits_for_the_pools_of_somebody_away(cast: Cast) -> None:
    cast.publish(pool_task())
    cast.start()
    assert items(cast, cast.head) == []
    absence = send_away(cast, "approver", "head")
    [found] = items(cast, cast.head)
    assert (found.on_behalf_of, found.absent_until) == (cast.ids["approver"], absence.ends_at)
    assert not found.is_mine
    assert [item.on_behalf_of for item in items(cast, cast.second_approver)] == [None]


def test_a_substitute_finds_what_waits_for_somebody_away_in_person(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", assignee="approver").end())
    cast.start()
    send_away(cast, "approver", "head")
    assert [item.on_behalf_of for item in items(cast, cast.head, "mine")] == [cast.ids["approver"]]
    assert items(cast, cast.head, "pools") == []
    assert [item.on_behalf_of for item in items(cast, cast.approver)] == [None]


def test_a_task_that_is_ones_own_is_not_shown_on_behalf_of_another(cast: Cast) -> None:
    cast.publish(pool_task())
    cast.start()
    send_away(cast, "approver", "second_approver")
    assert [item.on_behalf_of for item in items(cast, cast.second_approver)] == [None]


def test_a_substitute_finds_the_tasks_of_the_processes_named_alone(cast: Cast) -> None:
    cast.publish(pool_task("p"))
    cast.publish(pool_task("q"), key="other")
    cast.start("p")
    cast.start("q")
    send_away(cast, "approver", "head", ["q"])
    assert [item.process_id for item in items(cast, cast.head)] == ["q"]
    send_away(cast, "approver", "finance")
    assert [item.process_id for item in items(cast, cast.finance)] == ["p"]


def test_a_task_taken_by_somebody_else_of_the_pool_is_not_shown_to_a_substitute(cast: Cast) -> None:
    cast.publish(pool_task())
    task = cast.task(cast.start(), "ask")
    send_away(cast, "approver", "head")
    cast.act(lambda session: commands.take_task(session, cast.second_approver, task))
    assert items(cast, cast.head) == []


def test_pages_follow_each_other_without_a_gap_or_a_repetition(cast: Cast) -> None:
    cast.publish(pool_task())
    started = [cast.start() for _ in range(7)]
    send_away(cast, "approver", "head")
    seen: list[object] = []
    cursor = None
    with cast.db.reading() as session:
        while True:
            page = inbox(session, cast.head, cursor=cursor, limit=3)
            seen += [item.instance_id for item in page.items]
            if (cursor := page.next_cursor) is None:
                break
    assert len(seen) == 7
    assert set(seen) == set(started)


def test_what_is_never_due_stands_in_the_order_in_which_it_came(cast: Cast) -> None:
    cast.publish(pool_task())
    first, second = cast.start(), cast.start()
    assert [item.instance_id for item in items(cast, cast.approver)] == [first, second]
    with cast.db.transaction() as session:
        seat = session.scalars(select(Seat).where(Seat.task_id == cast.task(first, "ask"))).one()
        seat.opened_at = clock.now() + timedelta(minutes=5)
        replace_entries(session, seat)
    assert [item.instance_id for item in items(cast, cast.approver)] == [second, first]


def test_the_version_changes_when_an_absence_brings_tasks(cast: Cast) -> None:
    cast.publish(pool_task())
    cast.start()
    with cast.db.reading() as session:
        before = inbox_version(session, cast.head)
    send_away(cast, "approver", "head")
    with cast.db.reading() as session:
        assert inbox_version(session, cast.head) != before
