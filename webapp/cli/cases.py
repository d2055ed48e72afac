"""What one may do with a case as a whole, from the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.actors import Actor
from engine.errors import say
from webapp.cli.finding import case_argument, find_case, find_person_id
from webapp.cli.language import _, said
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

COPY = ("business_key", "title", "note", "sent_at", "read_at", "instance_id")


@click.group(
    # A paragraph of its own, so that the number is not broken at its hyphens.
    help=_("Copy, comment and withdraw cases.") + "\n\n" + _("CASE is a number such as FA-DSP-2026-000001, or an id.")
)
def case() -> None:
    pass


@case.command(help=_("Let people read a case, and tell them."))
@case_argument
@click.argument("people", metavar="LOGIN...", nargs=-1, required=True)
@click.option("--note", default="", help=_("What they read with it."))
@as_person_required
def copy(case: str, people: tuple[str, ...], note: str, login: str) -> None:
    from engine.commands import copy_case, perform

    def act(session: Session) -> None:
        actor = actor_named(session, login)
        ids = [find_person_id(session, person) for person in people]
        copy_case(session, actor, find_case(session, actor, case).id, ids, note=note)

    with opened_database() as database:
        perform(database, act)
    click.echo(said(say("The case is in their copies.")))


@case.command(help=_("List the cases that were sent to somebody to read, latest first."))
@click.option("--unread", is_flag=True, help=_("Only those not read yet."))
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 1000), help=_("How many at most."))
@as_person_required
@as_json
def copies(unread: bool, limit: int, login: str, is_json: bool) -> None:
    from engine import case_copies

    with opened_database() as database, database.reading() as session:
        found = case_copies.copies(session, actor_named(session, login), limit=limit, unread_only=unread)
    if is_json:
        print_json([{name: getattr(copy, name) for name in COPY} for copy in found])
        return
    print_table(
        [_("Case"), _("Title"), _("Note"), _("Sent"), _("Read")],
        [(each.business_key, each.title, each.note, each.sent_at, each.read_at) for each in found],
        empty=_("No copies."),
    )


@case.command(help=_("Say something about a case; everybody who may see it reads it."))
@case_argument
@click.argument("text")
@as_person_required
def comment(case: str, text: str, login: str) -> None:
    from engine.commands import comment_case, perform

    def act(session: Session) -> None:
        actor = actor_named(session, login)
        comment_case(session, actor, find_case(session, actor, case).id, text)

    with opened_database() as database:
        perform(database, act)
    click.echo(said(say("Your remark stands in what happened.")))


@case.command(help=_("Withdraw a case you started; whoever has approved it has to consent first."))
@case_argument
@click.option("--reason", required=True, help=_("Why."))
@as_person_required
def withdraw(case: str, reason: str, login: str) -> None:
    from engine.commands import perform, withdraw_case

    def act(session: Session) -> bool:
        actor = actor_named(session, login)
        found = find_case(session, actor, case)
        withdraw_case(session, actor, found.id, reason)
        return _is_withdrawn(session, actor, case)

    with opened_database() as database:
        _print_outcome(is_withdrawn=perform(database, act))


@case.command(help=_("Consent to the withdrawal of a case you have approved."))
@case_argument
@as_person_required
def consent(case: str, login: str) -> None:
    from engine.commands import consent_to_withdrawal, perform

    def act(session: Session) -> bool:
        actor = actor_named(session, login)
        consent_to_withdrawal(session, actor, find_case(session, actor, case).id)
        return _is_withdrawn(session, actor, case)

    with opened_database() as database:
        _print_outcome(is_withdrawn=perform(database, act))


@case.command(help=_("Decline that a case you have approved is withdrawn; it goes on."))
@case_argument
@click.option("--reason", required=True, help=_("Why."))
@as_person_required
def decline(case: str, reason: str, login: str) -> None:
    from engine.commands import decline_withdrawal, perform

    def act(session: Session) -> None:
        actor = actor_named(session, login)
        decline_withdrawal(session, actor, find_case(session, actor, case).id, reason)

    with opened_database() as database:
        perform(database, act)
    click.echo(said(say("The case goes on.")))


def _is_withdrawn(session: Session, actor: Actor, case: str) -> bool:
    from engine.case_view import pending_withdrawal

    return pending_withdrawal(session, find_case(session, actor, case).id) is None


def _print_outcome(*, is_withdrawn: bool) -> None:
    if is_withdrawn:
        click.echo(said(say("The case is withdrawn.")))
    else:
        click.echo(
            said(say("Whoever has approved the case is asked to consent. With the last consent it is withdrawn."))
        )
