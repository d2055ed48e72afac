"""The publication check: everything that is wrong with a bundle, by category, on the element it concerns."""

from __future__ import annotations

from engine.definitions.bundles import Bundle
from engine.definitions.known import Known
from engine.definitions.parts import read_parts
from engine.definitions.problems import CheckProblem, error
from engine.errors import say


def check_bundle(bundle: Bundle, known: Known) -> list[CheckProblem]:
    """All problems of the bundle; never raises for bad input. Errors forbid publication, warnings do not."""
    elsewhere = known.outside(bundle.key)
    return [
        error("reference", use.where, say("There is no %(kind)s “%(id)s”.", kind=use.kind.value, id=use.id))
        for use in read_parts(bundle).foreign_references()
        if (use.kind, use.id) not in elsewhere.parts
    ]
