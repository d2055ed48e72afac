"""A DMN file to a model: everything that cannot be run is told here, with the element and the reason."""

from __future__ import annotations

from collections.abc import Mapping

from engine.decisions import deciding  # noqa: F401  # compiles tables
from engine.decisions.library import Library, load
from engine.decisions.model import DecisionModel
from engine.decisions.model_reading import ModelReader
from engine.errors import Invalid
from engine.feel.run import too_deep


def parse_decisions(xml: bytes, where: str = "", *, beside: Mapping[str, bytes] | None = None) -> DecisionModel:
    """The model of a DMN file of version 1.2 to 1.5.

    `where` names the file, `beside` gives the files by name that it may import.
    Raises `Invalid` with every problem (element id, sentence): not DMN, no FEEL, a part missing or not run here.
    """
    model = read_decisions(xml, where, beside=beside)
    if model.faults:
        raise Invalid(model.faults)
    return model


def read_decisions(xml: bytes, where: str = "", *, beside: Mapping[str, bytes] | None = None) -> DecisionModel:
    """The same, but a part that cannot be run keeps only those decisions from being made that ask for it.

    What is wrong is in `faults`. Raises `Invalid` only for what is not a DMN file at all.
    """
    root = load(xml, where)
    try:
        return ModelReader(root, where, Library(beside or {})).model()
    except RecursionError:
        too_deep()
