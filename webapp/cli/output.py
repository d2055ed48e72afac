"""How answers leave: tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import click

from webapp.cli.fact_names import FACT_NAMES

WIDTH_FOR_FILES = 240


def print_json(value: Any) -> None:
    """The value as JSON: amounts as strings, instants in UTC, ids as text."""
    from engine.types import canonical_json

    click.echo(json.dumps(json.loads(canonical_json(value)), ensure_ascii=False, indent=2))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, empty: str) -> None:
    """The rows under their headings; `empty` where there is none."""
    from rich.console import Console
    from rich.table import Table

    rows = list(rows)
    if not rows:
        click.echo(empty)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(shown(value) for value in row))
    Console(width=None if sys.stdout.isatty() else WIDTH_FOR_FILES, highlight=False, markup=False).print(table)


def print_facts(facts: Iterable[tuple[str, Any]]) -> None:
    """What each fact is called, and its value, one a line."""
    from rich.cells import cell_len

    listed = [(FACT_NAMES.get(name, name), shown(value)) for name, value in facts]
    width = max((cell_len(name) for name, _value in listed), default=0)
    for name, value in listed:
        click.echo(f"{name}{' ' * (width - cell_len(name))}  {value}")


def shown(value: Any) -> str:
    """A value as a person reads it: instants in the time zone of the shell, which they name."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return value.astimezone().isoformat(sep=" ", timespec="minutes")
    if isinstance(value, (list, tuple)):
        return ", ".join(map(shown, value))
    return str(value)
