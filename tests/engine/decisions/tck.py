"""Runs the DMN Technology Compatibility Kit: each case is a decision, its inputs and the value expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from engine.decisions import DecisionModel, read_decisions
from engine.errors import EngineError
from engine.feel.comparison import equals
from engine.feel.numbers import is_number
from engine.feel.run import Run
from engine.feel.temporal import read_date, read_datetime, read_duration, read_time

_CASE = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """One result node of one test case."""

    folder: str
    case: str
    node: str
    passed: bool
    told: str


def run_folder(folder: Path) -> Iterator[Outcome]:
    """The outcome of every case in a folder of the kit."""
    for file in sorted(folder.glob("*.xml")):
        root = etree.parse(file).getroot()
        model: DecisionModel | None
        try:
            name = (root.findtext(f"{_CASE}modelName") or "").strip()
            files = {each.name: each.read_bytes() for each in folder.glob("*.dmn")}
            model = read_decisions(files[name], name, beside=files)
            refused = ""
        except EngineError as error:
            model, refused = None, "; ".join(map(str, getattr(error, "problems", [error])))
        for case in root.iter(f"{_CASE}testCase"):
            for node in case.iter(f"{_CASE}resultNode"):
                passed, told = (False, refused) if model is None else _run(model, case, node)
                yield Outcome(folder.name, case.get("id") or "", node.get("name") or "", passed, told)


def _run(model: DecisionModel, case: etree._Element, node: etree._Element) -> tuple[bool, str]:
    context = {each.get("name") or "": _value(each) for each in case.iterfind(f"{_CASE}inputNode")}
    expected_node = node.find(f"{_CASE}expected")
    expected = None if expected_node is None else _value(expected_node)
    service, name = case.get("invocableName"), node.get("name") or ""
    try:
        value = model.evaluate(service or name, context, now=NOW).value
        value = value.get(name) if service and isinstance(value, dict) and name in value else value
    except EngineError as error:
        return expected is None, f"expected {expected!r}, error {error}"
    return _same(value, expected), f"expected {expected!r}, got {value!r}"


def _same(value: Any, expected: Any) -> bool:
    if is_number(value) and is_number(expected):
        return abs(Decimal(value) - Decimal(expected)) <= Decimal("1e-8") * max(Decimal(1), abs(Decimal(expected)))
    if isinstance(value, list) and isinstance(expected, list):
        return len(value) == len(expected) and all(map(_same, value, expected))
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(_same(value[key], expected[key]) for key in expected)
    return equals(Run(), value, expected) is True


def _value(node: etree._Element) -> Any:
    listed = node.find(f"{_CASE}list")
    if listed is not None:
        if listed.get(f"{_XSI}nil") == "true":
            return None
        return [_value(item) for item in listed.iterfind(f"{_CASE}item")]
    components = node.findall(f"{_CASE}component")
    if components:
        return {each.get("name"): _value(each) for each in components}
    value = node.find(f"{_CASE}value")
    if value is None or value.get(f"{_XSI}nil") == "true":
        return None
    return _scalar(value.text or "", (value.get(f"{_XSI}type") or "").rpartition(":")[2])


def _scalar(text: str, kind: str) -> Any:
    if kind in ("decimal", "double", "integer", "int", "float", "long"):
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    readers = {"date": read_date, "time": read_time, "dateTime": read_datetime, "duration": read_duration}
    return readers[kind](text.strip()) if kind in readers else text
