"""The votes of a task as the history keeps them, and as the outputs of the task see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.tasks.models import Seat


def votes_data(seats: Iterable[Seat]) -> list[dict[str, Any]]:
    """What was decided, seat by seat in the order of the decisions."""
    return [
        {
            "seat": seat.id,
            "person": seat.decided_by,
            "on_behalf_of": seat.on_behalf_of,
            "decision": seat.decision,
            "weight": seat.weight,
        }
        for seat in _decided(seats)
    ]


def votes_in_feel(seats: Iterable[Seat]) -> list[dict[str, Any]]:
    """The variable `votes`: contexts with persons' ids (text), decision, comment and weight; null where nobody."""
    return [
        {
            "person": str(seat.decided_by) if seat.decided_by else None,
            "on_behalf_of": str(seat.on_behalf_of) if seat.on_behalf_of else None,
            "decision": seat.decision,
            "comment": seat.comment,
            "weight": seat.weight,
        }
        for seat in _decided(seats)
    ]


def _decided(seats: Iterable[Seat]) -> list[Seat]:
    return sorted((seat for seat in seats if seat.decided_at), key=lambda seat: (seat.decided_at, seat.position))
