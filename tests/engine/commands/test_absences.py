"""Somebody goes away, names a substitute, and comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engine import clock
from engine.actors import Actor
from engine.commands.set_absence import end_absence, set_absence
from engine.errors import AlreadyDone, Invalid, NotAllowed, Sentence
from engine.outbox.models import Notice
from engine.people.absences import absences_of, principals_of, substitute_of
from engine.people.models import Absence
from tests.bpmn import bpmn
from tests.cast import Cast

NOW = datetime(2026, 9, 28, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def set_away(
    cast: Cast, actor: Actor, who: str = "approver", substitute: str | None = "head", **options: Any
) -> Absence:
    period = {"starts_at": NOW, "ends_at": NOW + 7 * DAY, **options}
    return cast.act(
        lambda session: set_absence(
            session,
            actor,
            cast.ids[who],
            substitute_id=cast.ids[substitute] if substitute else None,
            **period,
        )
    )


def problems(cast: Cast, **options: Any) -> list[str]:
    with clock.set_to(NOW), pytest.raises(Invalid) as refused:
        set_away(cast, cast.approver, **options)
    return [problem.where for problem in refused.value.problems]


def told(cast: Cast, who: str) -> list[str]:
    with cast.db.reading() as session:
        notices = session.scalars(select(Notice).where(Notice.person_id == cast.ids[who]).order_by(Notice.id))
        return [str(Sentence.from_data(notice.sentence)) for notice in notices]


def test_a_person_names_a_substitute_who_is_told(cast: Cast) -> None:
    with clock.set_to(NOW):
        set_away(cast, cast.approver)
        with cast.db.reading() as session:
            assert substitute_of(session, cast.ids["approver"], NOW) == cast.ids["head"]
    assert told(cast, "head") == [f"You stand in for approver from {NOW} to {NOW + 7 * DAY}."]
    assert cast.events(cast.ids["approver"]) == ["absence_set"]


def test_who_is_back_early_is_acted_for_no_longer(cast: Cast) -> None:
    with clock.set_to(NOW):
        absence = set_away(cast, cast.approver)
        cast.act(lambda session: end_absence(session, cast.approver, absence.id))
        with cast.db.reading() as session:
            assert principals_of(session, cast.ids["head"], NOW) == ()
            assert absences_of(session, cast.ids["approver"]) == []
        with pytest.raises(AlreadyDone):
            cast.act(lambda session: end_absence(session, cast.approver, absence.id))
    assert cast.events(cast.ids["approver"]) == ["absence_set", "absence_ended"]
    assert told(cast, "head")[-1] == "approver is back: you no longer stand in for them."


def test_an_administrator_notes_somebody_as_absent_who_is_told(cast: Cast) -> None:
    with clock.set_to(NOW):
        set_away(cast, cast.admin)
    assert told(cast, "approver") == [f"You are noted as absent from {NOW} to {NOW + 7 * DAY}."]


def test_nobody_else_may_change_an_absence(cast: Cast) -> None:
    with clock.set_to(NOW):
        with pytest.raises(NotAllowed):
            set_away(cast, cast.head)
        absence = set_away(cast, cast.approver)
        with pytest.raises(NotAllowed):
            cast.act(lambda session: end_absence(session, cast.head, absence.id))


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"ends_at": NOW}, ["ends_at"]),
        ({"starts_at": NOW - 2 * DAY, "ends_at": NOW - DAY}, ["ends_at"]),
        ({"ends_at": NOW + 2000 * DAY}, ["ends_at"]),
        ({"substitute": "approver"}, ["substitute"]),
        ({"process_ids": ["no_such_process"]}, ["processes"]),
        ({"note": "x" * 501}, ["note"]),
    ],
)
def test_what_cannot_be_is_refused_where_it_was_typed(cast: Cast, options: dict[str, Any], where: list[str]) -> None:
    assert problems(cast, **options) == where


def test_two_absences_for_the_same_processes_do_not_overlap(cast: Cast) -> None:
    cast.publish(bpmn("p").start().user_task("ask", groups="approver").end())
    with clock.set_to(NOW):
        set_away(cast, cast.approver)
        set_away(cast, cast.approver, substitute="finance", process_ids=["p"])
        set_away(cast, cast.approver, substitute=None, starts_at=NOW + 7 * DAY, ends_at=NOW + 8 * DAY)
    assert problems(cast, starts_at=NOW + 6 * DAY, ends_at=NOW + 9 * DAY) == ["starts_at"]
    assert problems(cast, process_ids=["p"]) == ["starts_at"]


def test_nobody_who_edits_people_makes_themselves_a_substitute(cast: Cast) -> None:
    with clock.set_to(NOW), pytest.raises(NotAllowed, match="Nobody makes themselves"):
        set_away(cast, cast.admin, substitute="admin")
