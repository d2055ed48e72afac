"""`key=value` pairs of the command line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import click

from webapp.cli.language import _


def read_pairs(pairs: Iterable[str]) -> list[tuple[str, str]]:
    """(key, value) of each `key=value`; wrong usage where there is no `=`."""
    read = []
    for pair in pairs:
        key, separator, value = pair.partition("=")
        if not separator or not key.strip():
            raise click.UsageError(_("Write it as key=value: “%(pair)s” is not.") % {"pair": pair})
        read.append((key.strip(), value))
    return read


def read_variables(pairs: Iterable[str]) -> dict[str, Any]:
    """Variables as FEEL values: what is JSON (`3`, `true`, `"text"`, `[1]`) is read as such, anything else is text."""
    from engine import feel

    return {key: feel.from_json(_json_or_text(value)) for key, value in read_pairs(pairs)}


def _json_or_text(value: str) -> Any:
    try:
        return json.loads(value, parse_float=Decimal)
    except ValueError:
        return value
