"""Human tasks from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.errors import say
from webapp.cli.finding import find_task_id, task_argument
from webapp.cli.language import _, said, shell_language
from webapp.cli.naming import element_name
from webapp.cli.output import print_facts, print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person_required, opened_database
from webapp.cli.task_operations import OPERATIONS
from webapp.cli.variables import read_pairs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.case_view import TaskView

LISTED = ("task_id", "element_id", "business_key", "title", "amount", "currency", "opened_at", "due_at", "is_mine")


@click.group(help=_("Everything one may do with tasks. TASK is an id, or the number of a case with one task for you."))
def task() -> None:
    pass


@task.command("list", help=_("List what waits for somebody, earliest due first."))
@click.option(
    "--scope", type=click.Choice(["mine", "pools", "all"]), default="all", show_default=True, help=_("Whose.")
)
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 1000), help=_("How many at most."))
@as_person_required
@as_json
def list_tasks(scope: str, limit: int, login: str, is_json: bool) -> None:
    from engine.inbox import inbox

    with opened_database() as database, database.reading() as session:
        items = inbox(session, actor_named(session, login), scope=scope, limit=limit).items
        found = [(item, element_name(session, item.bundle_version_id, item.element_id)) for item in items]
    if is_json:
        print_json([{**{key: getattr(item, key) for key in LISTED}, "name": name} for item, name in found])
        return
    print_table(
        [_("Case"), _("Task"), _("Title"), _("Due"), _("Id")],
        [(item.business_key, name, item.title, item.due_at, item.task_id) for item, name in found],
        empty=_("Nothing waits."),
    )


@task.command(help=_("Show a task: its form, what may be decided, and whether one may."))
@task_argument
@as_person_required
@as_json
def show(task_text: str, login: str, is_json: bool) -> None:
    from engine.case_view import view_task

    with opened_database() as database, database.reading() as session:
        actor = actor_named(session, login)
        view = view_task(session, actor, find_task_id(session, actor, task_text))
        facts = _facts(session, view)
    if is_json:
        print_json(facts)
        return
    fields = facts.pop("fields")
    print_facts(facts.items())
    print_table(
        [_("Field"), _("Label"), _("Kind"), _("Needed"), _("Choices")],
        [(f["key"], f["label"], f["type"], _("yes") if f["is_required"] else "", f["options"]) for f in fields],
        empty=_("The task has no form."),
    )


@task.command(help=_("Take a task out of its pool."))
@task_argument
@as_person_required
def take(task_text: str, login: str) -> None:
    from engine.commands import perform, take_task

    def act(session: Session) -> None:
        actor = actor_named(session, login)
        take_task(session, actor, find_task_id(session, actor, task_text))

    with opened_database() as database:
        perform(database, act)
    click.echo(_("Taken."))


@task.command("put-back", help=_("Put a taken task back into its pool."))
@task_argument
@as_person_required
def put_back(task_text: str, login: str) -> None:
    from engine.commands import perform, put_back_task

    def act(session: Session) -> None:
        actor = actor_named(session, login)
        put_back_task(session, actor, find_task_id(session, actor, task_text))

    with opened_database() as database:
        perform(database, act)
    click.echo(_("It is back in the pool."))


@task.command(
    help=_("Decide a task. A person may be named by sign-in name, an asset by its number; repeat a key for a list.")
)
@task_argument
@click.option("--decision", help=_("One of those the task offers: approve, reject, send_back."))
@click.option(
    "--answer", "pairs", multiple=True, metavar="KEY=VALUE", help=_("An answer of the form; may be repeated.")
)
@click.option("--answer-file", "files", multiple=True, metavar="KEY=@PATH", help=_("A photo or PDF for a field."))
@click.option("--comment", default="", help=_("Why."))
@as_person_required
@as_json
def complete(
    task_text: str,
    decision: str | None,
    pairs: tuple[str, ...],
    files: tuple[str, ...],
    comment: str,
    login: str,
    is_json: bool,
) -> None:
    from engine.case_view import view_task
    from engine.commands import complete_task, perform
    from webapp.cli.answers import read_answers
    from webapp.cli.uploads import store_path

    with opened_database() as database:
        with database.reading() as session:
            actor = actor_named(session, login)
            view = view_task(session, actor, find_task_id(session, actor, task_text))
            typed = read_answers(session, view, read_pairs(pairs))
        for key, path in read_pairs(files):
            typed.setdefault(key, []).append(str(store_path(database, actor, Path(path.removeprefix("@")))))
        answers = {key: values if len(values) > 1 else values[0] for key, values in typed.items()}
        case = perform(
            database,
            lambda s: complete_task(s, actor, view.task.id, decision=decision, answers=answers, comment=comment),
        )
    if is_json:
        print_json({"task_id": view.task.id, "instance_id": case.id, "status": case.status})
    else:
        click.echo(said(say("Done: %(case)s goes on.", case=case.business_key or str(case.id))))


def _facts(session: Session, view: TaskView) -> dict[str, Any]:
    task = view.task
    return {
        "id": task.id,
        "case": view.instance.business_key or view.instance.id,
        "name": element_name(session, task.bundle_version_id, task.element_id),
        "status": task.status,
        "revision": task.revision,
        "decisions": list(view.decisions),
        "comment_required_on": list(view.comment_required_on),
        "refusal": said(view.refusal) if view.refusal else None,
        "fields": _fields(view),
    }


def _fields(view: TaskView) -> list[dict[str, Any]]:
    from engine.forms import fields, walk

    if view.description.form_id is None:
        return []
    form = view.definition.form(view.description.form_id)

    def label(text_id: str, text: str) -> str:
        return view.definition.label(text_id, shell_language(), text)

    return [
        {
            "key": item.key,
            "label": item.label,
            "type": item.type,
            "is_required": item.is_required,
            "value": item.entry,
            "options": [option.value for option in item.options],
        }
        for item in fields(walk(form, view.context, label=label))
    ]


for _operation in OPERATIONS:
    task.add_command(_operation)
