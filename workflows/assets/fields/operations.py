"""Adding custom fields to a category, changing and retiring them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.assets.categories import find_category
from workflows.assets.fields.models import AssetField, FieldKind
from workflows.assets.fields.queries import find_field

LONGEST_NAME, LONGEST_CHOICE = 60, 100
MOST_CHOICES, MOST_FIELDS = 50, 40


@dataclass(frozen=True)
class FieldDetails:
    """What can be said of a custom field. `choices` are for the kind `choice` alone."""

    name: str
    kind: FieldKind = FieldKind.TEXT
    choices: Sequence[str] = ()
    is_required: bool = False


def save_field(
    session: Session, actor: Actor, category_id: UUID, details: FieldDetails, *, field_id: UUID | None = None
) -> AssetField:
    """A new field of the category, or the one with this id brought up to date. The name and the kind of a field stay:
    values are kept under the one and read by the other.

    Refused: no permission to edit assets, `NotFound`, `Invalid` details, a name that the category has already.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    find_category(session, category_id)
    field = find_field(session, field_id) if field_id else None
    if problems := [*_problems(session, category_id, details, field)]:
        raise Invalid(problems)
    told = {**asdict(details), "choices": list(details.choices)}
    if field is None:
        field = AssetField(id=new_id(), category_id=category_id, **told)
        session.add(field)
        data = {"field": field.id, **told}
        record_master_event(session, actor, category_id, "asset_category", "category.field_added", data)
        return field
    changes = {name: [getattr(field, name), value] for name, value in told.items() if getattr(field, name) != value}
    for name, (_before, after) in changes.items():
        setattr(field, name, after)
    if changes:
        data = {"field": field.id, "changes": changes}
        record_master_event(session, actor, category_id, "asset_category", "category.field_changed", data)
    return field


def retire_field(session: Session, actor: Actor, field_id: UUID, *, is_retired: bool) -> AssetField:
    """Ask the field no more, or again. What assets say in it stays. Refused: no permission, `NotFound`."""
    require_permission(session, actor, Permission.EDIT_ASSETS)
    field = find_field(session, field_id)
    if field.is_retired != is_retired:
        field.is_retired = is_retired
        kind = "category.field_retired" if is_retired else "category.field_resumed"
        record_master_event(session, actor, field.category_id, "asset_category", kind, {"field": field.id})
    return field


def _problems(
    session: Session, category_id: UUID, details: FieldDetails, field: AssetField | None
) -> Iterator[Problem]:
    name = details.name
    if not name.strip():
        yield Problem("name", say("This is missing."))
    elif len(name) > LONGEST_NAME or not name.isprintable() or name != name.strip():
        yield Problem("name", say("At most %(limit)s characters.", limit=LONGEST_NAME))
    there = session.scalars(select(AssetField).where(AssetField.category_id == category_id)).all()
    if any(one.name == name and one is not field for one in there):
        yield Problem("name", say("The category has a field “%(name)s” already.", name=name[:LONGEST_NAME]))
    if field is None and len(there) >= MOST_FIELDS:
        yield Problem("name", say("A category has at most %(limit)s fields.", limit=MOST_FIELDS))
    if field is not None and (field.name != name or field.category_id != category_id):
        yield Problem("name", say("The name of a field stays: retire it, and add another."))
    if field is not None and field.kind != details.kind:
        yield Problem("kind", say("The kind of a field stays: retire it, and add another."))
    yield from _problems_of_choices(details)


def _problems_of_choices(details: FieldDetails) -> Iterator[Problem]:
    choices = details.choices
    if (details.kind is FieldKind.CHOICE) != bool(choices):
        yield Problem("choices", say("Name the choices of a choice, one a line, and of no other kind."))
    elif len(choices) > MOST_CHOICES or len(set(choices)) < len(choices):
        yield Problem("choices", say("At most %(limit)s choices, each once.", limit=MOST_CHOICES))
    elif any(not 1 <= len(one) <= LONGEST_CHOICE or not one.isprintable() for one in choices):
        yield Problem("choices", say("A choice has at most %(limit)s characters.", limit=LONGEST_CHOICE))
