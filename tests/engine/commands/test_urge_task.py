"""Urging (催办): at most once in four hours, by who has a part in the case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from engine import commands
from engine.actors import Actor
from engine.errors import AlreadyDone, Conflict, NotAllowed
from tests.cast import Cast
from tests.engine.commands.operating import at_sign, events, told, two_steps

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def urge(cast: Cast, actor: Actor, task: UUID) -> int:
    return cast.act(lambda session: commands.urge_task(session, actor, task))


def test_urging_tells_everybody_the_task_waits_for(cast: Cast) -> None:
    case, task = at_sign(cast)
    assert urge(cast, cast.requester, task) == 2
    sentence = "requester asks you to hurry: “Sign” of a case waits for you."
    assert told(cast, cast.approver) == told(cast, cast.second_approver) == [sentence]
    [event] = events(cast, case, "task_urged")
    assert set(event.data["told"]) == {str(cast.approver.person_id), str(cast.second_approver.person_id)}


def test_a_task_is_urged_once_in_four_hours(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        _, task = at_sign(cast)
        urge(cast, cast.requester, task)
        clock.shift(timedelta(hours=1))
        with pytest.raises(Conflict, match="again in 3 hours"):
            urge(cast, cast.process_owner, task)
        clock.shift(timedelta(hours=3))
        assert urge(cast, cast.process_owner, task) == 2


def test_of_several_signers_only_those_not_urged_lately_are_told(cast: Cast) -> None:
    _, task = at_sign(cast, two_steps("approver,second_approver", signMode="sequential"))
    assert urge(cast, cast.requester, task) == 1
    cast.complete(cast.approver, task, "approve")
    assert urge(cast, cast.requester, task) == 1
    assert sum("hurry" in each for each in told(cast, cast.second_approver)) == 1
    with pytest.raises(Conflict):
        urge(cast, cast.requester, task)


def test_nobody_without_a_part_in_the_case_may_urge(cast: Cast) -> None:
    _, task = at_sign(cast)
    with pytest.raises(NotAllowed, match="whoever started the case"):
        urge(cast, cast.finance, task)


def test_nobody_urges_themselves(cast: Cast) -> None:
    _, task = at_sign(cast)
    cast.act(lambda session: commands.take_task(session, cast.approver, task))
    with pytest.raises(NotAllowed, match="waits for you alone"):
        urge(cast, cast.approver, task)


def test_a_decided_task_is_not_urged(cast: Cast) -> None:
    _, task = at_sign(cast)
    cast.complete(cast.approver, task, "approve")
    with pytest.raises(AlreadyDone):
        urge(cast, cast.requester, task)
