"""The files that a DMN file may import (DMN 1.5, 6.3.3), found by namespace."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lxml import etree

from engine.decisions.xml import tag
from engine.errors import Invalid, Problem, say
from engine.safe_xml import parse_xml

if TYPE_CHECKING:  # a model is read with the help of a library
    from engine.decisions.model import DecisionModel


def load(xml: bytes, where: str) -> etree._Element:
    """The `definitions` of a DMN file of version 1.2 to 1.5. Raises `Invalid` for any other."""
    root = parse_xml(xml, where)
    if tag(root) != "definitions":
        sentence = say("The file is not a DMN model of version 1.2, 1.3, 1.4 or 1.5.")
        raise Invalid([Problem(where, sentence, "decision")])
    return root


class Library:
    """Files by name; `models` are those read so far, by namespace."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.models: dict[str, DecisionModel] = {}

    @cached_property
    def _roots(self) -> list[tuple[str, etree._Element]]:
        roots: list[tuple[str, etree._Element]] = []
        for name, content in self.files.items():
            try:
                roots.append((name, load(content, name)))
            except Invalid:
                continue  # told where that file is checked itself
        return roots

    def find(self, namespace: str, location: str) -> tuple[str, etree._Element] | None:
        """The name and root of the file of that namespace; of several the one that `location` (a URI) ends in."""
        found = [(name, root) for name, root in self._roots if root.get("namespace") == namespace]
        wanted = PurePosixPath(location).name
        return next((each for each in found if PurePosixPath(each[0]).name == wanted), found[0] if found else None)
