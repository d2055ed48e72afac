"""`zhangshi feel` and `zhangshi decide`: what an expression or a decision table answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from webapp.cli.language import _
from webapp.cli.output import print_json, print_table
from webapp.cli.running import as_json


@click.command(help=_("Compute a FEEL expression, and print its value as FEEL writes it."))
@click.argument("expression")
@click.option("--context", "text", default="{}", metavar="JSON|@FILE", help=_("The variables, as a JSON object."))
@as_json
def feel(expression: str, text: str, is_json: bool) -> None:
    from engine import clock
    from engine.feel import evaluate, parse_expression

    context = _context(text)
    parsed = parse_expression(expression, frozenset(context), frozenset(_keys(context)))
    _print_value(evaluate(parsed, context, now=clock.now().astimezone()), is_json=is_json)


@click.command(help=_("Make a decision of a DMN file. Models that it imports are looked for in its folder."))
@click.argument("path", metavar="MODEL.dmn", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--decision", "name", required=True, metavar="NAME", help=_("The name or id of the decision."))
@click.option("--input", "text", default="{}", metavar="JSON|@FILE", help=_("The input data, as a JSON object."))
@as_json
def decide(path: Path, name: str, text: str, is_json: bool) -> None:
    from engine import clock
    from engine.decisions import parse_decisions
    from webapp.conformance.models import files_beside

    model = parse_decisions(path.read_bytes(), path.name, beside=files_beside(path))
    result = model.evaluate(name, _context(text), now=clock.now().astimezone())
    if is_json:
        hits = [
            {
                "decision": hit.decision_id,
                "table": hit.table_id,
                "rule": hit.number,
                "rule_id": hit.rule_id,
                "inputs": _as_json(hit.inputs),
                "outputs": _as_json(hit.outputs),
            }
            for hit in result.matched_rules
        ]
        print_json({"value": _as_json(result.value), "matched_rules": hits})
        return
    _print_value(result.value, is_json=False)
    if result.matched_rules:
        rows = [
            (hit.decision_id, hit.number, _listed(hit.inputs), _listed(hit.outputs)) for hit in result.matched_rules
        ]
        click.echo()
        print_table([_("Decision"), _("Rule"), _("Inputs"), _("Outputs")], rows, empty="")


def _context(text: str) -> dict[str, Any]:
    """The variables of a JSON object, or of a file of it after `@`."""
    from engine.feel import from_json

    written = Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
    try:
        data = json.loads(written, parse_float=Decimal)
    except ValueError as error:
        raise click.UsageError(_("This is no JSON: %(reason)s") % {"reason": error}) from error
    context = from_json(data)
    if not isinstance(context, dict):
        raise click.UsageError(_("Give a JSON object: names and their values."))
    return context


def _keys(value: Any) -> Iterator[str]:
    """The keys of all contexts in a value: an expression may name them after a point."""
    if isinstance(value, dict):
        yield from value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(part)


def _print_value(value: Any, *, is_json: bool) -> None:
    if is_json:
        print_json(_as_json(value))
        return
    click.echo(_literal(value))


def _as_json(value: Any) -> Any:
    """The value as an API gives it, exactly."""
    from engine.feel import to_json

    return to_json(value)


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_literal(value)}" for name, value in values.items())


def _literal(value: Any) -> str:
    """The text of a value; a string in quotes."""
    from engine.feel import to_text

    return to_text([value])[1:-1]
