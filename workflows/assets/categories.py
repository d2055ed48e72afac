"""Categories as data: lives, residual rates and defaults that people keep up to date, with their history.

A change counts for assets registered from then on: an asset keeps the life and the rate it was registered with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, NotFound, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.assets.models import AssetCategory, CategoryKind

LONGEST_LIFE_MONTHS = 1_200


@dataclass(frozen=True)
class CategoryDetails:
    """What can be said of a category. `residual_rate` is a fraction of four places: 0.05 is 5 %."""

    code: str
    name: str
    life_months: int
    residual_rate: Decimal
    edition: str = ""
    name_en: str = ""
    kind: CategoryKind = CategoryKind.EQUIPMENT
    is_data_bearing: bool = False
    is_hazardous: bool = False


def save_category(
    session: Session, actor: Actor, details: CategoryDetails, *, category_id: UUID | None = None
) -> AssetCategory:
    """A new category, or the one with this id brought up to date.

    Refused: no permission to edit assets, `NotFound`, `Invalid` details, a code that its edition has already.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    if problems := [*_problems(session, details, category_id)]:
        raise Invalid(problems)
    values = asdict(details)
    if category_id is None:
        category = AssetCategory(id=new_id(), **values)
        session.add(category)
        record_master_event(session, actor, category.id, "asset_category", "category.added", values)
        return category
    category = find_category(session, category_id)
    changes = {
        name: [getattr(category, name), value] for name, value in values.items() if getattr(category, name) != value
    }
    for name, (_before, after) in changes.items():
        setattr(category, name, after)
    if changes:
        record_master_event(session, actor, category.id, "asset_category", "category.changed", {"changes": changes})
    return category


def find_category(session: Session, category_id: UUID) -> AssetCategory:
    """The category, or `NotFound`."""
    category = session.get(AssetCategory, category_id)
    if category is None:
        raise NotFound(say("There is no such category."))
    return category


def _problems(session: Session, details: CategoryDetails, category_id: UUID | None) -> Iterator[Problem]:
    for field, text, limit in (
        ("code", details.code, 40),
        ("name", details.name, 100),
        ("name_en", details.name_en, 100),
        ("edition", details.edition, 40),
    ):
        if len(text) > limit or not text.isprintable():
            yield Problem(field, say("At most %(limit)s characters.", limit=limit))
        elif not text.strip() and field in ("code", "name"):
            yield Problem(field, say("This is missing."))
    if not 1 <= details.life_months <= LONGEST_LIFE_MONTHS:
        yield Problem("life_months", say("A life has from 1 to %(limit)s months.", limit=LONGEST_LIFE_MONTHS))
    if not 0 <= details.residual_rate <= 1 or details.residual_rate != round(details.residual_rate, 4):
        yield Problem("residual_rate", say("A residual rate lies between 0 and 1, with four places at most."))
    same = select(AssetCategory.id).where(AssetCategory.code == details.code, AssetCategory.edition == details.edition)
    taken = session.scalars(same).first()
    if taken is not None and taken != category_id:
        yield Problem("code", say("This edition has the code “%(code)s” already.", code=details.code))
