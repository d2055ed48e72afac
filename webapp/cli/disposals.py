"""Disposal requests from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.actors import Actor
from engine.errors import NotFound, say
from webapp.cli.assets import find_visible
from webapp.cli.finding import find_case
from webapp.cli.language import _
from webapp.cli.output import print_facts, print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database
from webapp.cli.uploads import store_path

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session

    from workflows.disposal.models import DisposalRequest

FACTS = (
    "number",
    "status",
    "reason",
    "verdict",
    "method",
    "est_proceeds",
    "currency",
    "requested_at",
    "revision",
    "id",
)


@click.group(help=_("Mark assets for disposal, and look at requests."))
def disposal() -> None:
    pass


@disposal.command(help=_("Mark assets for disposal: the request gets its number and its case begins."))
@click.argument("asset_nos", nargs=-1, required=True, metavar="ASSET_NO...")
@click.option("--reason", required=True, help=_("Why it is done for."))
@click.option(
    "--verdict",
    type=click.Choice(["irreparable", "repairable", "pending"]),
    default="pending",
    show_default=True,
    help=_("Can it be repaired? Counts from a maintenance engineer."),
)
@click.option(
    "--photo", "photos", multiple=True, required=True, type=click.Path(path_type=Path), help=_("A photo of it.")
)
@as_person_required
@as_json
def mark(
    asset_nos: tuple[str, ...], reason: str, verdict: str, photos: tuple[Path, ...], login: str, is_json: bool
) -> None:
    from engine.commands import perform
    from workflows.disposal.operations import mark_for_disposal

    with opened_database() as database:
        with database.reading() as session:
            actor = actor_named(session, login)
            asset_ids = [find_visible(session, actor, asset_no).id for asset_no in asset_nos]
        photo_ids = [store_path(database, actor, photo) for photo in photos]

        def act(session: Session) -> DisposalRequest:
            return mark_for_disposal(
                session, actor, asset_ids, reason=reason, verdict=verdict, photo_ids=photo_ids, source="cli"
            )

        _print(_values(perform(database, act)), is_json=is_json)


@disposal.command("list", help=_("List the requests one may see, newest first."))
@click.option("--search", default="", help=_("Part of the number."))
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 1000), help=_("How many at most."))
@as_person
@as_json
def list_disposals(search: str, limit: int, login: str | None, is_json: bool) -> None:
    from workflows.disposal.queries import list_requests

    with opened_database() as database, database.reading() as session:
        found = list_requests(session, actor_named(session, login), search=search, limit=limit)
    if is_json:
        print_json([_values(request) for request in found])
        return
    print_table(
        [_("Number"), _("Status"), _("Verdict"), _("Reason"), _("Requested")],
        [(r.number, r.status, r.verdict, r.reason, r.requested_at) for r in found],
        empty=_("No requests."),
    )


@disposal.command(help=_("Show a request: its assets with their values, its flags and its journal."))
@click.argument("number")
@as_person
@as_json
def show(number: str, login: str | None, is_json: bool) -> None:
    with opened_database() as database, database.reading() as session:
        facts = _facts(session, actor_named(session, login), number)
    _print(facts, is_json=is_json)


@disposal.command(help=_("Show what a request has to prove and what is there; add to it, or go without."))
@click.argument("number")
@click.option("--add", "added", metavar="ITEM", help=_("Bring evidence for this item."))
@click.option("--statement", default="", help=_("Evidence in words."))
@click.option("--file", "files", multiple=True, type=click.Path(path_type=Path), help=_("Evidence as a file."))
@click.option("--waive", "waived", metavar="ITEM", help=_("Go without this item."))
@click.option("--reason", default="", help=_("Why the case can be closed without it."))
@as_person
@as_json
def evidence(
    number: str,
    added: str | None,
    statement: str,
    files: tuple[Path, ...],
    waived: str | None,
    reason: str,
    login: str | None,
    is_json: bool,
) -> None:
    from engine.commands import perform
    from workflows.disposal.proving import bring_evidence, checklist_of, waive_evidence

    with opened_database() as database:
        with database.reading() as session:
            actor = actor_named(session, login)
            request_id = _request_id(session, actor, number)
        file_ids = [store_path(database, actor, file) for file in files]

        def act(session: Session) -> None:
            if added:
                bring_evidence(session, actor, request_id, added, file_ids=file_ids, statement=statement)
            if waived:
                waive_evidence(session, actor, request_id, waived, reason=reason)

        if added or waived:
            perform(database, act)
        with database.reading() as session:
            rows = [
                {
                    "item": row.item.value,
                    "is_required": row.is_required,
                    "is_there": row.is_there,
                    "is_waived": row.waiver is not None,
                    "brought_by": row.brought_by,
                }
                for row in checklist_of(session, request_id)
            ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Evidence"), _("Required"), _("There"), _("Done without"), _("Brought by")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("Nothing is required."))


def _request_id(session: Session, actor: Actor, number: str) -> UUID:
    from workflows.disposal.operations import SUBJECT_KIND

    case = find_case(session, actor, number)
    if case.subject_kind != SUBJECT_KIND or case.subject_id is None:
        raise NotFound(say("There is no such disposal request."))
    return case.subject_id


def _facts(session: Session, actor: Actor, number: str) -> dict[str, Any]:
    from workflows.disposal.queries import request_facts

    facts = request_facts(session, _request_id(session, actor, number))
    return {
        **_values(facts.request),
        "original_cost": facts.original_cost,
        "net_value": facts.net_value,
        "carrying": facts.carrying,
        "flags": list(facts.flags),
        "assets": [
            {"asset_no": item.asset.asset_no, "name": item.asset.name, "state": item.asset.state}
            for item in facts.assets
        ],
        "journal": _journal(facts.journal, facts.journal_lines) if facts.journal else None,
    }


def _journal(journal: Any, lines: Any) -> dict[str, Any]:
    return {
        "id": journal.id,
        "number": journal.number,
        "status": journal.status,
        "posting_on": journal.posting_on,
        "drafted_for": journal.drafted_for,
        "lines": [
            {"account": line.account_code, "debit": line.debit, "credit": line.credit, "text": line.text}
            for line in lines
        ],
    }


def _values(request: DisposalRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in FACTS} | {"instance_id": request.instance_id}


def _print(facts: dict[str, Any], *, is_json: bool) -> None:
    if is_json:
        print_json(facts)
        return
    print_facts((name, value) for name, value in facts.items() if name not in ("assets", "journal"))
    for asset in facts.get("assets", ()):
        click.echo(f"{asset['asset_no']}  {asset['name']}  {asset['state']}")
    if journal := facts.get("journal"):
        click.echo(
            f"{journal['number'] or '–'}  {journal['status']}  {journal['posting_on'] or journal['drafted_for']}"
        )
        for line in journal["lines"]:
            click.echo(f"  {line['account']:<8} {line['debit']:>14} {line['credit']:>14}  {line['text']}")
