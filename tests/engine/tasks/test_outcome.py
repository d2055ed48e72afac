"""The outcome of a vote, from the table of architecture.md 5."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definitions.task_words import Decision, SignMode
from engine.tasks.models import AddedHow
from engine.tasks.outcome import APPROVED, REJECTED, SENT_BACK, Outcome, Vote, outcome

YES, NO, BACK = (Vote(True, decision) for decision in (Decision.APPROVE, Decision.REJECT, Decision.SEND_BACK))
OPEN = Vote()
MODES = list(SignMode)
UNANIMOUS = [SignMode.ALL, SignMode.SEQUENTIAL]


def weighing(vote: Vote, weight: int) -> Vote:
    return replace(vote, weight=weight)


def added(vote: Vote, how: AddedHow) -> Vote:
    return replace(vote, added_how=how)


@pytest.mark.parametrize(
    ("mode", "votes", "decided"),
    [
        (SignMode.ONE, [OPEN], None),
        (SignMode.ONE, [YES], APPROVED),
        (SignMode.ONE, [NO], REJECTED),
        (SignMode.ONE, [Vote(True, None)], Outcome(None)),
        (SignMode.ANY, [OPEN, OPEN], None),
        (SignMode.ANY, [YES, OPEN], APPROVED),
        (SignMode.ANY, [NO, OPEN, OPEN], REJECTED),
        (SignMode.ALL, [YES, OPEN], None),
        (SignMode.ALL, [YES, YES], APPROVED),
        (SignMode.ALL, [YES, NO, OPEN], REJECTED),
        (SignMode.SEQUENTIAL, [YES, OPEN], None),
        (SignMode.SEQUENTIAL, [YES, YES], APPROVED),
        (SignMode.SEQUENTIAL, [NO, OPEN], REJECTED),
    ],
)
def test_each_mode_decides_by_its_rule(mode: SignMode, votes: list[Vote], decided: Outcome | None) -> None:
    assert outcome(mode, votes) == decided


@pytest.mark.parametrize(
    ("votes", "approve_at", "decided"),
    [
        ([weighing(YES, 2), OPEN], 67, None),
        ([weighing(YES, 2), OPEN], 66, APPROVED),
        ([weighing(YES, 1), weighing(OPEN, 1)], 50, APPROVED),
        ([weighing(NO, 1), weighing(OPEN, 1)], 50, None),
        ([weighing(NO, 1), weighing(OPEN, 1)], 51, REJECTED),
        ([weighing(NO, 1), weighing(OPEN, 3)], 75, None),
        ([weighing(NO, 2), weighing(OPEN, 3)], 75, REJECTED),
        ([weighing(YES, 9), replace(NO, has_veto=True)], 10, REJECTED),
        ([weighing(YES, 9), replace(YES, has_veto=True)], 100, APPROVED),
    ],
)
def test_a_ratio_is_reached_or_out_of_reach(votes: list[Vote], approve_at: int, decided: Outcome | None) -> None:
    assert outcome(SignMode.RATIO, votes, approve_at=approve_at) == decided


@pytest.mark.parametrize("mode", MODES)
def test_one_send_back_decides_in_every_mode(mode: SignMode) -> None:
    assert outcome(mode, [OPEN, BACK, OPEN]) == SENT_BACK


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("how", [AddedHow.BEFORE, AddedHow.AFTER])
def test_an_added_signer_has_to_agree_as_well(mode: SignMode, how: AddedHow) -> None:
    assert outcome(mode, [YES, added(OPEN, how)]) is None
    assert outcome(mode, [YES, added(YES, how)]) == APPROVED
    assert outcome(mode, [OPEN, added(NO, how)]) == REJECTED


def test_beside_means_a_vote_more_by_ratio_and_a_signature_more_elsewhere() -> None:
    assert outcome(SignMode.RATIO, [YES, YES, added(NO, AddedHow.BESIDE)], approve_at=60) == APPROVED
    assert outcome(SignMode.ALL, [YES, YES, added(NO, AddedHow.BESIDE)]) == REJECTED
    assert outcome(SignMode.ANY, [YES, OPEN, added(OPEN, AddedHow.BESIDE)]) is None


def votes(*, added: bool = True, back: bool = True) -> st.SearchStrategy[list[Vote]]:
    decisions = [Decision.APPROVE, Decision.REJECT, *([Decision.SEND_BACK] if back else [])]
    cast = st.builds(
        Vote,
        is_decided=st.just(True),
        decision=st.sampled_from(decisions),
        weight=st.integers(1, 9),
        added_how=st.sampled_from([None, *AddedHow]) if added else st.none(),
    )
    return st.lists(cast, min_size=1, max_size=8)


percent = st.integers(1, 100)


@given(st.sampled_from(MODES), votes(), percent)
def test_when_everybody_has_voted_the_task_is_decided(mode: SignMode, cast: list[Vote], approve_at: int) -> None:
    assert outcome(mode, cast, approve_at=approve_at) is not None


def as_they_come(mode: SignMode, cast: list[Vote], approve_at: int) -> Outcome | None:
    """The first outcome while the votes come in one after the other."""
    for count in range(len(cast) + 1):
        seats = [vote if number < count else replace(vote, is_decided=False) for number, vote in enumerate(cast)]
        if (decided := outcome(mode, seats, approve_at=approve_at)) is not None:
            return decided
    return None


@given(st.sampled_from([*UNANIMOUS, SignMode.RATIO]), votes(added=False, back=False), percent, st.randoms())
def test_the_order_of_the_votes_does_not_matter(
    mode: SignMode, cast: list[Vote], approve_at: int, random: object
) -> None:
    shuffled = list(cast)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert as_they_come(mode, cast, approve_at) == as_they_come(mode, shuffled, approve_at)
    assert as_they_come(mode, cast, approve_at) == outcome(mode, cast, approve_at=approve_at)


@given(st.sampled_from(MODES), votes(), percent, st.data())
def test_who_agrees_instead_never_turns_an_approval_into_anything_else(
    mode: SignMode, cast: list[Vote], approve_at: int, data: st.DataObject
) -> None:
    before = outcome(mode, cast, approve_at=approve_at)
    number = data.draw(st.integers(0, len(cast) - 1))
    better = [replace(vote, decision=Decision.APPROVE) if n == number else vote for n, vote in enumerate(cast)]
    if before == APPROVED:
        assert outcome(mode, better, approve_at=approve_at) == APPROVED
