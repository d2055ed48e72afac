"""Ladders: reminded at 80 %, escalated at 100 %, at 200 % to whoever stands higher, again and again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session

from engine import clock, commands
from engine.actors import Actor
from engine.advance.ladders import close_ladders, open_ladders
from engine.commands.edit_calendar import create_calendar, give_person_calendar
from engine.commands.fire_stages import fire_stages
from engine.commands.recipients import reporting_lines
from engine.commands.stage_effects import Reached, effect_of
from engine.db import Database
from engine.history.models import Event
from engine.instances.models import ProcessInstance
from engine.outbox.kinds import MessageKind
from engine.outbox.models import Notice
from engine.people.models import Absence, LegalEntity, OrgUnit, Person
from engine.people.operations import add_org_unit
from engine.tasks.models import AddedHow, InboxEntry, Seat, SeatStatus
from engine.timers.models import Timer
from engine.timers.queries import DueTimer
from engine.types import new_id
from tests.bpmn import Diagram, bpmn
from tests.cast import Cast

# 2026: 1 to 7 October are the national holiday, 10 October (Saturday) is worked; hours are 9-12 and 13-18 in Shanghai.
START = datetime(2026, 9, 30, 2, 0, tzinfo=UTC)  # Wednesday, 10:00


def limited(limit: str = "P2D", *, working: bool = True, mode: str = "one", **who: str) -> Diagram:
    properties = {"signMode": mode, "decisions": "approve,reject"} if mode != "one" else {"decisions": "approve,reject"}
    return (
        bpmn("p")
        .start()
        .user_task("ask", properties=properties, **(who or {"users": "approver"}))  # type: ignore[arg-type]
        .boundary_timer(
            "late", limit, on="ask", interrupting=False, properties={"time": "working"} if working else None
        )
        .service_task("escalate", "task.escalate", inputs={"task_id": "=escalated.task_id"})
        .end("told")
        .at("ask")
        .end()
    )


def line_up(cast: Cast, **managers: str | None) -> None:
    """Say who is whose manager; by default approver -> head -> asset_manager."""
    line = {"approver": "head", "second_approver": "head", "head": "asset_manager", **managers}

    def write(session: Session) -> None:
        for login, manager in line.items():
            chosen = cast.ids[manager] if manager else None
            session.execute(update(Person).where(Person.login == login).values(manager_id=chosen))

    cast.act(write)


def site_calendar(cast: Cast, login: str, *, closes: str = "18:00") -> None:
    """Let somebody work by a calendar of their own: the usual week, but no holidays."""
    hours = {day: [["09:00", "12:00"], ["13:00", closes]] for day in ("mon", "tue", "wed", "thu", "fri")}

    def make(session: Session) -> None:
        create_calendar(session, cast.admin, "site", "Site", timezone="Asia/Shanghai", hours=hours, nominal_minutes=480)
        give_person_calendar(session, cast.admin, cast.ids[login], "site")

    cast.act(make)


def start_at(cast: Cast, instant: datetime = START) -> UUID:
    with clock.set_to(instant):
        return cast.start()


def told(cast: Cast, instant: datetime) -> dict[str, list[str]]:
    """What a turn of the clock at this instant tells whom: by login, the first word of each notice."""
    with cast.db.reading() as session:
        before = set(session.scalars(select(Notice.id)))
    with clock.set_to(instant):
        commands.tick(cast.db)
    logins = {person: login for login, person in cast.ids.items()}
    found: dict[str, list[str]] = {}
    with cast.db.reading() as session:
        for notice in session.scalars(select(Notice).order_by(Notice.id)):
            if notice.id not in before:
                found.setdefault(logins[notice.person_id], []).append(notice.sentence["template"].split(":")[0])
    return found


def stages(cast: Cast) -> list[tuple[int | None, str | None, datetime | None]]:
    with cast.db.reading() as session:
        waiting = select(Timer).where(Timer.fired_at.is_(None), Timer.cancelled_at.is_(None)).order_by(Timer.due_at)
        return [(timer.stage, timer.action, timer.due_at) for timer in session.scalars(waiting)]


def test_one_seat_runs_through_all_stages_over_the_national_holiday(cast: Cast) -> None:
    line_up(cast)
    cast.publish(limited())
    start_at(cast)
    remind, late, higher = (
        datetime(2026, 10, 8, 7, 48, tzinfo=UTC),
        datetime(2026, 10, 9, 2, 0, tzinfo=UTC),
        datetime(2026, 10, 12, 2, 0, tzinfo=UTC),
    )
    assert stages(cast) == [(80, "remind", remind), (None, None, late), (200, "escalate", higher)]
    assert told(cast, remind - timedelta(seconds=1)) == {}
    assert told(cast, remind) == {"approver": ["Reminder"]}
    assert told(cast, late) == {"head": ["Overdue"]}
    assert told(cast, higher) == {"asset_manager": ["Overdue"], "process_owner": ["Overdue"]}
    assert told(cast, higher) == {}


def test_the_last_stage_is_repeated_each_working_day_and_then_no_more(cast: Cast) -> None:
    line_up(cast)
    cast.publish(limited("P1D"))
    start_at(cast)
    assert told(cast, datetime(2026, 10, 9, 2, 0, tzinfo=UTC)).keys() == {
        "approver",
        "head",
        "asset_manager",
        "process_owner",
    }
    days = []
    for day in range(10, 25):
        if told(cast, datetime(2026, 10, day, 4, 0, tzinfo=UTC)):
            days.append(day)
    assert days == [10, 12, 13, 14, 15]


def test_repetitions_missed_while_nobody_turned_the_clock_are_passed_over(cast: Cast) -> None:
    line_up(cast)
    cast.publish(limited("PT1H", working=False))
    start_at(cast)
    assert told(cast, START + timedelta(hours=2)).keys() == {"approver", "head", "asset_manager", "process_owner"}
    assert told(cast, START + timedelta(days=3, hours=3)) == {
        "asset_manager": ["Overdue"],
        "process_owner": ["Overdue"],
    }
    [(percent, _, due)] = stages(cast)
    assert (percent, due) == (200, START + timedelta(days=4, hours=2))


def test_later_stages_live_on_when_the_diagrams_event_has_fired_and_die_with_the_task(cast: Cast) -> None:
    cast.publish(limited("PT1H", working=False))
    case = start_at(cast)
    told(cast, START + timedelta(hours=1))
    assert [percent for percent, *_ in stages(cast)] == [200]
    cast.complete(cast.approver, cast.task(case, "ask"), "approve")
    assert stages(cast) == []


def test_a_vacant_post_is_passed_over_and_a_circle_in_the_line_ends_with_the_head_of_the_unit(cast: Cast) -> None:
    line_up(cast, approver="second_approver", second_approver="asset_manager", asset_manager="approver", head=None)
    cast.act(lambda s: s.execute(update(Person).where(Person.login == "second_approver").values(is_active=False)))
    cast.publish(limited("PT1H", working=False))
    start_at(cast)
    assert "asset_manager" in told(cast, START + timedelta(hours=1))
    assert "head" in told(cast, START + timedelta(hours=2))


def test_without_anybody_above_the_process_owners_are_told(cast: Cast) -> None:
    line_up(cast, approver=None)
    cast.act(lambda s: s.execute(update(OrgUnit).values(head_id=None)))
    cast.publish(limited("PT1H", working=False))
    start_at(cast)
    assert told(cast, START + timedelta(hours=1)) == {"approver": ["Reminder"], "process_owner": ["Overdue"]}


def test_an_untaken_pool_is_reminded_as_a_whole_and_escalates_to_the_head_of_its_unit(cast: Cast) -> None:
    line_up(cast)
    cast.publish(limited("PT1H", working=False, groups="approver"))
    start_at(cast)
    assert told(cast, START + timedelta(minutes=48)) == {"approver": ["Reminder"], "second_approver": ["Reminder"]}
    assert told(cast, START + timedelta(hours=1)) == {"head": ["Overdue"]}
    assert told(cast, START + timedelta(hours=2)) == {"asset_manager": ["Overdue"], "process_owner": ["Overdue"]}


def test_a_taken_seat_reminds_its_taker_alone(cast: Cast) -> None:
    cast.publish(limited("PT1H", working=False, groups="approver"))
    case = start_at(cast)
    cast.act(lambda s: commands.take_task(s, cast.approver, cast.task(case, "ask")))
    assert told(cast, START + timedelta(minutes=48)) == {"approver": ["Reminder"]}


def test_the_substitute_of_somebody_away_is_told_as_well(cast: Cast) -> None:
    absence = Absence(
        person_id=cast.ids["approver"],
        substitute_id=cast.ids["finance"],
        starts_at=START - timedelta(days=1),
        ends_at=START + timedelta(days=1),
        process_ids=[],
        created_at=START,
    )
    cast.act(lambda session: session.add(absence))
    cast.publish(limited("PT1H", working=False))
    start_at(cast)
    assert told(cast, START + timedelta(minutes=48)) == {"approver": ["Reminder"], "finance": ["Reminder"]}


def test_each_signer_who_comes_later_has_a_clock_of_their_own(cast: Cast) -> None:
    line_up(cast, second_approver="finance")
    cast.publish(limited("PT10H", working=False, mode="sequential", users="approver,second_approver"))
    case = start_at(cast)
    assert [due for *_, due in stages(cast)] == [START + timedelta(hours=hours) for hours in (8, 10, 20)]
    with clock.set_to(START + timedelta(hours=6)):
        cast.complete(cast.approver, cast.task(case, "ask"), "approve")
    assert stages(cast) == [
        (80, "remind", START + timedelta(hours=14)),
        (None, None, START + timedelta(hours=16)),
        (200, "escalate", START + timedelta(hours=26)),
    ]
    assert told(cast, START + timedelta(hours=14)) == {"second_approver": ["Reminder"]}
    assert told(cast, START + timedelta(hours=16)) == {"finance": ["Overdue"]}


def test_who_comes_after_the_diagrams_event_has_fired_escalates_by_a_stage_of_their_own(cast: Cast) -> None:
    line_up(cast, second_approver="finance")
    cast.publish(limited("PT10H", working=False, mode="sequential", users="approver,second_approver"))
    case = start_at(cast)
    assert told(cast, START + timedelta(hours=11))["head"] == ["Overdue"]
    with clock.set_to(START + timedelta(hours=12)):
        cast.complete(cast.approver, cast.task(case, "ask"), "approve")
    assert [(percent, action) for percent, action, _ in stages(cast)] == [
        (80, "remind"),
        (100, "escalate"),
        (200, "escalate"),
    ]
    assert told(cast, START + timedelta(hours=22)) == {"second_approver": ["Reminder"], "finance": ["Overdue"]}


def test_the_diagrams_event_speaks_for_everybody_who_was_asked_at_once(cast: Cast) -> None:
    line_up(cast, second_approver="finance")
    cast.publish(limited("PT10H", working=False, mode="all", users="approver,second_approver"))
    start_at(cast)
    assert told(cast, START + timedelta(hours=10)) == {
        "approver": ["Reminder"],
        "second_approver": ["Reminder"],
        "head": ["Overdue"],
        "finance": ["Overdue"],
    }


def test_who_comes_later_and_is_due_first_leaves_the_others_their_own_time(cast: Cast) -> None:
    line_up(cast, second_approver="finance", asset_manager="process_owner")
    site_calendar(cast, "asset_manager", closes="22:00")
    cast.publish(limited("P2D", mode="all", users="approver,second_approver"))
    case = start_at(cast, datetime(2026, 11, 2, 2, 0, tzinfo=UTC))
    task = cast.task(case, "ask")
    with clock.set_to(datetime(2026, 11, 2, 3, 0, tzinfo=UTC)):
        cast.act(lambda s: commands.add_signer(s, cast.approver, task, cast.ids["asset_manager"], AddedHow.BESIDE))
    first = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    due = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
    assert [each for *_, each in stages(cast) if each in (first, due)] == [first, due, due]
    assert set(told(cast, first)).isdisjoint({"head", "finance"})
    assert told(cast, due) == {"head": ["Overdue"], "finance": ["Overdue"]}


def test_a_seat_that_is_closed_stops_its_clock_and_one_that_opens_again_starts_anew(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    case = start_at(cast)
    task = cast.task(case, "ask")

    def reopen(session: Session) -> None:
        seat = session.scalars(select(Seat)).one()
        seat.status = SeatStatus.WAITING
        close_ladders(session, [seat.id])
        seat.status = SeatStatus.OPEN
        open_ladders(session, task, [seat.id], opened_at=START + timedelta(hours=5))

    cast.act(reopen)
    assert [due for *_, due in stages(cast)] == [START + timedelta(hours=hours) for hours in (13, 15, 25)]
    with cast.db.reading() as session:
        assert session.scalars(select(InboxEntry.sort_at)).one() == START + timedelta(hours=15)


def test_a_busy_case_is_left_to_the_next_turn(cast: Cast) -> None:
    if cast.db.is_sqlite:
        pytest.skip("SQLite has one writer: nothing is ever busy")
    cast.publish(limited("PT1H", working=False))
    busy, free = start_at(cast), start_at(cast)
    with cast.db.transaction() as other:
        other.execute(select(ProcessInstance.id).where(ProcessInstance.id == busy).with_for_update())
        assert told(cast, START + timedelta(minutes=50)) == {"approver": ["Reminder"]}
    assert "ladder_stage_fired ask" in cast.events(free)
    assert "ladder_stage_fired ask" not in cast.events(busy)
    assert told(cast, START + timedelta(minutes=50)) == {"approver": ["Reminder"]}
    assert "ladder_stage_fired ask" in cast.events(busy)


def test_two_workers_at_once_fire_each_stage_once(cast: Cast) -> None:
    cast.publish(limited("PT1H", working=False))
    count = 30
    for _ in range(count):
        start_at(cast)
    other = Database(cast.db.url.render_as_string(hide_password=False))
    turn = partial(commands.tick, now=START + timedelta(minutes=50))
    with ThreadPoolExecutor(2) as workers:
        reports = list(workers.map(turn, [cast.db, other]))
    other.dispose()
    assert sum(report.stages_fired for report in reports) + turn(cast.db).stages_fired == count
    with cast.db.reading() as session:
        assert len(session.scalars(select(Notice).where(Notice.kind == MessageKind.REMINDED)).all()) == count
        assert len(session.scalars(select(Event).where(Event.kind == "ladder_stage_fired")).all()) == count


def test_a_stage_that_cannot_be_fired_costs_no_other_case_its_own(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.publish(limited("PT1H", working=False))
    broken, *_ = [start_at(cast) for _ in range(3)]

    def fail(session: Session, reached: Reached, *rest: object) -> object:
        if reached.case.id == broken:
            raise RuntimeError("a bug")
        return effect_of(session, reached, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("engine.commands.fire_stages.effect_of", fail)
        with clock.set_to(START + timedelta(minutes=50)):
            report = commands.tick(cast.db)
    assert (report.stages_fired, report.timers_failed) == (2, 1)
    assert [incident.kind for incident in cast.incidents(broken)] == ["timer_failed"]
    with clock.set_to(START + timedelta(minutes=55)):
        assert commands.tick(cast.db).stages_fired == 1
    assert cast.incidents(broken)[0].resolved_at is not None


def test_a_clock_set_back_and_forth_fires_no_stage_twice(cast: Cast) -> None:
    cast.publish(limited("PT1H", working=False))
    start_at(cast)
    minutes = (50, -1440, 30, 50, 59)
    assert [len(told(cast, START + timedelta(minutes=m))) for m in minutes] == [1, 0, 0, 0, 0]


def test_stages_are_read_in_batches_without_any_state(cast: Cast) -> None:
    cast.publish(limited("PT1H", working=False))
    for _ in range(12):
        start_at(cast)
    texts: list[str] = []
    with cast.db.reading() as session:
        due = [DueTimer(t.id, t.instance_id, True) for t in session.scalars(select(Timer).where(Timer.stage == 80))]

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        texts.append(statement)

    event.listen(cast.db.engine, "before_cursor_execute", note)
    try:
        fired = cast.act(lambda session: fire_stages(session, due, START + timedelta(minutes=50)))
    finally:
        event.remove(cast.db.engine, "before_cursor_execute", note)
    assert fired == 12
    assert not any("process_instances.state" in text for text in texts)
    assert len(texts) < 20


def test_of_a_companys_units_only_those_concerned_are_read(cast: Cast) -> None:
    cast.publish(limited(groups="approver", users=""))
    task_id = cast.task(cast.start(), "ask")
    with cast.db.transaction() as session:
        entity, company = session.get_one(LegalEntity, cast.entity_id), session.get_one(OrgUnit, cast.unit_id)
        for number in range(20):
            add_org_unit(session, entity, f"U{number}", f"U{number}", parent=company)
    with cast.db.reading() as session:
        seats = session.scalars(select(Seat).where(Seat.task_id == task_id)).all()
        lines = reporting_lines(session, seats, ["manager"], clock.now(), case_units=[cast.unit_id])
        named = {unit.code for unit in session.scalars(select(OrgUnit).where(OrgUnit.id.in_(lines.units)))}
    assert named == {"HQ", "OPS"}
    assert lines.meant(seats[0], ["manager"], cast.unit_id) == [cast.ids["head"]]


def test_a_stage_of_a_case_that_was_cancelled_is_gone(cast: Cast) -> None:
    cast.publish(limited("PT1H", working=False))
    case = start_at(cast)
    cast.act(lambda session: commands.cancel_case(session, cast.process_owner, case, "a mistake"))
    assert stages(cast) == []


def test_reassigning_gives_the_seat_to_the_manager_unless_the_rules_bar_them(cast: Cast) -> None:
    line_up(cast, approver="requester", requester="head", head=None)
    diagram = limited("PT1H", working=False)
    cast.publish(
        diagram.xml()
        .replace(b'name="signMode"', b'name="signMode"')
        .replace(b'name="decisions"', b'name="notSamePersonAs" value="initiator"/><zeebe:property name="decisions"')
    )
    case = start_at(cast)

    def reassign(session: Session) -> None:
        session.execute(
            update(Timer)
            .where(Timer.stage == 200)
            .values(action="reassign", recipients=["manager:1"], repetitions_left=0)
        )
        session.execute(delete(Timer).where(Timer.stage == 80))

    cast.act(reassign)
    assert "head" in told(cast, START + timedelta(hours=2))
    assert cast.waiting(cast.head) == ["ask"]
    assert cast.waiting(cast.approver) == []
    cast.complete(cast.head, cast.task(case, "ask"), "approve")


def test_a_seat_whose_clock_began_anew_is_escalated_by_the_diagrams_event(cast: Cast) -> None:
    line_up(cast, second_approver="finance")
    cast.publish(limited("PT10H", working=False, mode="all", users="approver,second_approver"))
    case = start_at(cast)
    task = cast.task(case, "ask")

    def asked_before(login: str, hours: int) -> None:
        """Somebody is asked before the approver and approves an hour later: then the approver's time begins anew."""
        person_id = cast.ids[login]
        with clock.set_to(START + timedelta(hours=hours)):
            cast.act(lambda session: commands.add_signer(session, cast.approver, task, person_id, AddedHow.BEFORE))
        with clock.set_to(START + timedelta(hours=hours + 1)):
            cast.complete(Actor(person_id), task, "approve")

    asked_before("asset_manager", 1)
    with clock.set_to(START + timedelta(hours=3)):
        cast.complete(cast.second_approver, task, "approve")
    asked_before("process_owner", 4)
    assert [due for *_, due in stages(cast)] == [START + timedelta(hours=hours) for hours in (13, 15, 25)]
    assert told(cast, START + timedelta(hours=15))["head"] == ["Overdue"]


def test_a_seat_is_not_reassigned_to_whose_vote_was_given_by_their_substitute(cast: Cast) -> None:
    line_up(cast)
    cast.publish(limited("PT1H", working=False, mode="all", users="approver", groups="asset_manager"))
    case = start_at(cast)
    absence = Absence(
        id=new_id(),
        person_id=cast.ids["asset_manager"],
        substitute_id=cast.ids["head"],
        starts_at=START,
        ends_at=START + timedelta(days=1),
        process_ids=[],
        created_at=START,
    )
    cast.act(lambda session: session.add(absence))
    cast.act(
        lambda session: session.execute(
            update(Timer).where(Timer.stage == 200).values(action="reassign", recipients=["manager:2"])
        )
    )
    with clock.set_to(START + timedelta(minutes=5)):
        cast.complete(cast.head, cast.task(case, "ask"), "approve")
    with clock.set_to(START + timedelta(hours=2)):
        commands.tick(cast.db)
    assert cast.waiting(cast.asset_manager) == []
    assert cast.waiting(cast.approver) == ["ask"]
