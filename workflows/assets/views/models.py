"""Tables of the register's saved views."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, new_id


class RegisterView(Base):
    """A view of the register under a name, its owner's alone or shared with everybody of `role`. `entries` are those of
    the search form by their names, as texts."""

    __tablename__ = "register_views"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    name: Mapped[str] = mapped_column(String(60))
    entries: Mapped[dict[str, str]] = mapped_column(JsonText)
    role: Mapped[str | None] = mapped_column(ForeignKey("roles.code"), index=True)


class RegisterDefault(Base):
    """The view with which the register opens for a person."""

    __tablename__ = "register_defaults"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    view_id: Mapped[UUID] = mapped_column(ForeignKey("register_views.id"), index=True)
