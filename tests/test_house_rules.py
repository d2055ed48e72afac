"""The rules of the house that import-linter cannot see. A failing rule says what to do instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import DateTime, Float, Numeric
from sqlalchemy.types import TypeDecorator

from engine.db import Base
from webapp.schema import import_all_models

ROOT = Path(__file__).parents[1]
PACKAGES = ("engine", "workflows", "webapp")
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "node_modules" not in path.parts
)


def source_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file with the dotted text of what is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def offences(pattern: str, allowed: tuple[str, ...] = ()) -> list[str]:
    """Where a call whose dotted name matches `pattern` stands outside the allowed files."""
    regex = re.compile(pattern)
    return [
        f"{source_id(path)}:{node.lineno} calls {name}"
        for path in SOURCES
        if not source_id(path).startswith(allowed or ("//",))
        for name, node in calls(path)
        if regex.search(name)
    ]


def test_no_column_is_a_float_or_a_naive_instant() -> None:
    import_all_models()
    bad = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if not isinstance(column.type, TypeDecorator) and isinstance(column.type, (Numeric, Float, DateTime))
    ]
    assert not bad, f"use Money, Quantity, UnitCost or UtcInstant of engine.types: {bad}"


def test_only_the_clock_asks_what_time_it_is() -> None:
    found = offences(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time|func\.now)$", ("engine/clock.py",))
    assert not found, f"use engine.clock.now(): {found}"


def test_nobody_below_the_edge_opens_or_ends_a_transaction() -> None:
    found = offences(r"(session|connection)\.(commit|rollback|begin)$", ("engine/db.py", "webapp/migrations/"))
    assert not found, f"transactions are opened at the edge by Database.transaction(): {found}"
    edges = (
        "engine/commands/acting.py",
        "engine/commands/run_jobs.py",
        "engine/commands/tick.py",
        "engine/commands/send_messages.py",
        "engine/commands/take_checkpoints.py",
        "engine/runner/",
        "webapp/",
    )
    found = offences(r"\.(transaction|reading)$", edges)
    assert not found, f"take `session` as an argument instead: {found}"


def test_nothing_is_evaluated_but_feel() -> None:
    found = offences(r"^(eval|exec|compile|__import__)$")
    assert not found, f"expressions are FEEL (engine.feel): {found}"


def test_nothing_is_unpickled() -> None:
    found = offences(r"(pickle|marshal|shelve)\.")
    assert not found, f"state is JSON text: {found}"


def test_every_flush_says_what_for() -> None:
    bad = [
        f"{source_id(path)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "session.flush()" in line and "#" not in line
    ]
    assert not bad, f"say in a comment on the line what the flush is for: {bad}"


def test_classes_are_named_for_what_they_are() -> None:
    bad = [
        f"{source_id(path)}: {node.name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Service|Helper|Util|Utils)$", node.name)
        if path.parent.name != "decisions"  # “decision service” is DMN's own term
    ]
    assert not bad, f"name the thing in the domain's own word: {bad}"


def test_xml_is_read_by_one_function() -> None:
    found = offences(
        r"etree\.(fromstring|parse|XML)$", ("engine/safe_xml.py", "engine/definitions/checks/schema.py")
    )  # its own XSD
    assert not found, f"use engine.safe_xml.parse_xml: {found}"


def test_templates_have_no_inline_scripts() -> None:
    bad = [
        f"{source_id(path)}: {match.group(0)[:60]}"
        for path in (ROOT / "webapp" / "templates").rglob("*.html")
        for match in re.finditer(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=", path.read_text(encoding="utf-8"))
        if 'type="application/json"' not in match.group(0)
    ]
    assert not bad, f"scripts are modules of webapp/frontend: the CSP allows nothing else: {bad}"


@pytest.mark.parametrize("path", SOURCES, ids=source_id)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree), "begin the module with a line on what this room is for"
