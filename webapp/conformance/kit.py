"""Runs the DMN Technology Compatibility Kit: folders of models and test cases, each inputs and the values expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from lxml import etree

from engine.decisions import DecisionModel, read_decisions
from engine.errors import EngineError, NotFound, say
from engine.safe_xml import parse_xml
from webapp.conformance.values import TEST_CASES, is_expected, value_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEFT_OUT = {"0076-feel-external-java": "functions in Java classes"}
"""Folders that are not run, and why."""


class Result(StrEnum):
    """As the kit's own reports call it."""

    SUCCESS = "SUCCESS"
    ERROR = "ERROR"
    IGNORED = "IGNORED"


@dataclass(frozen=True)
class Outcome:
    """One test case: where it is, how it went, and for an error what was expected and what came instead."""

    level: str
    folder: str
    file: str
    case: str
    result: Result
    told: str = ""

    @property
    def row(self) -> tuple[str, str, str, str]:
        """As in the kit's reports: folder with its level, test file without ending, case, result."""
        return f"{self.level}/{self.folder}", self.file, self.case, self.result.value


def run_kit(path: Path) -> Iterator[Outcome]:
    """The outcome of every case in a kit, one of its levels, or one of their folders. Refused: a path without cases."""
    folders = sorted({file.parent for file in path.rglob("*-test-*.xml")})
    if not folders:
        raise NotFound(say("“%(path)s” holds no test cases of the kit.", path=str(path)))
    for folder in folders:
        yield from run_folder(folder.resolve())


def run_folder(folder: Path) -> Iterator[Outcome]:
    """The outcome of every case in one folder."""
    for file in sorted(folder.glob("*-test-*.xml")):
        root = parse_xml(file.read_bytes(), file.name)
        model, refused = _model(folder, (root.findtext(f"{TEST_CASES}modelName") or "").strip())
        for case in root.iter(f"{TEST_CASES}testCase"):
            result, told = Result.IGNORED, ""
            if folder.name not in LEFT_OUT:
                told = refused if model is None else "; ".join(_failures(model, case))
                result = Result.ERROR if told else Result.SUCCESS
            yield Outcome(folder.parent.name, folder.name, file.stem, case.get("id") or "", result, told)


def _model(folder: Path, name: str) -> tuple[DecisionModel | None, str]:
    """The model, or why it is refused."""
    try:
        files = {file.name: file.read_bytes() for file in folder.glob("*.dmn")}
        return read_decisions(files[name], name, beside=files), ""
    except EngineError as refusal:
        return None, "; ".join(str(each) for each in getattr(refusal, "problems", (refusal,)))


def _failures(model: DecisionModel, case: etree._Element) -> Iterator[str]:
    """What each result of the case that is not as expected was to be, and is."""
    context = {each.get("name") or "": value_of(each) for each in case.iterfind(f"{TEST_CASES}inputNode")}
    for node in case.iter(f"{TEST_CASES}resultNode"):
        name, service = node.get("name") or "", case.get("invocableName")
        expected_node = node.find(f"{TEST_CASES}expected")
        expected = None if expected_node is None else value_of(expected_node)
        may_fail = node.get("errorResult") == "true"
        try:
            value = model.evaluate(service or name, context, now=NOW).value
        except EngineError as error:
            if not may_fail:
                yield f"{name}: expected {expected!r}, got the error “{error}”"
            continue
        if service and isinstance(value, dict) and name in value:
            value = value[name]
        if not is_expected(value, expected) and not (may_fail and value is None):
            yield f"{name}: expected {expected!r}, got {value!r}"
