"""What the address of a page of the radar asks for: a unit, and where the next page of a list begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.models import OrgUnit
from webapp.paging import read_cursor
from workflows.radar.scope import visible_units


@dataclass(frozen=True)
class Asked:
    """The unit that the page is narrowed to, None: all that the reader may see, and the units to choose from."""

    unit: OrgUnit | None
    units: Sequence[OrgUnit]

    @property
    def unit_id(self) -> UUID | None:
        return self.unit.id if self.unit else None

    @property
    def address(self) -> dict[str, str]:
        """What links to other pages of the radar carry along."""
        return {"unit": self.unit.code} if self.unit else {}


def read_asked(session: Session, actor: Actor) -> Asked:
    """A unit by its code; one that is not for the reader to see narrows nothing."""
    units = visible_units(session, actor)
    code = request.args.get("unit", "")
    return Asked(next((unit for unit in units if unit.code == code), None), units)


def read_day_cursor(text: str | None) -> tuple[date, UUID] | None:
    """Where the page after a day begins; `NotFound` for what is no place."""
    cursor = read_cursor(text)
    return (cursor[0].date(), cursor[1]) if cursor else None
