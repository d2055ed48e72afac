"""Custom fields in a register: read by their kind, filled where nothing is said here, and kept where something is."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from engine.errors import Problem, say
from workflows.assets.fields.models import AssetField, FieldKind
from workflows.assets.fields.values import Unreadable, read_value, where
from workflows.imports.asset_rows import AssetEntry
from workflows.imports.asset_surroundings import Surroundings
from workflows.imports.values import BadCell, read_day, read_number


def fields_in(
    entry: AssetEntry, around: Surroundings, category_id: UUID, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The custom fields of an asset after this row, `known` being those that it has. The file owns the columns that no
    category defines; what a category defines belongs to Zhangshi, and the file fills it where it is empty."""
    defined = {field.name: field for field in around.fields.get(category_id, ())}
    result = dict(known or {}) | {name: text for name, text in entry.custom_fields.items() if name not in defined}
    for name, text in {**entry.custom_fields, **entry.own_fields}.items():
        if name not in defined:
            if name in entry.own_fields:
                entry.note(where(name), say("Assets of this category have no field “%(field)s”.", field=name))
            continue
        value = _read(entry, defined[name], text)
        if value is not None and result.get(name) and result[name] != value:
            entry.note(where(name), say("Kept: it is “%(value)s” here.", value=result[name]))
        elif value:
            result[name] = value
    for name, field in defined.items():
        if field.is_required and not result.get(name):
            entry.note(where(name), say("The field “%(field)s” has to be filled in here.", field=name))
    return result


def _read(entry: AssetEntry, field: AssetField, text: str) -> str | None:
    try:
        return read_value(field, _as_kept(field, text))
    except (BadCell, Unreadable) as bad:
        entry.problems.append(Problem(where(field.name), bad.sentence))
        return None


def _as_kept(field: AssetField, text: str) -> str:
    """Files write numbers and days in many ways."""
    match FieldKind(field.kind):
        case FieldKind.NUMBER:
            return f"{read_number(text):f}"
        case FieldKind.DATE:
            return read_day(text).isoformat()
        case _:
            return text
