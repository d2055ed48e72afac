"""Tables of the calendars."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, new_id


class DayKind(StrEnum):
    """How a day differs from the week."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


class Calendar(Base):
    """The working time of a company or a site. `hours` as in `engine.calendars.hours`; `revision` names the content."""

    __tablename__ = "calendars"
    __table_args__ = (CheckConstraint("nominal_minutes > 0", name="nominal_minutes"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    timezone: Mapped[str] = mapped_column(String(60))
    nominal_minutes: Mapped[int]
    hours: Mapped[dict[str, Any]] = mapped_column(JsonText)
    revision: Mapped[str] = mapped_column(String(64))


class CalendarDay(Base):
    """One day that differs from the week: a holiday, or a workday with its own hours or the usual (`hours` null)."""

    __tablename__ = "calendar_days"
    __table_args__ = (CheckConstraint("kind IN ('holiday', 'workday')", name="kind"),)

    calendar_id: Mapped[UUID] = mapped_column(ForeignKey("calendars.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[DayKind] = mapped_column(String(10))
    hours: Mapped[list[Any] | None] = mapped_column(JsonText)
    name: Mapped[str] = mapped_column(String(100), default="")
    name_en: Mapped[str] = mapped_column(String(100), default="")
    is_official: Mapped[bool] = mapped_column(default=False)
