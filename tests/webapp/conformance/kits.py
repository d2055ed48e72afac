"""A kit of one folder, written for a test."""

from __future__ import annotations

from pathlib import Path

from tests.engine.decisions.dmn import decision, literal, model

_CASE = (
    '<testCase id="{id}">{inputs}<resultNode name="{name}"{error}><expected>{expected}</expected></resultNode>'
    "</testCase>"
)


def case(id_: str, name: str, expected: str, *, inputs: str = "", may_fail: bool = False) -> str:
    """One test case; `expected` is XML."""
    return _CASE.format(
        id=id_, name=name, inputs=inputs, expected=expected, error=' errorResult="true"' if may_fail else ""
    )


def value(text: str, kind: str) -> str:
    return f'<value xsi:type="xsd:{kind}">{text}</value>'


def write_kit(folder: Path, *cases: str, name: str = "0001-first", **decisions: str) -> Path:
    """A folder of level 3 with decisions by name, each a literal expression, and these cases."""
    place = folder / "compliance-level-3" / name
    place.mkdir(parents=True)
    parts = (decision(each, literal(text)) for each, text in decisions.items())
    (place / "first.dmn").write_bytes(model(*parts))
    (place / f"{name}-test-01.xml").write_text(
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">'
        f"<modelName>first.dmn</modelName>{''.join(cases)}</testCases>",
        encoding="utf-8",
    )
    return folder
