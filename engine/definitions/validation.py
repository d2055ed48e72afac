"""The publication check: everything that is wrong with a bundle, by category, on the element it concerns."""

from __future__ import annotations

from collections.abc import Iterator

from engine.decisions import DecisionModel, parse_decisions
from engine.definitions.bundles import Bundle
from engine.definitions.checks.calls import check_calls
from engine.definitions.checks.collaboration import check_collaboration
from engine.definitions.checks.deadlocks import check_deadlocks
from engine.definitions.checks.diagrams import Diagram
from engine.definitions.checks.events import check_events
from engine.definitions.checks.expressions import check_expressions
from engine.definitions.checks.gateways import check_gateways
from engine.definitions.checks.labels import check_labels, read_labels
from engine.definitions.checks.material import Material
from engine.definitions.checks.parallel import check_parallel_writes
from engine.definitions.checks.reachability import check_reachability
from engine.definitions.checks.reading import read_diagram
from engine.definitions.checks.references import check_references
from engine.definitions.checks.schema import check_schema
from engine.definitions.checks.structure import check_structure
from engine.definitions.checks.support import check_support
from engine.definitions.checks.tables import check_asked_names, check_table
from engine.definitions.checks.tasks import check_tasks
from engine.definitions.checks.timers import check_timers
from engine.definitions.checks.ways_back import check_ways_back
from engine.definitions.known import Known
from engine.definitions.namespaces import bpmn
from engine.definitions.problems import CheckProblem, error
from engine.errors import EngineError, Invalid, say
from engine.forms import Form, parse_form
from engine.safe_xml import parse_xml
from engine.spiff import parse_bundle

_ALONE = (
    check_schema,
    check_structure,
    check_events,
    check_gateways,
    check_collaboration,
    check_support,
    check_timers,
    check_reachability,
    check_deadlocks,
    check_parallel_writes,
)
_WITH_THE_REST = (check_expressions, check_tasks, check_calls, check_ways_back, check_asked_names)


def check_bundle(bundle: Bundle, known: Known) -> list[CheckProblem]:
    """All problems of the bundle, each once; never raises for bad input. Errors forbid publication, warnings do not."""
    found: list[CheckProblem] = []
    material = _read(bundle, known.outside(bundle.key), found)
    for diagram in material.diagrams:
        found += [problem for check in _ALONE for problem in check(diagram)]
        found += [problem for check in _WITH_THE_REST for problem in check(diagram, material)]
    found += check_references(bundle, material)
    found += check_labels(material)
    if not any(problem.is_error for problem in found):
        found += _unreadable(bundle)
    return list(dict.fromkeys(found))


def check_diagram(path: str, content: bytes) -> list[CheckProblem]:
    """What can be said of one diagram without the rest of its bundle."""
    found: list[CheckProblem] = []
    diagram = _read_diagram(path, content, found)
    if diagram is not None:
        found += [problem for check in _ALONE for problem in check(diagram)]
    return list(dict.fromkeys(found))


def _read(bundle: Bundle, known: Known, found: list[CheckProblem]) -> Material:
    """Whatever can be read; what cannot goes to `found`."""
    if not any(bundle.with_suffix(suffix) for suffix in (".bpmn", ".dmn", ".form")):
        found.append(error("schema", "", say("The bundle holds no diagram, table or form.")))
    diagrams = [_read_diagram(path, content, found) for path, content in bundle.with_suffix(".bpmn").items()]
    labels = {}
    for language, content in bundle.label_files.items():
        labels[language], problems = read_labels(f"labels.{language}.json", content)
        found += problems
    return Material(
        known=known,
        diagrams=tuple(diagram for diagram in diagrams if diagram is not None),
        forms=dict(_read_forms(bundle, found)),
        tables=dict(_read_tables(bundle, found)),
        labels=labels,
    )


def _read_diagram(path: str, content: bytes, found: list[CheckProblem]) -> Diagram | None:
    try:
        root = parse_xml(content, path)
    except Invalid as refusal:
        found += [error(problem.category, path, problem.sentence) for problem in refusal.problems]
        return None
    if root.tag != bpmn("definitions"):
        sentence = say("This is not a BPMN 2.0 diagram: its outermost element is “%(tag)s”.", tag=str(root.tag))
        found.append(error("xml", path, sentence))
        return None
    return read_diagram(path, root)


def _read_tables(bundle: Bundle, found: list[CheckProblem]) -> Iterator[tuple[str, DecisionModel]]:
    files = bundle.with_suffix(".dmn")
    for path, content in files.items():
        try:
            model = parse_decisions(content, path, beside=files)
            found += check_table(path, model)
            yield path, model
        except Invalid as refusal:
            found += [error("table", _within(path, problem.where), problem.sentence) for problem in refusal.problems]
        except EngineError as refusal:
            found.append(error("table", path, refusal.sentence))


def _read_forms(bundle: Bundle, found: list[CheckProblem]) -> Iterator[tuple[str, Form]]:
    for path, content in bundle.with_suffix(".form").items():
        try:
            yield path, parse_form(content, path)
        except Invalid as refusal:
            found += [error("form", _within(path, problem.where), problem.sentence) for problem in refusal.problems]


def _unreadable(bundle: Bundle) -> Iterator[CheckProblem]:
    """Whatever the parser that will run the diagrams still objects to: what is published can be loaded."""
    for path, content in bundle.with_suffix(".bpmn").items():
        try:
            parse_bundle({path: content})
        except Invalid as refusal:
            yield from (error("unsupported", _within(path, each.where), each.sentence) for each in refusal.problems)


def _within(path: str, where: str) -> str:
    """`file#id` of a place that is named by its id alone, or already in full."""
    if not where or where == path or where.startswith(f"{path}#"):
        return where or path
    return f"{path}#{where}"
