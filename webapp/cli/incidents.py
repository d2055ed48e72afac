"""What went wrong, from the shell."""

from __future__ import annotations

from uuid import UUID

import click

from engine.errors import Sentence
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, opened_database
from webapp.cli.variables import read_variables


@click.group(help=_("List what went wrong, and try it again."))
def incident() -> None:
    pass


@incident.command("list", help=_("List the open incidents, oldest first."))
@as_person
@as_json
def list_incidents(login: str | None, is_json: bool) -> None:
    from engine.instances.queries import open_incidents

    with opened_database() as database, database.reading() as session:
        found = open_incidents(session, actor_named(session, login))
    rows = [
        {
            "id": incident.id,
            "case": case.business_key or str(case.id),
            "element_id": incident.element_id,
            "kind": incident.kind,
            "attempts": incident.attempts,
            "opened_at": incident.opened_at,
            "message": said(Sentence.from_data(incident.message)),
        }
        for incident, case in found
    ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Id"), _("Case"), _("Element"), _("Kind"), _("Attempts"), _("Since"), _("What happened")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("No incidents."))


@incident.command(help=_("Set variables, if any are given, and let the case run on from where it stopped."))
@click.argument("incident_id", type=click.UUID)
@click.option("--variable", "pairs", multiple=True, metavar="NAME=JSON", help=_("A variable; may be repeated."))
@as_person
def retry(incident_id: UUID, pairs: tuple[str, ...], login: str | None) -> None:
    from engine.commands import perform, retry_incident
    from engine.instances.queries import find_incident

    variables = read_variables(pairs)
    with opened_database() as database:
        perform(database, lambda s: retry_incident(s, actor_named(s, login), incident_id, variables=variables))
        with database.reading() as session:
            is_open = find_incident(session, incident_id).resolved_at is None
    click.echo(_("It failed again; the incident stays open.") if is_open else _("The case runs on."))
    if is_open:
        raise SystemExit(1)
