"""A published version, parsed: what its instances run on. Shared by threads, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from engine.decisions import DecisionModel, parse_decisions
from engine.definitions.models import PartKind
from engine.errors import NotFound, Wording, say
from engine.forms import Form, parse_form
from engine.spiff import ProcessSpecs, parse_bundle

FILE_LANGUAGE = "zh_CN"
"""The language of names and texts in the files themselves."""


@dataclass(frozen=True, eq=False)
class Definition:
    """The processes, tables, forms, texts and raw files of one bundle version, and the versions it uses of others.

    `processes` holds the called ones of other bundles too, as they were frozen at publication; the `origin` of each is
    the version it belongs to.
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

    def at(self, version_id: UUID) -> Definition:
        """This version, or the one used here, directly or through others, of that id (a process's `origin`)."""
        if version_id == self.bundle_version_id:
            return self
        for definition in self.used.values():
            try:
                return definition.at(version_id)
            except NotFound:
                continue
        raise NotFound(say("There is no such version."))

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

    def label(self, text_id: str, language: str, default: str) -> str:
        """The text of an element (or `form:<id>:<key>` and the like) in a language (`en`, `zh_CN`), else `default`,
        which is the text in the file itself."""
        for name in (language, language.partition("_")[0]):
            if (text := self._texts.get(name, {}).get(text_id)) is not None:
                return text
        return default

    def wording(self, text_id: str, default: str = "") -> Wording:
        """A text in every language there is. In the language of the files it is the name of the element `text_id`,
        else `default` (a text, or the id of an element whose name is taken)."""
        written = self._names.get(text_id) or self._names.get(default) or default or text_id
        translated = {
            FILE_LANGUAGE if FILE_LANGUAGE.startswith(language) else language: texts[text_id]
            for language, texts in self._texts.items()
            if text_id in texts
        }
        return Wording({FILE_LANGUAGE: written, **translated})

    @cached_property
    def _texts(self) -> Mapping[str, Mapping[str, str]]:
        texts: dict[str, dict[str, str]] = {}
        for labels in (*(definition._texts for definition in self.used.values()), self.labels):
            for language, by_id in labels.items():
                texts.setdefault(language, {}).update(by_id)
        return texts

    @cached_property
    def _names(self) -> Mapping[str, str]:
        names = {process.process_id: process.name for process in self.processes.values()}
        for process in self.processes.values():
            names |= {element_id: element.name for element_id, element in process.elements.items() if element.name}
        return names

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
    called = {name: target.processes[name] for (kind, name), target in used.items() if kind is PartKind.PROCESS}
    diagrams = {path: content for path, content in files.items() if path.endswith(".bpmn")}
    own = parse_bundle(diagrams, origin=version_id, called=called).processes if diagrams else {}
    decisions = {path: content for path, content in files.items() if path.endswith(".dmn")}
    models = [parse_decisions(content, path, beside=decisions) for path, content in decisions.items()]
    forms = [parse_form(content, path) for path, content in files.items() if path.endswith(".form")]
    return Definition(
        bundle_version_id=version_id,
        bundle_key=bundle_key,
        number=number,
        sources=files,
        processes={**called, **own},
        tables={decision_id: model for model in models for decision_id in model.decisions},
        forms={form.id: form for form in forms},
        labels={path.split(".")[1]: json.loads(text) for path, text in files.items() if path.startswith("labels.")},
        used=used,
    )
