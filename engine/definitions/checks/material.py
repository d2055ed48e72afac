"""Everything a bundle holds, read as far as it can be read, for the checks that need more than one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.decisions import DecisionModel
from engine.definitions.checks.diagrams import Diagram
from engine.definitions.known import Known
from engine.forms import Form


@dataclass(frozen=True)
class Material:
    """`known` is what lies outside the bundle. Forms and tables are by file; labels by language, text id, text."""

    known: Known
    diagrams: tuple[Diagram, ...]
    forms: Mapping[str, Form]
    tables: Mapping[str, DecisionModel]
    labels: Mapping[str, Mapping[str, str]]

    def table(self, decision_id: str) -> DecisionModel | None:
        """The table file of the bundle with that decision, if it could be read."""
        return next((model for model in self.tables.values() if decision_id in model.decisions), None)

    def form(self, form_id: str) -> Form | None:
        """The form of the bundle with that id, if it could be read."""
        return next((form for form in self.forms.values() if form.id == form_id), None)
