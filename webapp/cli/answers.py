"""Answers of a form as typed into the shell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.case_view import TaskView


def read_answers(session: Session, view: TaskView, pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of each key; sign-in names and asset numbers become ids where the form asks for a person or asset."""
    types: dict[str, str] = {}
    if view.description.form_id:
        form = view.definition.form(view.description.form_id)
        types = {key: component.type for key, component in form.inputs.items()}
    answers: dict[str, list[str]] = {}
    for key, value in pairs:
        answers.setdefault(key, []).append(_as_sent(session, types.get(key, ""), value))
    return answers


def _as_sent(session: Session, component_type: str, value: str) -> str:
    if component_type not in ("zs-person", "zs-asset") or _is_id(value):
        return value
    from engine.people.queries import find_person_by_login
    from workflows.assets.queries import find_asset_by_no

    if component_type == "zs-asset":
        return str(find_asset_by_no(session, value).id)
    person = find_person_by_login(session, value)
    return str(person.id) if person else value


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
