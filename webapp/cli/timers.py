"""Time limits from the shell."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from engine.errors import Invalid, Problem, say
from webapp.cli.language import _
from webapp.cli.output import print_facts, print_json, print_table
from webapp.cli.running import actor_named, as_json, as_person, as_person_required, opened_database

if TYPE_CHECKING:
    from engine.rescheduling.preview import Preview
    from engine.timers.models import TimerPolicy

UNITS = ("working_days", "working_hours", "working_minutes", "days", "hours", "minutes")


@click.group(help=_("Look at time limits and what waits for them, and change them."))
def timers() -> None:
    pass


@timers.command("list", help=_("List the timers that wait, earliest first."))
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help=_("How many at most."))
@as_person
@as_json
def list_timers(limit: int, login: str | None, is_json: bool) -> None:
    from engine.timetable import timetable

    with opened_database() as database, database.reading() as session:
        found = timetable(session, actor_named(session, login), limit=limit)
    rows: list[dict[str, Any]] = [
        {
            "due_at": timer.due_at,
            "case": case.business_key or str(case.id),
            "element_id": timer.element_id,
            "stage": f"{timer.stage} %" if timer.stage else None,
            "action": timer.action,
            "limit": timer.literal,
            "is_working_time": timer.is_working_time,
        }
        for timer, case in found
    ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Due"), _("Case"), _("Element"), _("Stage"), _("Action"), _("Limit"), _("Working time")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("No timer waits."))


@timers.command("limits", help=_("List the time limits that processes draw, and what was set instead."))
@as_person
@as_json
def list_limits(login: str | None, is_json: bool) -> None:
    from engine.time_limits import time_limits

    with opened_database() as database, database.reading() as session:
        rows: list[dict[str, Any]] = [
            {
                "process": process.process_id,
                "element": limit.element_id,
                "drawn": limit.limit.literal if limit.limit else "=",
                "policies": [_policy_data(policy) for policy in limit.policies],
            }
            for process in time_limits(session, actor_named(session, login))
            for limit in process.limits
        ]
    if is_json:
        print_json(rows)
        return
    table = [
        [row["process"], row["element"], row["drawn"], ", ".join(_policy_words(data) for data in row["policies"])]
        for row in rows
    ]
    print_table([_("Process"), _("Element"), _("Drawn"), _("Set instead")], table, empty=_("No time limits."))


@timers.command(
    "set", help=_("Set a limit instead of the one drawn: shows what would move, and saves it when told to.")
)
@click.argument("process_id")
@click.argument("element_id")
@click.argument("limit", metavar="NUMBER")
@click.argument("unit", type=click.Choice(UNITS))
@click.option("--apply", "moves", flag_value="yes", help=_("Save it, and move what waits."))
@click.option("--new-only", "moves", flag_value="no", help=_("Save it for what begins from now on."))
@as_person_required
@as_json
def set_limit(
    process_id: str, element_id: str, limit: str, unit: str, moves: str | None, login: str, is_json: bool
) -> None:
    from engine.calendars.durations import DurationUnit
    from engine.commands import draft_with_limit, perform, preview_policy, save_policy

    with opened_database() as database:
        with database.reading() as session:
            draft = draft_with_limit(session, process_id, element_id, _number(limit), DurationUnit(unit))
            found = preview_policy(session, actor_named(session, login), draft)
        _show_preview(found, is_json=is_json)
        if moves:
            perform(database, lambda s: save_policy(s, actor_named(s, login), draft, moves_waiting=moves == "yes"))
    if moves and not is_json:
        click.echo(
            _("Saved. What waits moves with the next tick.") if moves == "yes" else _("Saved for new ones only.")
        )


@timers.command("remove", help=_("Let hold again what holds without a policy."))
@click.argument("policy_id", type=click.UUID)
@click.option("--apply", "moves", flag_value="yes", help=_("Remove it, and move what waits."))
@click.option("--new-only", "moves", flag_value="no", help=_("Remove it for what begins from now on."))
@as_person_required
@as_json
def remove(policy_id: UUID, moves: str | None, login: str, is_json: bool) -> None:
    from engine.commands import perform, preview_removal, remove_policy

    with opened_database() as database:
        with database.reading() as session:
            found = preview_removal(session, actor_named(session, login), policy_id)
        _show_preview(found, is_json=is_json)
        if moves:
            perform(
                database, lambda s: remove_policy(s, actor_named(s, login), policy_id, moves_waiting=moves == "yes")
            )
    if moves and not is_json:
        click.echo(_("The policy is removed."))


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Invalid([Problem("NUMBER", say("Give a number."))]) from None


def _show_preview(preview: Preview, *, is_json: bool) -> None:
    facts = {
        "tasks": preview.tasks,
        "waiting_tasks": preview.waiting_tasks,
        "timers": preview.timers,
        "waiting_timers": preview.waiting_timers,
        "escalations_at_once": preview.escalations,
        "reminders_at_once": preview.reminders,
    }
    if is_json:
        print_json({**facts, "examples": [vars(example) for example in preview.examples]})
        return
    names = {
        "tasks": _("Tasks that move"),
        "waiting_tasks": _("Tasks that wait"),
        "timers": _("Timers that move"),
        "waiting_timers": _("Timers that wait"),
        "escalations_at_once": _("Escalate at once"),
        "reminders_at_once": _("Reminders at once"),
    }
    print_facts((names[name], value) for name, value in facts.items())
    rows = [[example.instance_id, example.before, example.after] for example in preview.examples[:10]]
    if rows:
        print_table([_("Case"), _("Due before"), _("Due after")], rows, empty="")


def _policy_data(policy: TimerPolicy) -> dict[str, Any]:
    return {
        "id": policy.id,
        "limit": f"{policy.limit_value.normalize():f}",
        "unit": policy.limit_unit,
        "org_unit_id": policy.org_unit_id,
        "amount_from": policy.amount_from,
        "amount_to": policy.amount_to,
        "currency": policy.currency,
    }


def _policy_words(data: dict[str, Any]) -> str:
    return f"{data['limit']} {data['unit']} ({data['id']})"
