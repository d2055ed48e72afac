"""What a diagram has to tell once a step of the system is done: the text `<element>:done` of its labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import get_timezone

from engine.definitions.definition import Definition
from engine.feel import FeelError
from engine.forms import write_text
from webapp.formats import READER_FORMATS
from webapp.i18n import language


def told_of(definition: Definition, element_id: str, values: Mapping[str, Any]) -> str:
    """The sentence, with its `{{...}}` computed from what the step gave as its event keeps it; empty where the labels
    have none, or one that cannot be computed."""
    text = definition.label(f"{element_id}:done", language(), "")
    try:
        return write_text(text, values, READER_FORMATS, zone=ZoneInfo(str(get_timezone())))
    except FeelError:
        return ""
