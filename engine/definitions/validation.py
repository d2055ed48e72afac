"""The publication check: everything that is wrong with a bundle, by category, on the element it concerns."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.bundles import Bundle
from engine.definitions.checks.diagrams import read_diagram
from engine.definitions.checks.events import check_events
from engine.definitions.checks.gateways import check_gateways
from engine.definitions.checks.reachability import check_reachability
from engine.definitions.checks.schema import check_schema
from engine.definitions.checks.structure import check_structure
from engine.definitions.checks.support import check_support
from engine.definitions.checks.words import word
from engine.definitions.known import Known
from engine.definitions.namespaces import bpmn
from engine.definitions.parts import read_parts
from engine.definitions.problems import CheckProblem, error
from engine.errors import Invalid, say
from engine.safe_xml import parse_xml

_DIAGRAM_CHECKS = (
    check_schema,
    check_structure,
    check_events,
    check_gateways,
    check_support,
    check_reachability,
)


def check_bundle(bundle: Bundle, known: Known) -> list[CheckProblem]:
    """All problems of the bundle; never raises for bad input. Errors forbid publication, warnings do not."""
    return list(dict.fromkeys(_problems(bundle, known.outside(bundle.key))))


def _problems(bundle: Bundle, elsewhere: Known) -> Iterator[CheckProblem]:
    if not bundle.with_suffix(".bpmn") and not bundle.with_suffix(".dmn") and not bundle.with_suffix(".form"):
        yield error("schema", "", say("The bundle holds no diagram, table or form."))
    for path, content in bundle.with_suffix(".bpmn").items():
        yield from check_diagram_file(path, content)
    for use in read_parts(bundle).foreign_references():
        if (use.kind, use.id) not in elsewhere.parts:
            sentence = say("There is no %(kind)s “%(id)s”.", kind=word(use.kind.value), id=use.id)
            yield error("reference", use.where, sentence)


def check_diagram_file(path: str, content: bytes) -> Iterator[CheckProblem]:
    """What can be said of one diagram without the rest of its bundle."""
    try:
        root = parse_xml(content, path)
    except Invalid as refusal:
        yield from (error(problem.category, path, problem.sentence) for problem in refusal.problems)
        return
    if root.tag != bpmn("definitions"):
        yield error(
            "xml", path, say("This is not a BPMN 2.0 diagram: its outermost element is “%(tag)s”.", tag=str(root.tag))
        )
        return
    diagram = read_diagram(path, root)
    for check in _DIAGRAM_CHECKS:
        yield from check(diagram)
