"""Who is told what by which way: choices, pools, what a run means for people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import event, select

from engine import clock, commands
from engine.commands.set_up_channel import add_group_chat, add_webhook
from engine.errors import Sentence, say
from engine.outbox.choosing import choose
from engine.outbox.kinds import FactKind, MessageKind, Way
from engine.outbox.models import Notice
from engine.outbox.operations import Telling, tell_all
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.engine.commands.test_timers import escalated
from tests.engine.outbox.told import HELLO, messages, told


def wants(cast: Cast, name: str, kind: MessageKind, way: Way, *, wanted: bool = True) -> None:
    cast.act(lambda session: choose(session, getattr(cast, name), {(kind, way): wanted}))


def kinds_told(cast: Cast, name: str) -> list[str]:
    return [message.kind for message in messages(cast) if message.person_id == cast.ids[name]]


def notices_of(cast: Cast, name: str) -> list[str]:
    with cast.db.reading() as session:
        rows = session.scalars(select(Notice).where(Notice.person_id == cast.ids[name]).order_by(Notice.id))
        return [str(Sentence.from_data(row.sentence)) for row in rows]


def test_a_person_asked_by_name_is_told_by_notice_and_mail(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", assignee="approver").end())
    cast.start()
    assert kinds_told(cast, "approver") == ["task_opened"]
    assert len(notices_of(cast, "approver")) == 1
    assert messages(cast)[0].asked_by == cast.ids["requester"]


def test_a_pool_is_told_only_to_those_of_it_who_asked_for_it(cast: Cast) -> None:
    wants(cast, "approver", MessageKind.POOL_TASK_OPENED, Way.MAIL)
    wants(cast, "finance", MessageKind.POOL_TASK_OPENED, Way.MAIL)
    cast.publish(bpmn("p").start().user_task("ask", groups="approver").end())
    cast.start()
    assert [message.person_id for message in messages(cast)] == [cast.ids["approver"]]
    assert notices_of(cast, "second_approver") == []


def test_somebody_who_wants_no_mail_gets_a_notice_alone(cast: Cast) -> None:
    wants(cast, "approver", MessageKind.URGED, Way.MAIL, wanted=False)
    told(cast, "approver", kind=MessageKind.URGED)
    told(cast, "approver", kind=MessageKind.REMINDED)
    assert kinds_told(cast, "approver") == ["reminded"]
    assert len(notices_of(cast, "approver")) == 2


def test_choosing_again_replaces_what_was_chosen(cast: Cast) -> None:
    wants(cast, "approver", MessageKind.URGED, Way.MAIL, wanted=False)
    wants(cast, "approver", MessageKind.COMMENTED, Way.MAIL)
    told(cast, "approver", kind=MessageKind.URGED)
    assert kinds_told(cast, "approver") == ["urged"]


def test_the_initiator_hears_of_the_end_but_not_of_their_own_acts(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="approver").end())
    case = cast.start()
    cast.complete(cast.approver, cast.task(case, "ask"))
    assert notices_of(cast, "requester") == ["Completed: a case"]
    cancelled = cast.start()
    cast.act(lambda session: commands.cancel_case(session, cast.process_owner, cancelled, "a mistake"))
    assert notices_of(cast, "requester") == ["Completed: a case", "Cancelled: a case"]


def test_telling_many_costs_as_many_statements_as_telling_one(cast: Cast) -> None:
    statements: list[str] = []
    event.listen(cast.db.engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    people = [cast.ids[name] for name in ("approver", "finance", "head")]
    due = clock.now() + timedelta(hours=1)
    many = [Telling(people, say("Case %(number)s", number=n), "/", MessageKind.REMINDED, due) for n in range(50)]
    cast.act(lambda session: tell_all(session, many))
    assert len([text for text in statements if text.startswith(("SELECT", "INSERT"))]) == 3
    assert len(messages(cast)) == 150


def test_telling_nobody_writes_nothing(cast: Cast) -> None:
    cast.act(lambda session: tell_all(session, [Telling([], HELLO, "/")]))
    assert messages(cast) == []


def test_an_escalation_is_told_once_by_the_drawn_event(cast: Cast) -> None:
    everything = [kind.value for kind in FactKind]
    cast.act(lambda session: add_webhook(session, cast.admin, "ERP", "https://erp.example/in", everything))
    start = datetime(2026, 9, 29, 1, 0, tzinfo=UTC)
    with clock.set_to(start):
        cast.publish(escalated("PT4H", working=False))
        cast.start()
    with clock.set_to(start + timedelta(hours=5)):
        commands.tick(cast.db)
    facts = [message.facts or {} for message in messages(cast) if message.kind == FactKind.TASK_ESCALATED]
    assert [fact["data"]["percent"] for fact in facts] == [100]
    assert {"task", "case", "to", "percent"} == set(facts[0]["data"])


def test_a_group_of_one_role_hears_nothing_of_what_others_are_told_in_the_same_act(cast: Cast) -> None:
    kinds = [MessageKind.REMINDED.value]
    cast.act(
        lambda session: add_group_chat(
            session, cast.admin, "Finance", "wecombot://key", kinds, role="finance_accountant"
        )
    )
    tellings = [
        Telling([cast.ids[name]], say("To %(name)s", name=name), "/", MessageKind.REMINDED)
        for name in ("approver", "finance")
    ]
    cast.act(lambda session: tell_all(session, tellings))
    groups = [message for message in messages(cast) if message.channel == Way.CHAT]
    assert [message.sentence and message.sentence["values"] for message in groups] == [{"name": "finance"}]


def test_nobody_is_told_the_same_twice_at_once(cast: Cast) -> None:
    one, both = [cast.ids["approver"]], [cast.ids["approver"], cast.ids["finance"]]
    cast.act(lambda session: tell_all(session, [Telling(people, HELLO, "/tasks/1") for people in (one, both)]))
    cast.act(lambda session: tell_all(session, [Telling(one, HELLO, "/tasks/2")]))
    assert len(notices_of(cast, "approver")) == 2
    assert len(notices_of(cast, "finance")) == 1
