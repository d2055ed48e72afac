"""The kinds of component: the one list that editor, renderer and validator share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Sentence, say


class Shape(StrEnum):
    """What an answer is made of."""

    NOTHING = "nothing"
    TEXT = "text"
    NUMBER = "number"
    YES_NO = "yes_no"
    ONE_OPTION = "one_option"
    OPTIONS = "options"
    MOMENT = "moment"
    FILES = "files"
    FILE = "file"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Kind:
    """What a component type is: the shape of its answer, the longest text, whether it holds others."""

    shape: Shape = Shape.NOTHING
    max_length: int = 0
    is_container: bool = False
    is_ignored: bool = False

    @property
    def is_input(self) -> bool:
        return self.shape is not Shape.NOTHING

    @property
    def has_options(self) -> bool:
        return self.shape in (Shape.ONE_OPTION, Shape.OPTIONS)

    @property
    def is_list(self) -> bool:
        return self.shape in (Shape.OPTIONS, Shape.FILES)


KINDS = {
    "textfield": Kind(Shape.TEXT, max_length=1_000),
    "textarea": Kind(Shape.TEXT, max_length=20_000),
    "number": Kind(Shape.NUMBER),
    "checkbox": Kind(Shape.YES_NO),
    "checklist": Kind(Shape.OPTIONS),
    "taglist": Kind(Shape.OPTIONS),
    "radio": Kind(Shape.ONE_OPTION),
    "select": Kind(Shape.ONE_OPTION),
    "datetime": Kind(Shape.MOMENT),
    "text": Kind(),
    "separator": Kind(),
    "spacer": Kind(),
    "group": Kind(is_container=True),
    "button": Kind(is_ignored=True),  # the task page has its own
    "zs-money": Kind(Shape.NUMBER),
    "zs-scan": Kind(Shape.TEXT, max_length=20_000),
    "zs-photo": Kind(Shape.FILES),
    "zs-signature": Kind(Shape.FILE),
    "zs-asset": Kind(Shape.REFERENCE),
    "zs-person": Kind(Shape.REFERENCE),
}


def refusal(component_type: str) -> Sentence:
    """Why a component of this type is not taken."""
    if component_type in ("html", "iframe"):
        return say("Foreign pages and HTML are not accepted in a form: use a text.")
    if component_type in ("filepicker", "documentPreview"):
        return say("Files are taken by the photo component (zs-photo) instead of “%(type)s”.", type=component_type)
    return say("There is no component “%(type)s”.", type=component_type[:60])
