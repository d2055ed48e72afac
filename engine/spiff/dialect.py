"""The door for diagrams: bundles of BPMN files in the Camunda 8 dialect become `ProcessSpecs`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from engine.errors import Invalid, Problem, say
from engine.safe_xml import parse_xml
from engine.spiff import elements, events, host_tasks, joins, subprocesses
from engine.spiff.describe import describe
from engine.spiff.extensions import BPMN
from engine.spiff.parsers.elements import ElementParser
from engine.spiff.parsers.events import (
    BoundaryEventParser,
    EndEventParser,
    EventGatewayParser,
    EventParser,
    ReceiveTaskParser,
    StartEventParser,
)
from engine.spiff.parsers.processes import ScopeParser, SubProcessParser
from engine.spiff.reserved_ids import rename_reserved_ids
from engine.spiff.specs import ProcessSpecs
from engine.spiff.structure import structure_problems

_PARSERS: dict[str, tuple[type[ElementParser], type[elements.Element]]] = {
    "startEvent": (StartEventParser, events.StartEvent),
    "endEvent": (EndEventParser, host_tasks.EndEvent),
    "intermediateCatchEvent": (EventParser, events.IntermediateCatchEvent),
    "intermediateThrowEvent": (EventParser, host_tasks.IntermediateThrowEvent),
    "boundaryEvent": (BoundaryEventParser, events.BoundaryEvent),
    "receiveTask": (ReceiveTaskParser, events.ReceiveTask),
    "task": (ElementParser, elements.PlainTask),
    "manualTask": (ElementParser, elements.ManualTask),
    "userTask": (ElementParser, elements.UserTask),
    "serviceTask": (ElementParser, host_tasks.ServiceTask),
    "sendTask": (ElementParser, host_tasks.ServiceTask),
    "scriptTask": (ElementParser, host_tasks.ScriptTask),
    "businessRuleTask": (ElementParser, host_tasks.BusinessRuleTask),
    "subProcess": (SubProcessParser, subprocesses.SubProcess),
    "callActivity": (ElementParser, subprocesses.CallActivity),
    "exclusiveGateway": (ElementParser, elements.ExclusiveGateway),
    "inclusiveGateway": (ElementParser, joins.InclusiveGateway),
    "parallelGateway": (ElementParser, joins.ParallelGateway),
    "eventBasedGateway": (EventGatewayParser, events.EventGateway),
}


class DialectParser(BpmnParser):
    """SpiffWorkflow's parser with our element parsers; one per file."""

    PARSER_CLASSES: ClassVar = {full_tag(tag): classes for tag, classes in _PARSERS.items()}
    PROCESS_PARSER_CLASS = ScopeParser

    def _add_data_stores(self, bpmn: Any) -> None:
        """Data stores are refused by `structure`, which names them all."""

    def _add_correlations(self, bpmn: Any) -> None:
        """Messages are correlated by `zeebe:subscription`."""


@dataclass(frozen=True)
class ParsedBundle:
    """The executable processes of a bundle, by process id; calls among them are resolved."""

    processes: Mapping[str, ProcessSpecs]


def parse_bundle(
    files: Mapping[str, bytes], *, origin: Any = None, called: Mapping[str, ProcessSpecs] | None = None
) -> ParsedBundle:
    """Parse the BPMN files (name -> bytes) of a bundle; names not ending in `.bpmn` are left alone.

    `origin` is kept in every `ProcessSpecs`; `called` resolves call activities to processes of other bundles.
    `Invalid` lists every problem, `where` being the element id, or the file name where no element is to blame.
    A call to a process that is not known is no problem here; it fails when it is run.
    """
    callable_processes: dict[str, ProcessSpecs] = dict(called or {})
    found: dict[str, ProcessSpecs] = {}
    problems: list[Problem] = []
    for file in sorted(files):
        if file.endswith(".bpmn"):
            _parse_file(file, files[file], origin, callable_processes, found, problems)
    if not found and not problems:
        problems.append(Problem("", say("There is no executable process."), "structure"))
    if problems:
        raise Invalid(problems)
    callable_processes.update(found)
    return ParsedBundle(found)


def _parse_file(
    file: str,
    data: bytes,
    origin: Any,
    callable_processes: Mapping[str, ProcessSpecs],
    found: dict[str, ProcessSpecs],
    problems: list[Problem],
) -> None:
    try:
        root = parse_xml(data, file)
    except Invalid as error:
        problems += error.problems
        return
    executable = [p for p in root.iterchildren(f"{BPMN}process") if p.get("isExecutable") == "true"]
    bad = [problem for process in executable for problem in structure_problems(process)]
    bad += [_process_twice(p.get("id")) for p in executable if p.get("id") in found]
    if root.tag != f"{BPMN}definitions":
        bad.append(Problem(file, say("The file is not a BPMN diagram."), "structure"))
    problems += bad
    if bad or not executable:
        return
    originals = rename_reserved_ids(root)
    try:
        parser = DialectParser()
        parser.add_bpmn_xml(root, file)
        for process in executable:
            spec = parser.get_spec(process.get("id"))
            specs = describe(process, spec, file, originals, origin, callable_processes)
            found[specs.process_id] = specs
    except (ValidationException, RecursionError) as error:
        problems.append(_unreadable(error, file, originals))


def _process_twice(process_id: str) -> Problem:
    return Problem(process_id, say("Two processes are called “%(id)s”.", id=process_id), "structure")


def _unreadable(error: Exception, file: str, originals: Mapping[str, str]) -> Problem:
    element_id = getattr(error, "id", "") or file
    sentence = say("This element cannot be read: %(reason)s", reason=str(error))
    return Problem(originals.get(element_id, element_id), sentence, "structure")
