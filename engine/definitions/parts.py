"""What a bundle offers to others and what it uses of them, read off its files without judging them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.definitions.bundles import Bundle
from engine.definitions.checks.elements import local_name
from engine.definitions.models import PartKind
from engine.definitions.namespaces import bpmn, zeebe
from engine.errors import Invalid
from engine.safe_xml import parse_xml

MAX_NAME = 300


@dataclass(frozen=True)
class ProcessPart:
    """An executable process; startable if a person or program may start it (a start event without a trigger)."""

    process_id: str
    name: str
    is_startable: bool
    where: str


@dataclass(frozen=True)
class Reference:
    """A use of a process, decision or form by its id, or a place where it is defined; `where` is `file#elementId`."""

    kind: PartKind
    id: str
    where: str


@dataclass(frozen=True)
class Parts:
    """Everything a bundle offers and uses. Files that cannot be read offer nothing (the check names them)."""

    processes: tuple[ProcessPart, ...]
    offered: tuple[Reference, ...]
    used: tuple[Reference, ...]

    def ids(self, kind: PartKind) -> frozenset[str]:
        """The ids of one kind that the bundle offers."""
        return frozenset(part.id for part in self.offered if part.kind is kind)

    def foreign_references(self) -> list[Reference]:
        """The uses that this bundle cannot answer itself."""
        own = {(part.kind, part.id) for part in self.offered}
        return [use for use in self.used if (use.kind, use.id) not in own]


def read_parts(bundle: Bundle) -> Parts:
    """Read the parts of every readable file."""
    diagrams = {path: root for path in bundle.with_suffix(".bpmn") if (root := _root(bundle, path)) is not None}
    tables = {path: root for path in bundle.with_suffix(".dmn") if (root := _root(bundle, path)) is not None}
    processes = tuple(part for path, root in diagrams.items() for part in _processes(path, root))
    offered = [Reference(PartKind.PROCESS, part.process_id, part.where) for part in processes]
    offered += [part for path, root in tables.items() for part in _decisions(path, root)]
    offered += [
        Reference(PartKind.FORM, form_id, path)
        for path, content in bundle.with_suffix(".form").items()
        if (form_id := _form_id(content))
    ]
    used = tuple(use for path, root in diagrams.items() for use in _uses(path, root))
    return Parts(processes, tuple(offered), used)


def _root(bundle: Bundle, path: str) -> etree._Element | None:
    try:
        return parse_xml(bundle.files[path], path)
    except Invalid:
        return None


def _processes(path: str, root: etree._Element) -> Iterator[ProcessPart]:
    for process in root.iterfind(bpmn("process")):
        process_id = process.get("id")
        if process.get("isExecutable") == "true" and process_id:
            name = " ".join((process.get("name") or process_id).split())[:MAX_NAME]
            is_startable = any(map(_is_none_start, process.iterfind(bpmn("startEvent"))))
            yield ProcessPart(process_id, name, is_startable, f"{path}#{process_id}")


def _is_none_start(start: etree._Element) -> bool:
    return not any(local_name(child).lower().endswith(("eventdefinition", "eventdefinitionref")) for child in start)


def _decisions(path: str, root: etree._Element) -> Iterator[Reference]:
    for element in root:
        if local_name(element) == "decision" and (decision_id := element.get("id")):
            yield Reference(PartKind.DECISION, decision_id, f"{path}#{decision_id}")


def _uses(path: str, root: etree._Element) -> Iterator[Reference]:
    for tag, attribute, kind in (
        ("calledElement", "processId", PartKind.PROCESS),
        ("calledDecision", "decisionId", PartKind.DECISION),
        ("formDefinition", "formId", PartKind.FORM),
    ):
        for extension in root.iter(zeebe(tag)):
            reference_id = (extension.get(attribute) or "").strip()
            if reference_id and not reference_id.startswith("="):
                yield Reference(kind, reference_id, f"{path}#{_owner_id(extension)}")


def _owner_id(extension: etree._Element) -> str:
    owner = extension.getparent()
    while owner is not None and owner.get("id") is None:
        owner = owner.getparent()
    return "" if owner is None else str(owner.get("id"))


def _form_id(content: bytes) -> str | None:
    try:
        form_id = json.loads(content)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return form_id if isinstance(form_id, str) else None
