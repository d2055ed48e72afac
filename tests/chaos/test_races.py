"""Races with controlled interleaving: one act is held at a statement while the other comes, at every statement."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.chaos.interleaving import count_statements, interleave
from tests.chaos.races import RACES
from tests.chaos.scale import IS_LONG, few
from tests.chaos.soundness import faults
from tests.chaos.tally import Tally

MOST_HOLDS = 200 if IS_LONG else 2


@pytest.mark.parametrize("name", RACES)
def test_whoever_comes_first_nothing_is_lost_or_done_twice(cast: Cast, tally: Tally, name: str) -> None:
    race = RACES[name]
    cast.publish(race.diagram())
    statements = count_statements(cast.db, race.pair(cast).held)
    for at in few(range(1, statements + 1), MOST_HOLDS):
        pair = race.pair(cast)
        held, other = interleave(cast.db, pair.held, pair.other, at=at)
        said = f"{name}, held at {at}: {held}, {other}, {cast.events(pair.case)}"
        assert race.holds(cast, pair, held, other), said
        assert faults(cast.db, pair.case) == [], said
        for ended in (held, other):
            tally.count(told=int(ended.is_done), done=int(ended.is_done))
