"""Which people a seat asks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.tasks.models import Seat
from engine.tasks.pools import people_of


def people_asked(session: Session, seat: Seat) -> set[UUID]:
    """Who sits in the seat, with whom they asked for advice; of an untaken pool its members now."""
    holder = seat.person_id or seat.taken_by
    asked = people_of(session, holder, () if holder else seat.pools)
    return asked | {seat.delegated_to} if seat.delegated_to is not None else asked
