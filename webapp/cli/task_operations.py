"""What one may do with a task besides deciding it, from the shell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

import click

from engine.actors import Actor
from engine.errors import NotFound, Sentence, say
from webapp.cli.finding import find_open_task_id, find_person_id, find_task_id, task_argument
from webapp.cli.language import _, said, shell_language
from webapp.cli.output import print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")

person_argument = click.argument("person", metavar="LOGIN")
reason_option = click.option("--reason", default="", help=_("Why."))


@click.command("hand-over", help=_("Give a task to somebody else for good."))
@task_argument
@person_argument
@reason_option
@as_person_required
def hand_over(task_text: str, person: str, reason: str, login: str) -> None:
    from engine.commands import hand_over_task

    _act(
        login,
        lambda s, actor: hand_over_task(
            s, actor, find_task_id(s, actor, task_text), find_person_id(s, person), reason=reason
        ),
    )
    click.echo(said(say("The task is theirs now.")))


@click.command(help=_("Ask somebody for advice; the decision stays with you."))
@task_argument
@person_argument
@reason_option
@as_person_required
def delegate(task_text: str, person: str, reason: str, login: str) -> None:
    from engine.commands import delegate_task

    _act(
        login,
        lambda s, actor: delegate_task(
            s, actor, find_task_id(s, actor, task_text), find_person_id(s, person), reason=reason
        ),
    )
    click.echo(said(say("They are asked for advice. You may decide without waiting for it.")))


@click.command(help=_("Give the advice you were asked for."))
@task_argument
@click.option("--opinion", type=click.Choice(["approve", "reject"]), help=_("What you would do."))
@click.option("--comment", default="", help=_("Your advice."))
@as_person_required
def advise(task_text: str, opinion: str | None, comment: str, login: str) -> None:
    from engine.commands import answer_delegation

    _act(
        login,
        lambda s, actor: answer_delegation(
            s, actor, find_task_id(s, actor, task_text), opinion=opinion, comment=comment
        ),
    )
    click.echo(said(say("Your advice is given.")))


@click.command(help=_("Ask no longer for advice."))
@task_argument
@as_person_required
def recall(task_text: str, login: str) -> None:
    from engine.commands import recall_delegation

    _act(login, lambda s, actor: recall_delegation(s, actor, find_task_id(s, actor, task_text)))
    click.echo(said(say("Nobody is asked for advice any more.")))


@click.command("add-signer", help=_("Ask somebody else to sign a task as well."))
@task_argument
@person_argument
@click.option(
    "--how",
    type=click.Choice(["before", "after", "beside"]),
    required=True,
    help=_("Before you (it comes back to you), after you, or beside you."),
)
@reason_option
@as_person_required
def add_signer(task_text: str, person: str, how: str, reason: str, login: str) -> None:
    from engine import commands
    from engine.tasks.models import AddedHow

    _act(
        login,
        lambda s, actor: commands.add_signer(
            s, actor, find_task_id(s, actor, task_text), find_person_id(s, person), AddedHow(how), reason=reason
        ),
    )
    click.echo(said(say("They are asked to sign.")))


@click.command("remove-signer", help=_("Ask an added signer no longer."))
@task_argument
@person_argument
@reason_option
@as_person_required
def remove_signer(task_text: str, person: str, reason: str, login: str) -> None:
    from engine import commands

    def act(session: Session, actor: Actor) -> None:
        task_id = find_open_task_id(session, actor, task_text)
        seat_id = _seat_of(session, actor, task_id, person)
        commands.remove_signer(session, actor, task_id, seat_id, reason=reason)

    _act(login, act)
    click.echo(said(say("They are no longer asked.")))


@click.command(help=_("Remind everybody who has to sign a task now."))
@task_argument
@as_person_required
def urge(task_text: str, login: str) -> None:
    from engine.commands import urge_task

    told = _act(login, lambda s, actor: urge_task(s, actor, find_open_task_id(s, actor, task_text)))
    click.echo(said(say("People reminded: %(count)s", count=told)))


@click.command(help=_("Say something about a task; everybody who may see its case reads it."))
@task_argument
@click.argument("text")
@as_person_required
def comment(task_text: str, text: str, login: str) -> None:
    from engine.case_view import view_task
    from engine.commands import comment_case

    def act(session: Session, actor: Actor) -> None:
        view = view_task(session, actor, find_open_task_id(session, actor, task_text))
        comment_case(session, actor, view.instance.id, text, task_id=view.task.id)

    _act(login, act)
    click.echo(said(say("Your remark stands in what happened.")))


@click.command(help=_("List the steps a case may go back to from a task, and those it may not, with the reason."))
@task_argument
@as_person_required
@as_json
def targets(task_text: str, login: str, is_json: bool) -> None:
    from engine.case_view import send_back_targets

    with opened_database() as database, database.reading() as session:
        actor = actor_named(session, login)
        found = send_back_targets(session, actor, find_task_id(session, actor, task_text))
    rows = [(each.element_id, each.name.in_language(shell_language()), _reason(each.reason)) for each in found]
    if is_json:
        keys = ("element_id", "name", "reason")
        print_json([{**dict(zip(keys, row, strict=True)), "is_legal": not row[2]} for row in rows])
        return
    print_table([_("Id"), _("Step"), _("Why not")], rows, empty=_("The case has been through no earlier step."))


@click.command("send-back", help=_("Send a case back to an earlier step: an id that “targets” lists."))
@task_argument
@click.argument("element_id", metavar="STEP")
@click.option("--comment", required=True, help=_("Why."))
@as_person_required
def send_back(task_text: str, element_id: str, comment: str, login: str) -> None:
    from engine.commands import send_back_task

    _act(
        login,
        lambda s, actor: send_back_task(s, actor, find_task_id(s, actor, task_text), element_id, comment),
    )
    click.echo(said(say("The case is back at the step you chose.")))


OPERATIONS: Sequence[click.Command] = (
    hand_over,
    delegate,
    advise,
    recall,
    add_signer,
    remove_signer,
    urge,
    comment,
    targets,
    send_back,
)


def _act(login: str, act: Callable[[Session, Actor], T]) -> T:
    from engine.commands import perform

    with opened_database() as database:
        return perform(database, lambda session: act(session, actor_named(session, login)))


def _seat_of(session: Session, actor: Actor, task_id: UUID, login: str) -> UUID:
    from engine.case_view import removable_signers, view_task

    person_id = find_person_id(session, login)
    view = view_task(session, actor, task_id)
    for seat in removable_signers(session, actor, view):
        if seat.person_id == person_id:
            return seat.id
    raise NotFound(say("“%(login)s” is no added signer of this task whom you may remove.", login=login))


def _reason(sentence: Sentence | None) -> str:
    return said(sentence) if sentence else ""
