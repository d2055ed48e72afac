"""What went wrong, from the shell."""

from __future__ import annotations

from uuid import UUID

import click

from engine.errors import Sentence, say
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, opened_database
from webapp.cli.variables import read_variables


@click.group(help=_("List what went wrong, and try it again."))
def incident() -> None:
    pass


@incident.command("list", help=_("List the open incidents, oldest first."))
@click.option("--settled", is_flag=True, help=_("List the settled ones instead, newest first."))
@click.option("--kind", default="", help=_("Only of this kind: service_task_failed, nobody_to_ask, ..."))
@click.option("--process", "process_id", default="", help=_("Only of this process, by its id."))
@click.option("--element", "element_id", default="", help=_("Only at this element, by its id."))
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help=_("How many at most."))
@as_person
@as_json
def list_incidents(
    settled: bool, kind: str, process_id: str, element_id: str, limit: int, login: str | None, is_json: bool
) -> None:
    from engine.instances.incidents import IncidentFilter, incidents

    wanted = IncidentFilter(not settled, kind, process_id, element_id)
    with opened_database() as database, database.reading() as session:
        found = incidents(session, actor_named(session, login), wanted, limit=limit)
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
    from engine.commands import Retried, perform, retry_incident

    variables = read_variables(pairs)
    with opened_database() as database:
        outcome = perform(
            database, lambda s: retry_incident(s, actor_named(s, login), incident_id, variables=variables)
        )
    match outcome:
        case Retried.RUNS_ON:
            click.echo(_("The case runs on."))
        case Retried.SOON:
            click.echo(_("It is tried with the next tick."))
        case Retried.FAILED_AGAIN:
            click.echo(_("It failed again; the incident stays open."))
            raise SystemExit(1)


@incident.command(help=_("Close an incident by hand, where nothing is left to be done."))
@click.argument("incident_id", type=click.UUID)
@click.option("--reason", required=True, help=_("Why; the history keeps it."))
@as_person
def settle(incident_id: UUID, reason: str, login: str | None) -> None:
    from engine.commands import perform, settle_incident

    with opened_database() as database:
        perform(database, lambda s: settle_incident(s, actor_named(s, login), incident_id, reason))
    click.echo(_("The incident is settled."))


@incident.command("retry-all", help=_("Try all open incidents of a kind, process or element again, each by itself."))
@click.option("--kind", default="", help=_("Only of this kind: service_task_failed, nobody_to_ask, ..."))
@click.option("--process", "process_id", default="", help=_("Only of this process, by its id."))
@click.option("--element", "element_id", default="", help=_("Only at this element, by its id."))
@as_person
def retry_all(kind: str, process_id: str, element_id: str, login: str | None) -> None:
    from engine.commands import perform, retry_incidents
    from engine.commands.retry_incidents import MOST_AT_ONCE
    from engine.instances.incidents import IncidentFilter, incidents

    wanted = IncidentFilter(True, kind, process_id, element_id)
    with opened_database() as database:
        with database.reading() as session:
            found = incidents(session, actor_named(session, login), wanted, limit=MOST_AT_ONCE)
        ids = [incident.id for incident, _case in found]
        perform(database, lambda s: retry_incidents(s, actor_named(s, login), ids))
    click.echo(said(say("%(count)s incidents are tried with the next tick.", count=len(ids))))
