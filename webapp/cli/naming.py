"""What the diagrams call things, in the language of the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webapp.cli.language import shell_language

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


def element_name(session: Session, version_id: UUID, element_id: str) -> str:
    """The name of an element, process or lane of a published version."""
    from engine.definitions.queries import load_definition

    return load_definition(session, version_id).wording(element_id).in_language(shell_language())


def named(thing: Any) -> str:
    """The name of a person, role, unit or anything else with `name` and `name_en`."""
    if thing is None:
        return ""
    return str(thing.name_en if shell_language() == "en" and thing.name_en else thing.name)
