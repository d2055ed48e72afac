"""The table of custom fields."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, new_id


class FieldKind(StrEnum):
    """What the values of a custom field are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


class AssetField(Base):
    """A custom field of a category. Its values stand in `Asset.custom_fields` under its `name`, as texts: numbers
    plain, days as YYYY-MM-DD, choices as one of `choices`. A retired field is asked no more; what was said stays."""

    __tablename__ = "asset_fields"
    __table_args__ = (
        UniqueConstraint("category_id", "name"),
        CheckConstraint(f"kind IN ({', '.join(repr(kind.value) for kind in FieldKind)})", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    category_id: Mapped[UUID] = mapped_column(ForeignKey("asset_categories.id"))
    name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    choices: Mapped[list[str]] = mapped_column(JsonText, default=list)
    is_required: Mapped[bool] = mapped_column(default=False)
    is_retired: Mapped[bool] = mapped_column(default=False)
