"""Sending a case to people to read (抄送), and commenting on it."""

from __future__ import annotations

from uuid import UUID

import pytest

from engine import commands
from engine.actors import Actor
from engine.case_copies import copies, unread_copies
from engine.case_view import view_case
from engine.errors import AlreadyDone, Invalid, NotFound
from engine.tasks.reading_copies import comments_of, copies_of
from tests.cast import Cast
from tests.engine.commands.operating import at_sign, events, told


def copy(cast: Cast, actor: Actor, case: UUID, *readers: Actor, note: str = "") -> None:
    ids = [reader.person_id for reader in readers if reader.person_id]
    cast.act(lambda session: commands.copy_case(session, actor, case, ids, note=note))


def comment(cast: Cast, actor: Actor, case: UUID, text: str, task_id: UUID | None = None) -> None:
    cast.act(lambda session: commands.comment_case(session, actor, case, text, task_id=task_id))


def sees(cast: Cast, actor: Actor, case: UUID) -> bool:
    with cast.db.reading() as session:
        try:
            view_case(session, actor, case)
        except NotFound:
            return False
        return True


def test_a_copy_makes_the_case_visible(cast: Cast) -> None:
    case, _ = at_sign(cast)
    assert not sees(cast, cast.stranger, case)
    copy(cast, cast.requester, case, cast.stranger, note="for your information")
    assert sees(cast, cast.stranger, case)
    [event] = events(cast, case, "case_copied")
    assert (event.data["to"], event.data["note"]) == ([str(cast.stranger.person_id)], "for your information")
    assert told(cast, cast.stranger) == ["requester sent you a case to read."]


def test_a_copy_is_unread_until_it_is_read_once(cast: Cast) -> None:
    case, _ = at_sign(cast)
    copy(cast, cast.requester, case, cast.stranger)
    with cast.db.reading() as session:
        [item] = copies(session, cast.stranger, unread_only=True)
        assert (item.instance_id, item.read_at, unread_copies(session, cast.stranger)) == (case, None, 1)
    for _ in range(2):
        cast.act(lambda session: commands.mark_copy_read(session, cast.stranger, case))
    with cast.db.reading() as session:
        assert copies(session, cast.stranger, unread_only=True) == []
        assert [row.read_at is not None for row in copies_of(session, case)] == [True]
    assert len(events(cast, case, "copy_read")) == 1


def test_who_has_a_copy_is_told_no_second_time(cast: Cast) -> None:
    case, _ = at_sign(cast)
    copy(cast, cast.requester, case, cast.stranger)
    copy(cast, cast.requester, case, cast.stranger, cast.admin)
    assert len(told(cast, cast.stranger)) == len(told(cast, cast.admin)) == 1
    with pytest.raises(AlreadyDone, match="copy of this case already"):
        copy(cast, cast.requester, case, cast.stranger, cast.admin)


def test_who_may_not_see_a_case_copies_it_to_nobody(cast: Cast) -> None:
    case, _ = at_sign(cast)
    with pytest.raises(NotFound):
        copy(cast, cast.stranger, case, cast.admin)


def test_a_copy_goes_to_somebody(cast: Cast) -> None:
    case, _ = at_sign(cast)
    with pytest.raises(Invalid, match="between 1 and 50"):
        copy(cast, cast.requester, case)


def test_the_copies_of_many_cases_come_in_pages(cast: Cast) -> None:
    first, _ = at_sign(cast)
    cases = [first, cast.start(), cast.start()]
    for case in cases:
        copy(cast, cast.requester, case, cast.stranger)
    with cast.db.reading() as session:
        page = copies(session, cast.stranger, limit=2)
        rest = copies(session, cast.stranger, before=page[-1].copy_id)
    assert [item.instance_id for item in (*page, *rest)] == list(reversed(cases))


def test_a_comment_is_kept_and_told_to_who_is_concerned(cast: Cast) -> None:
    case, task = at_sign(cast)
    cast.act(lambda session: commands.take_task(session, cast.approver, task))
    comment(cast, cast.finance, case, "which cost centre?\n", task)
    with cast.db.reading() as session:
        [row] = comments_of(session, case)
    assert (row.text, row.task_id, row.person_id) == ("which cost centre?", task, cast.finance.person_id)
    assert events(cast, case, "case_commented")[0].data["text"] == "which cost centre?"
    assert told(cast, cast.approver) == told(cast, cast.requester) == ["finance commented on a case."]
    assert told(cast, cast.finance) == []


def test_a_comment_reaches_whoever_has_acted_and_whoever_got_a_copy(cast: Cast) -> None:
    case, task = at_sign(cast)
    copy(cast, cast.requester, case, cast.stranger)
    comment(cast, cast.finance, case, "which cost centre?", task)
    comment(cast, cast.requester, case, "ours")
    said = "%s commented on a case."
    assert told(cast, cast.finance) == [said % "requester"]
    assert told(cast, cast.stranger)[1:] == [said % "finance", said % "requester"]
    assert told(cast, cast.approver) == []  # in the pool alone, and nobody has taken the task


def test_an_empty_comment_or_one_on_another_cases_task_is_refused(cast: Cast) -> None:
    case, task = at_sign(cast)
    with pytest.raises(Invalid, match="write something"):
        comment(cast, cast.requester, case, "  ")
    with pytest.raises(NotFound):
        comment(cast, cast.requester, cast.start(), "hello", task)
    with pytest.raises(NotFound):
        comment(cast, cast.stranger, case, "hello")
