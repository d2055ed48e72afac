"""Who acts for somebody away may do with their tasks what they could, in both names."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from engine import clock, commands
from engine.commands.set_absence import set_absence
from engine.errors import Invalid, NotAllowed, NotFound
from engine.tasks.models import AddedHow
from engine.tasks.queries import find_task
from tests.cast import Cast
from tests.engine.commands.operating import assert_in_step, at_sign, events, hand_over, two_steps


def away(cast: Cast) -> UUID:
    """The approver is away and the head acts for them; gives the task that waits for the approver."""
    _, task = at_sign(cast, two_steps("approver"))
    approver, head = cast.approver.person_id, cast.head.person_id
    assert approver is not None
    now = clock.now()
    cast.act(
        lambda session: set_absence(
            session,
            cast.approver,
            approver,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(days=1),
            substitute_id=head,
        )
    )
    return task


def test_a_substitute_hands_over_in_both_names(cast: Cast) -> None:
    task = away(cast)
    hand_over(cast, cast.head, task, cast.asset_manager)
    assert cast.waiting(cast.asset_manager) == ["sign"]
    with cast.db.reading() as session:
        case = find_task(session, task).instance_id
    [event] = events(cast, case, "task_handed_over")
    assert (event.actor_id, event.on_behalf_of) == (cast.head.person_id, cast.approver.person_id)
    assert event.data["from"] == str(cast.approver.person_id)
    assert_in_step(cast.db)


def test_a_substitute_sends_back_in_both_names(cast: Cast) -> None:
    task = away(cast)
    cast.act(lambda session: commands.send_back_task(session, cast.head, task, "fill", "not yet"))
    assert cast.waiting(cast.requester) == ["fill"]


def test_neither_a_substitute_nor_the_one_away_gets_a_second_part(cast: Cast) -> None:
    task = away(cast)
    approver = cast.approver.person_id
    assert approver is not None
    with pytest.raises(Invalid, match="has a part in this task already"):
        cast.act(lambda session: commands.delegate_task(session, cast.head, task, approver))


def test_nobody_else_acts_for_them(cast: Cast) -> None:
    task = away(cast)
    with pytest.raises((NotAllowed, NotFound)):
        hand_over(cast, cast.finance, task, cast.asset_manager)


def test_who_signed_for_somebody_away_is_not_waited_for_as_an_added_signer(cast: Cast) -> None:
    _, task = at_sign(cast, two_steps("approver"))
    approver, head, now = cast.ids["approver"], cast.ids["head"], clock.now()
    cast.act(lambda session: commands.add_signer(session, cast.approver, task, head, AddedHow.AFTER))
    cast.act(
        lambda session: set_absence(
            session,
            cast.approver,
            approver,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(days=1),
            substitute_id=head,
        )
    )
    cast.complete(cast.head, task, "approve")
    assert cast.waiting(cast.finance) == ["pay"]
    assert_in_step(cast.db)
