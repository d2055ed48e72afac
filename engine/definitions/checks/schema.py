"""The XML schema of BPMN 2.0 (OMG formal/2011-01-03), as the parser's package carries it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution

from lxml import etree

from engine.definitions.checks.diagrams import Diagram
from engine.definitions.problems import CheckProblem, error
from engine.errors import say

_XSD = "SpiffWorkflow/bpmn/parser/schema/BPMN20.xsd"
_NAMESPACE = re.compile(r"\{http[^}]*\}")
MAX_PROBLEMS = 50

_one_at_a_time = threading.Lock()


def check_schema(diagram: Diagram) -> Iterator[CheckProblem]:
    """What the file has that the schema does not allow; extensions of other namespaces pass."""
    for element, reason in _findings(diagram.root)[:MAX_PROBLEMS]:
        where = diagram.path if element is None else diagram.where(element)
        yield error("schema", where, say("This is not valid BPMN: %(reason)s", reason=reason))


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(distribution("SpiffWorkflow").locate_file(_XSD))))


def _findings(root: etree._Element) -> list[tuple[etree._Element | None, str]]:
    with _one_at_a_time:  # the schema object keeps one error log for all threads
        schema = _schema()
        if schema.validate(root):
            return []
        entries = [(entry.path, entry.message) for entry in schema.error_log]
    return [(_element_at(root, path), _NAMESPACE.sub("", message)) for path, message in entries]


def _element_at(root: etree._Element, path: str | None) -> etree._Element | None:
    if not path:
        return None
    try:
        found = root.getroottree().xpath(path, namespaces={prefix: uri for prefix, uri in root.nsmap.items() if prefix})
    except etree.XPathError:  # a prefix declared further down
        return None
    return found[0] if found else None
