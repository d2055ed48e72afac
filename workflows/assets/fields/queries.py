"""Finding custom fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.errors import NotFound, say
from workflows.assets.fields.models import AssetField


def fields_of(session: Session, category_id: UUID, *, with_retired: bool = False) -> Sequence[AssetField]:
    """The fields of a category, in the order in which they were added."""
    query = select(AssetField).where(AssetField.category_id == category_id).order_by(AssetField.id)
    if not with_retired:
        query = query.where(AssetField.is_retired.is_(False))
    return session.scalars(query).all()


def fields_by_category(session: Session) -> dict[UUID, list[AssetField]]:
    """The fields that are asked, by category."""
    found: dict[UUID, list[AssetField]] = defaultdict(list)
    for field in session.scalars(select(AssetField).where(AssetField.is_retired.is_(False)).order_by(AssetField.id)):
        found[field.category_id].append(field)
    return found


def field_names(fields: Iterable[AssetField]) -> list[str]:
    """Each name once, in order."""
    return list(dict.fromkeys(field.name for field in fields))


def find_field(session: Session, field_id: UUID) -> AssetField:
    """The field, or `NotFound`."""
    field = session.get(AssetField, field_id)
    if field is None:
        raise NotFound(say("There is no such field."))
    return field
