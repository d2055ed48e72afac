"""Time limits changed by hand: what the preview names is what moves, and the history keeps old and new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine import clock, commands
from engine.calendars.durations import DurationUnit
from engine.calendars.models import DayKind
from engine.calendars.operations import DayRule
from engine.commands.change_policy import policy_chain
from engine.commands.edit_calendar import set_calendar_day
from engine.errors import Invalid, NotAllowed
from engine.history.queries import events_of
from engine.instances.models import ProcessInstance
from engine.rescheduling.preview import Preview
from engine.rescheduling.waiting import Place
from engine.tasks.models import InboxEntry, Seat
from engine.timers.ladder import DEFAULT_LADDER, Stage, StageAction
from engine.timers.models import Timer
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.engine.commands.test_ladders import limited, line_up, site_calendar, stages, start_at, told

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
DRAFT = commands.PolicyDraft(
    "p", "late", Decimal(5), DurationUnit.HOURS, DEFAULT_LADDER.stages, DEFAULT_LADDER.repeat_every, 5
)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def save(cast: Cast, draft: commands.PolicyDraft, *, moves_waiting: bool = True, hours: float = 1) -> UUID:
    """Save as the administrator, and let the clock turn once at that hour."""
    with clock.set_to(at(hours)):
        policy = cast.act(lambda s: commands.save_policy(s, cast.admin, draft, moves_waiting=moves_waiting))
        commands.tick(cast.db)
        return policy.id


def preview(cast: Cast, draft: commands.PolicyDraft, *, hours: float = 1) -> Preview:
    with clock.set_to(at(hours)), cast.db.reading() as session:
        return commands.preview_policy(session, cast.admin, draft)


def hours_due(cast: Cast) -> list[tuple[int | None, float]]:
    return [(percent, (due - START).total_seconds() / 3600) for percent, _, due in stages(cast) if due]


def test_halving_a_limit_moves_exactly_the_tasks_that_the_preview_names(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    early, late = start_at(cast, START), start_at(cast, at(4))
    seen = preview(cast, DRAFT, hours=6)
    assert (seen.waiting_tasks, seen.tasks, seen.timers) == (2, 2, 6)
    assert (seen.reminders, seen.escalations) == (1, 1)
    assert [(e.instance_id, e.before, e.after, e.fires_at_once) for e in seen.examples] == [
        (early, at(10), at(5), True),
        (late, at(14), at(9), False),
    ]
    save(cast, DRAFT, hours=6)
    assert hours_due(cast) == [(80, 4), (None, 5), (80, 4 + 4), (None, 4 + 5), (200, 10), (200, 4 + 10)]
    with cast.db.reading() as session:
        assert sorted(seat.due_at for seat in session.scalars(select(Seat)) if seat.due_at) == [at(5), at(9)]
        assert sorted(session.scalars(select(InboxEntry.sort_at))) == [at(5), at(9)]
    with clock.set_to(at(6)):
        report = commands.tick(cast.db)
    assert (report.timers_fired, report.stages_fired) == (1, 1)


def test_a_change_for_new_ones_only_leaves_what_waits(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    start_at(cast, START)
    save(cast, DRAFT, moves_waiting=False)
    start_at(cast, START)
    assert hours_due(cast) == [(80, 4), (None, 5), (80, 8), (None, 10), (200, 10), (200, 20)]


def test_a_limit_in_working_days_is_counted_in_the_calendar(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    start_at(cast, START)
    save(cast, replace(DRAFT, limit_value=Decimal(2), limit_unit=DurationUnit.WORKING_DAYS))
    assert [due for percent, _, due in stages(cast) if percent is None] == [datetime(2026, 11, 4, 2, 0, tzinfo=UTC)]


def test_stages_come_go_and_change_with_the_policy(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    start_at(cast, START)
    ladder = (
        Stage(50, StageAction.COPY, ("user:finance",)),
        Stage(150, StageAction.REASSIGN, ("manager:1",)),
        Stage(200, StageAction.REMIND, ("holder",)),
    )
    save(cast, replace(DRAFT, limit_value=Decimal(10), stages=ladder, repeat_every="", max_repeat=0))
    assert [(percent, action) for percent, action, _ in stages(cast)] == [
        (50, "copy"),
        (None, None),
        (150, "reassign"),
        (200, "remind"),
    ]


def test_a_stage_that_has_fired_does_not_fire_again(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    start_at(cast, START)
    with clock.set_to(at(9)):
        assert commands.tick(cast.db).stages_fired == 1
    save(cast, replace(DRAFT, limit_value=Decimal(9)), hours=9)
    assert hours_due(cast) == [(None, 9), (200, 18)]


def test_the_narrowest_policy_wins(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    for draft in (
        DRAFT,
        replace(DRAFT, limit_value=Decimal(4), amount_from=Decimal(1000), currency="CNY"),
        replace(DRAFT, limit_value=Decimal(3), org_unit_id=cast.unit_id),
    ):
        save(cast, draft)
    start_at(cast, START)
    assert (None, 3.0) in hours_due(cast)


def test_an_amount_band_holds_for_cases_within_it_alone(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    small, big = start_at(cast, START), start_at(cast, START)
    for case, amount in ((small, 999), (big, 1000)):
        values = {"amount": Decimal(amount), "currency": "CNY"}
        cast.act(
            lambda s, case=case, values=values: s.execute(  # type: ignore[misc]
                update(ProcessInstance).where(ProcessInstance.id == case).values(**values)
            )
        )
    draft = replace(DRAFT, amount_from=Decimal(1000), amount_to=Decimal(5000), currency="CNY")
    assert [example.instance_id for example in preview(cast, draft).examples] == [big]
    save(cast, draft)
    assert [hours for percent, hours in hours_due(cast) if percent is None] == [5, 10]


def test_removing_a_policy_brings_the_diagrams_own_limit_back(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    start_at(cast, START)
    policy = save(cast, DRAFT)
    with clock.set_to(at(1)):
        with cast.db.reading() as session:
            assert commands.preview_removal(session, cast.admin, policy).tasks == 1
        cast.act(lambda s: commands.remove_policy(s, cast.admin, policy, moves_waiting=True))
        commands.tick(cast.db)
    assert hours_due(cast) == [(80, 8), (None, 10), (200, 20)]


def test_a_timer_that_belongs_to_no_task_is_tuned_as_well(cast: Cast) -> None:
    cast.publish(bpmn("p").start().timer("late", "PT10H").end())
    start_at(cast, START)
    assert preview(cast, DRAFT).tasks == 1
    save(cast, DRAFT)
    assert hours_due(cast) == [(None, 5)]
    start_at(cast, START)
    assert hours_due(cast) == [(None, 5), (None, 5)]


def test_the_history_keeps_what_was_and_what_is(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    save(cast, DRAFT)
    save(cast, replace(DRAFT, limit_value=Decimal(7)), moves_waiting=False)
    with cast.db.reading() as session:
        first, second = events_of(session, policy_chain(Place("p", "late")))
    assert first.data["before"] is None
    assert (second.data["before"]["limit"], second.data["after"]["limit"]) == ("5", "7")
    assert (first.data["moves_waiting"], second.data["moves_waiting"]) == (True, False)


def test_only_who_may_edit_time_limits_may(cast: Cast) -> None:
    cast.publish(limited())
    with pytest.raises(NotAllowed):
        cast.act(lambda s: commands.save_policy(s, cast.process_owner, DRAFT, moves_waiting=False))


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"limit_value": Decimal(0)}, "limit_value"),
        ({"limit_value": Decimal("1.234")}, "limit_value"),
        ({"element_id": "elsewhere"}, "element_id"),
        ({"process_id": "unknown"}, "process_id"),
        ({"stages": (Stage(100, StageAction.REMIND, ("holder",)),)}, "stages"),
        ({"stages": (Stage(80, StageAction.REMIND, ("user:nobody",)),)}, "stages"),
        ({"stages": (Stage(80, StageAction.REMIND, ()),)}, "stages"),
        ({"stages": (Stage(80, StageAction.REMIND, ("holder",)),) * 2}, "stages"),
        ({"repeat_every": "soon"}, "repeat_every"),
        ({"max_repeat": 100}, "max_repeat"),
        ({"calendar_code": "moon"}, "calendar_code"),
        ({"amount_from": Decimal(5), "amount_to": Decimal(5), "currency": "CNY"}, "amount_to"),
        ({"amount_from": Decimal(5)}, "currency"),
    ],
)
def test_what_no_policy_may_say_is_refused_by_field(cast: Cast, change: dict[str, Any], where: str) -> None:
    cast.publish(limited())
    draft = replace(DRAFT, **change)
    refused: Callable[[Any], object] = lambda s: commands.save_policy(s, cast.admin, draft, moves_waiting=False)  # noqa: E731
    with pytest.raises(Invalid) as refusal:
        cast.act(refused)
    assert [problem.where for problem in refusal.value.problems] == [where]


def test_a_case_that_somebody_is_at_work_on_is_moved_a_little_later(cast: Cast) -> None:
    if cast.db.is_sqlite:
        pytest.skip("SQLite has one writer: nothing is ever busy")
    cast.publish(limited("PT10H", working=False))
    busy = start_at(cast, START)
    start_at(cast, START)
    with cast.db.transaction() as other:
        other.execute(select(ProcessInstance.id).where(ProcessInstance.id == busy).with_for_update())
        save(cast, DRAFT)
        assert [hours for percent, hours in hours_due(cast) if percent is None] == [5, 10]
    with clock.set_to(at(1.01)):
        commands.tick(cast.db)
    assert [hours for percent, hours in hours_due(cast) if percent is None] == [5, 5]


def test_what_was_armed_by_the_old_rules_while_they_changed_is_swept_up(cast: Cast) -> None:
    cast.publish(limited("PT10H", working=False))
    save(cast, DRAFT)
    start_at(cast, START)
    cast.act(lambda s: s.execute(update(Timer).values(policy_id=None)))
    cast.act(lambda s: s.execute(update(Timer).where(Timer.action.is_(None)).values(due_at=at(10))))
    with clock.set_to(at(1.1)):
        commands.tick(cast.db)
    assert (None, 5.0) in hours_due(cast)


def test_what_is_counted_in_an_edited_calendar_moves_when_somebody_says_so(cast: Cast) -> None:
    cast.publish(limited("P2D"))
    start_at(cast, START)
    with clock.set_to(START):
        rule = DayRule(datetime(2026, 11, 3, tzinfo=UTC).date(), DayKind.HOLIDAY, "stocktake")
        cast.act(lambda s: set_calendar_day(s, cast.admin, "cn", rule))
        assert cast.act(lambda s: commands.move_to_calendar(s, cast.admin, "cn")) == 3
        commands.tick(cast.db)
    assert [due for percent, _, due in stages(cast) if percent is None] == [datetime(2026, 11, 5, 2, 0, tzinfo=UTC)]


def test_seats_that_shared_the_diagrams_event_keep_a_clock_each_when_one_calendar_changes(cast: Cast) -> None:
    line_up(cast, second_approver="finance")
    site_calendar(cast, "second_approver")
    cast.publish(limited("P2D", mode="all", users="approver,second_approver"))
    start_at(cast, START)
    assert [percent for percent, _, _ in stages(cast)] == [80, 80, None, 200, 200]
    with clock.set_to(START):
        rule = DayRule(datetime(2026, 11, 3, tzinfo=UTC).date(), DayKind.HOLIDAY, "stocktake")
        cast.act(lambda s: set_calendar_day(s, cast.admin, "site", rule))
        cast.act(lambda s: commands.move_to_calendar(s, cast.admin, "site"))
        commands.tick(cast.db)
    wednesday, thursday = at(48), at(72)
    assert [(percent, due) for percent, _, due in stages(cast) if percent in (None, 100)] == [
        (None, wednesday),
        (100, thursday),
    ]
    assert told(cast, wednesday)["head"] == ["Overdue"]
    assert told(cast, thursday)["finance"] == ["Overdue"]
