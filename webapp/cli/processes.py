"""Cases from the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.actors import Actor
from webapp.cli.finding import case_argument, find_case
from webapp.cli.language import _
from webapp.cli.naming import element_name
from webapp.cli.output import print_facts, print_json, print_table, shown
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database
from webapp.cli.variables import read_variables

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.instances.models import ProcessInstance

FACTS = ("id", "business_key", "title", "status", "version", "amount", "currency", "started_at", "ended_at")


@click.group(
    # A paragraph of its own, so that the number is not broken at its hyphens.
    help=_("Start, list, show and cancel cases.") + "\n\n" + _("CASE is a number such as FA-DSP-2026-000001, or an id.")
)
def process() -> None:
    pass


@process.command(help=_("Start a process that may be started by hand, in the unit of whoever starts it."))
@click.argument("process_id")
@click.option("--variable", "pairs", multiple=True, metavar="NAME=JSON", help=_("A variable; may be repeated."))
@click.option("--title", default="", help=_("What the case is called in lists."))
@as_person_required
@as_json
def start(process_id: str, pairs: tuple[str, ...], title: str, login: str, is_json: bool) -> None:
    from engine.commands import perform
    from engine.commands.start_by_hand import start_by_hand

    variables = read_variables(pairs)
    with opened_database() as database:
        case = perform(database, lambda s: start_by_hand(s, actor_named(s, login), process_id, variables, title=title))
    _print_case({name: getattr(case, name) for name in FACTS}, is_json=is_json)


@process.command("list", help=_("List the cases one may see, newest first."))
@click.option("--status", type=click.Choice(["active", "completed", "cancelled"]), help=_("Only these."))
@click.option("--search", default="", help=_("Part of the number or the title."))
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 1000), help=_("How many at most."))
@as_person
@as_json
def list_cases(status: str | None, search: str, limit: int, login: str | None, is_json: bool) -> None:
    from engine.instances.models import InstanceStatus
    from engine.instances.queries import cases

    with opened_database() as database, database.reading() as session:
        found = cases(
            session,
            actor_named(session, login),
            status=InstanceStatus(status) if status else None,
            search=search,
            limit=limit,
        )
    if is_json:
        print_json([{name: getattr(case, name) for name in FACTS} for case in found])
        return
    print_table(
        [_("Number"), _("Title"), _("Status"), _("Version"), _("Started"), _("Id")],
        [(c.business_key, c.title, c.status, c.version, c.started_at, c.id) for c in found],
        empty=_("No cases."),
    )


@process.command(help=_("Show a case: what it waits for, what went wrong, what happened."))
@case_argument
@as_person
@as_json
def show(case: str, login: str | None, is_json: bool) -> None:
    with opened_database() as database, database.reading() as session:
        facts = _facts(session, actor_named(session, login), case)
    _print_case(facts, is_json=is_json)


@process.command(help=_("End a case and run its cancel hook."))
@case_argument
@click.option("--reason", required=True, help=_("Why."))
@as_person_required
def cancel(case: str, reason: str, login: str) -> None:
    from engine.commands import cancel_case, perform

    def act(session: Session) -> ProcessInstance:
        actor = actor_named(session, login)
        return cancel_case(session, actor, find_case(session, actor, case).id, reason)

    with opened_database() as database:
        click.echo(perform(database, act).status)


def _facts(session: Session, actor: Actor, text: str) -> dict[str, Any]:
    from engine import feel
    from engine.case_view import case_variables
    from engine.errors import Sentence
    from engine.history.queries import events_of
    from engine.instances.queries import open_incidents
    from engine.tasks.queries import open_tasks_of
    from engine.timers.queries import waiting_timers
    from webapp.cli.language import said

    case = find_case(session, actor, text)
    return {
        **{name: getattr(case, name) for name in FACTS},
        "tasks": [
            {"id": t.id, "element_id": t.element_id, "name": element_name(session, t.bundle_version_id, t.element_id)}
            for t in open_tasks_of(session, [case.id])
        ],
        "timers": [
            {"element_id": t.element_id, "literal": t.literal, "due_at": t.due_at}
            for t in waiting_timers(session, [case.id])
        ],
        "incidents": [
            {"id": i.id, "element_id": i.element_id, "message": said(Sentence.from_data(i.message))}
            for i, _case in open_incidents(session, actor, instance_id=case.id)
        ],
        "variables": feel.to_json(dict(case_variables(session, actor, case.id))),
        "events": [
            {"number": e.number, "at": e.at, "kind": e.kind, "element_id": e.element_id, "actor_id": e.actor_id}
            for e in events_of(session, case.id)
        ],
    }


def _print_case(facts: dict[str, Any], *, is_json: bool) -> None:
    if is_json:
        print_json(facts)
        return
    print_facts((name, facts[name]) for name in FACTS)
    for task in facts.get("tasks", ()):
        click.echo(_("waits for: %(name)s (%(id)s)") % task)
    for timer in facts.get("timers", ()):
        click.echo(_("timer: %(element)s at %(at)s") % {"element": timer["element_id"], "at": shown(timer["due_at"])})
    for incident in facts.get("incidents", ()):
        click.echo(_("incident: %(message)s (%(id)s)") % incident)
    for event in facts.get("events", ()):
        click.echo(f"{event['number']:>5}  {shown(event['at'])}  {event['kind']}  {event['element_id'] or ''}".rstrip())
