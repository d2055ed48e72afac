"""A published version, parsed: what its instances run on. Shared by threads, never changed, kept in a bounded cache."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from engine.definitions.models import PartKind
from engine.errors import NotFound, say

if TYPE_CHECKING:
    from engine.decisions import DecisionModel
    from engine.forms import Form
    from engine.spiff import ProcessSpecs

MAX_REMEMBERED = 200


@dataclass(frozen=True)
class Definition:
    """The processes, tables, forms, texts and raw files of one bundle version, and the versions it uses of others.

    `processes` holds the called ones of other bundles too, as they were frozen at publication.
    """

    bundle_version_id: UUID
    bundle_key: str
    number: int
    sources: Mapping[str, bytes]
    processes: Mapping[str, ProcessSpecs]
    tables: Mapping[str, DecisionModel]
    forms: Mapping[str, Form]
    labels: Mapping[str, Mapping[str, str]]
    used: Mapping[tuple[PartKind, str], Definition]

    @property
    def version_label(self) -> str:
        """How events name the version: `disposal@3`."""
        return f"{self.bundle_key}@{self.number}"

    def process(self, process_id: str) -> ProcessSpecs:
        """A process of this version or one that it calls, or `NotFound`."""
        try:
            return self.processes[process_id]
        except KeyError:
            raise NotFound(say("There is no published process “%(id)s”.", id=process_id)) from None

    def decision_model(self, decision_id: str) -> DecisionModel:
        """The table file that holds this decision, here or in a used version, or `NotFound`."""
        owner = self._owner(PartKind.DECISION, decision_id, self.tables)
        if owner is None:
            raise NotFound(say("There is no decision “%(id)s”.", id=decision_id))
        return owner.tables[decision_id]

    def form(self, form_id: str) -> Form:
        """The form, here or in a used version, or `NotFound`."""
        owner = self._owner(PartKind.FORM, form_id, self.forms)
        if owner is None:
            raise NotFound(say("There is no form “%(id)s”.", id=form_id))
        return owner.forms[form_id]

    def label(self, element_id: str, language: str, default: str) -> str:
        """The text of an element (or `form:<id>:<key>` and the like) in a language (`en`, `zh_CN`), else `default`,
        which is the text in the file itself."""
        for name in (language, language.partition("_")[0]):
            if (text := self._texts.get(name, {}).get(element_id)) is not None:
                return text
        return default

    @cached_property
    def _texts(self) -> Mapping[str, Mapping[str, str]]:
        texts: dict[str, dict[str, str]] = {}
        for definition in (*self.used.values(), self):
            for language, labels in (definition._texts if definition is not self else self.labels).items():
                texts.setdefault(language, {}).update(labels)
        return texts

    def _owner(self, kind: PartKind, part_id: str, own: Mapping[str, object]) -> Definition | None:
        return self if part_id in own else self.used.get((kind, part_id))


def build_definition(
    version_id: UUID,
    bundle_key: str,
    number: int,
    files: Mapping[str, bytes],
    used: Mapping[tuple[PartKind, str], Definition],
) -> Definition:
    """Parse the files of a published version. `used` answers what the files name of other bundles."""
    from engine.decisions import parse_decisions
    from engine.forms import parse_form
    from engine.spiff import parse_processes

    called = {name: target.processes[name] for (kind, name), target in used.items() if kind is PartKind.PROCESS}
    diagrams = {path: content for path, content in files.items() if path.endswith(".bpmn")}
    models = [parse_decisions(content, path) for path, content in files.items() if path.endswith(".dmn")]
    forms = [parse_form(content, path) for path, content in files.items() if path.endswith(".form")]
    return Definition(
        bundle_version_id=version_id,
        bundle_key=bundle_key,
        number=number,
        sources=files,
        processes=parse_processes(diagrams, called),
        tables={decision_id: model for model in models for decision_id in model.decisions},
        forms={form.id: form for form in forms},
        labels={path.split(".")[1]: json.loads(text) for path, text in files.items() if path.startswith("labels.")},
        used=used,
    )


_cache: OrderedDict[UUID, Definition] = OrderedDict()
_lock = threading.Lock()


def remembered(version_id: UUID, read: Callable[[], Definition]) -> Definition:
    """The definition from the cache, else read and kept; the one used longest ago makes room. A version never
    changes, so nothing is ever dropped for being stale."""
    with _lock:
        if version_id in _cache:
            _cache.move_to_end(version_id)
            return _cache[version_id]
    definition = read()  # outside the lock: two threads may both parse, and the first to finish is kept
    with _lock:
        kept = _cache.setdefault(version_id, definition)
        _cache.move_to_end(version_id)
        if len(_cache) > MAX_REMEMBERED:
            _cache.popitem(last=False)
    return kept
