"""A DMN file that can be asked for decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.decisions import evaluation
from engine.decisions.elements import Decision, DecisionResult, InputData, Knowledge, Reference, Service
from engine.errors import Problem
from engine.feel.syntax import TypeName


@dataclass(frozen=True, eq=False)
class Import:
    """Another file as this one sees it: its names begin with `name` and a point, or stand alone if that is empty."""

    name: str
    model: DecisionModel


@dataclass(frozen=True, eq=False)
class DecisionModel:
    """A parsed file. Elements by id, types by name, imports by namespace; `where` is the file's name.

    `members` are names with signs or keywords that its contexts have as keys. `faults` is what cannot be run in it:
    empty unless the file was read by `read_decisions`.
    """

    where: str
    namespace: str
    decisions: Mapping[str, Decision]
    inputs: Mapping[str, InputData]
    knowledge: Mapping[str, Knowledge]
    services: Mapping[str, Service]
    types: Mapping[str, TypeName] = field(default_factory=dict)
    imports: Mapping[str, Import] = field(default_factory=dict)
    members: frozenset[str] = frozenset()
    faults: tuple[Problem, ...] = ()

    @property
    def users(self) -> list[Decision | Knowledge]:
        """What has logic of its own."""
        return [*self.decisions.values(), *self.knowledge.values()]

    def owner(self, reference: Reference) -> DecisionModel | None:
        """The model in which the element lies, None if it is not imported."""
        if not reference.namespace:
            return self
        imported = self.imports.get(reference.namespace)
        return None if imported is None else imported.model

    def decision(self, key: str) -> Decision:
        """The decision of that id or name. Raises `NotFound`."""
        return evaluation.find(self, key)

    def evaluate(self, key: str, context: Mapping[str, Any], *, now: datetime | None = None) -> DecisionResult:
        """Decide, required decisions first. `key` is the id or name of a decision, decision service or knowledge model.

        `context` gives the input data by name, for a service its input decisions too, for a knowledge model its
        parameters; input data of an imported model by its own name, or in a context under the name of the import.
        Host values are taken as by `to_feel`; one that is not of the type of its input is null. What else the context
        holds is visible to every expression too, but input data only where they are required.
        `now` (aware, in the reader's zone) grants `now()` and `today()`.

        Raises `NotFound`, and with the place `DecisionError`: rules contradict each other, a value is not allowed, an
        expression fails, something cannot be run, or all takes more steps, depth or size than allowed (as in FEEL).
        """
        return evaluation.evaluate(self, key, context, now=now)
