"""Who acts for somebody away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.people.absences import Principal, Scope, absent_until, acting_for, principals_of, substitute_of
from engine.people.models import Absence, Person
from tests.cast import Cast

NOW = datetime(2026, 10, 8, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def away(
    cast: Cast,
    session: Session,
    who: str,
    substitute: str | None,
    processes: Iterable[str] = (),
    *,
    starts_at: datetime = NOW - DAY,
    ends_at: datetime = NOW + DAY,
) -> Absence:
    absence = Absence(
        person_id=cast.ids[who],
        substitute_id=cast.ids[substitute] if substitute else None,
        starts_at=starts_at,
        ends_at=ends_at,
        process_ids=list(processes),
        created_at=NOW - DAY,
    )
    session.add(absence)
    session.flush()  # the queries below read it
    return absence


def substitute(cast: Cast, session: Session, who: str, process_id: str | None = None) -> UUID | None:
    return substitute_of(session, cast.ids[who], NOW, process_id)


def principals(cast: Cast, session: Session, who: str) -> dict[UUID, Scope]:
    return {found.person_id: found.scope for found in principals_of(session, cast.ids[who], NOW)}


def test_the_substitute_acts_during_the_absence_and_not_a_moment_longer(cast: Cast) -> None:
    with cast.db.transaction() as session:
        away(cast, session, "approver", "head", starts_at=NOW, ends_at=NOW + DAY)
        approver, head = cast.ids["approver"], cast.ids["head"]
        just_before = timedelta(microseconds=1)
        assert substitute_of(session, approver, NOW - just_before) is None
        assert substitute_of(session, approver, NOW) == head
        assert substitute_of(session, approver, NOW + DAY - just_before) == head
        assert substitute_of(session, approver, NOW + DAY) is None
        assert absent_until(session, [approver, head], NOW) == {approver: NOW + DAY}
        assert principals_of(session, head, NOW) == [Principal(approver, Scope(), NOW + DAY)]


def test_a_substitute_who_is_away_too_passes_it_on(cast: Cast) -> None:
    with cast.db.transaction() as session:
        away(cast, session, "approver", "second_approver")
        away(cast, session, "second_approver", "head")
        assert substitute(cast, session, "approver") == cast.ids["head"]
        assert principals(cast, session, "second_approver") == {}
        assert principals(cast, session, "head").keys() == {cast.ids["approver"], cast.ids["second_approver"]}


def test_in_a_circle_nobody_acts(cast: Cast) -> None:
    with cast.db.transaction() as session:
        away(cast, session, "approver", "second_approver")
        away(cast, session, "second_approver", "head")
        away(cast, session, "head", "approver")
        for who in ("approver", "second_approver", "head"):
            assert substitute(cast, session, who) is None
            assert principals(cast, session, who) == {}


def test_an_absence_for_a_process_goes_before_one_for_all(cast: Cast) -> None:
    with cast.db.transaction() as session:
        away(cast, session, "approver", "head")
        away(cast, session, "approver", "finance", ["disposal"])
        assert substitute(cast, session, "approver", "disposal") == cast.ids["finance"]
        assert substitute(cast, session, "approver", "stocktake") == cast.ids["head"]
        approver = cast.ids["approver"]
        assert principals(cast, session, "finance") == {approver: Scope(frozenset({"disposal"}), is_all_but=False)}
        assert principals(cast, session, "head") == {approver: Scope(frozenset({"disposal"}))}


def test_a_substitute_away_for_one_process_passes_on_that_one_alone(cast: Cast) -> None:
    with cast.db.transaction() as session:
        away(cast, session, "approver", "head")
        away(cast, session, "head", "finance", ["disposal"])
        assert substitute(cast, session, "approver", "disposal") == cast.ids["finance"]
        assert substitute(cast, session, "approver", "stocktake") == cast.ids["head"]
        assert principals(cast, session, "head")[cast.ids["approver"]].covers("stocktake")
        assert not principals(cast, session, "head")[cast.ids["approver"]].covers("disposal")


def test_who_has_left_acts_for_nobody_and_nobody_for_them(cast: Cast) -> None:
    with cast.db.transaction() as session:
        away(cast, session, "approver", "head")
        session.execute(update(Person).where(Person.login == "head").values(is_active=False))
        assert substitute(cast, session, "approver") is None
        assert principals(cast, session, "head") == {}
        session.execute(update(Person).where(Person.login == "head").values(is_active=True))
        session.execute(update(Person).where(Person.login == "approver").values(is_active=False))
        assert principals(cast, session, "head") == {}


def test_an_absence_that_was_ended_or_names_nobody_has_no_substitute(cast: Cast) -> None:
    with cast.db.transaction() as session:
        away(cast, session, "approver", "head").ended_at = NOW
        away(cast, session, "finance", None)
        assert substitute(cast, session, "approver") is None
        assert substitute(cast, session, "finance") is None
        assert principals(cast, session, "head") == {}


def test_a_substitute_acts_under_both_names_within_the_scope(cast: Cast) -> None:
    with clock.set_to(NOW), cast.db.transaction() as session:
        away(cast, session, "approver", "head", ["disposal"])
        head = Actor(cast.ids["head"], channel="api")
        assert acting_for(session, head, "disposal") == [
            Actor(cast.ids["head"], on_behalf_of=cast.ids["approver"], channel="api")
        ]
        assert acting_for(session, head, "stocktake") == []
