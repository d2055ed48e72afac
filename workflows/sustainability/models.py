"""The table of materials that have left the house."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import Quantity, UtcInstant, new_id


class Stream(StrEnum):
    """What a thing is made of, as recyclers sort it."""

    FERROUS = "ferrous"
    NON_FERROUS = "non_ferrous"
    PLASTIC = "plastic"
    CIRCUIT_BOARD = "circuit_board"
    BATTERY = "battery"
    GLASS = "glass"
    WOOD_TEXTILE = "wood_textile"
    OTHER = "other"


class Route(StrEnum):
    """Where it went, the best first (waste hierarchy of Directive 2008/98/EC, art. 4)."""

    REUSED = "reused"
    RECYCLED = "recycled"
    RECOVERED = "recovered"
    INCINERATED = "incinerated"
    LANDFILL = "landfill"


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value.value) for value in values)})", name=column)


class DisposalMaterial(Base):
    """So many kilograms of one stream of a request went one way; `certificate_no` is the recycler's paper about it."""

    __tablename__ = "disposal_materials"
    __table_args__ = (
        UniqueConstraint("request_id", "stream", "route"),
        _one_of("stream", Stream),
        _one_of("route", Route),
        CheckConstraint("weight > 0", name="weight"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"))
    stream: Mapped[str] = mapped_column(String(20))
    route: Mapped[str] = mapped_column(String(20))
    weight: Mapped[Decimal] = mapped_column(Quantity)
    certificate_no: Mapped[str] = mapped_column(String(100), default="")
    recycler: Mapped[str] = mapped_column(String(200), default="")
    licence_no: Mapped[str] = mapped_column(String(100), default="")
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcInstant)
