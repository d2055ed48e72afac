"""Readings of what assets have produced, taken from a file: all of them, or none if one is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine.actors import Actor
from engine.commands import perform
from engine.db import Database
from engine.errors import Invalid, Problem, say
from engine.people.permissions import Permission
from webapp.edge import actor, database, signed_in
from workflows.imports.columns import Target, aliases_of, guess_columns, require_complete
from workflows.imports.headers import find_table
from workflows.imports.sheets import SheetRow, read_sheets
from workflows.imports.values import BadCell, read_code, read_day, read_number
from workflows.month_end.usage import READINGS_AT_ONCE, Reading, check_readings, record_readings

blueprint = Blueprint("usage", __name__, url_prefix="/cards/usage")

View = str | Response | tuple[str, int]
TARGETS = (
    Target(
        "asset_no",
        say("Asset number"),
        "资产编码 | 资产编号 | 卡片编号 | 设备编号 | Asset number | Asset",
        is_required=True,
    ),
    Target("on", say("Read on"), "日期 | 抄表日期 | 读数日期 | 截止日期 | Date | Read on", is_required=True),
    Target("units", say("Units produced"), "工作量 | 本期工作量 | 产量 | 数量 | Units | Quantity", is_required=True),
)
MOST_ROWS = 5000
SHOWN_PROBLEMS = 50


@blueprint.get("")
def show() -> View:
    return _page()


@blueprint.post("")
def upload() -> View:
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid([Problem("file", say("Choose a file."))])
        rows, new = record_file(database(), actor(), sent.stream.read())
    except Invalid as refusal:
        return _page(refusal.problems), 422
    flash(ngettext("%(num)s reading recorded.", "%(num)s readings recorded.", new), "success")
    if rows > new:
        flash(ngettext("%(num)s was there already.", "%(num)s were there already.", rows - new), "info")
    return redirect(url_for("usage.show"))


def record_file(database: Database, acting: Actor, content: bytes) -> tuple[int, int]:
    """Record the readings of a CSV or Excel file; how many it has and how many of them are new.

    Refused: a file without the columns asset, day and units, or longer than 5,000 rows; what `record_readings` refuses.
    """
    readings = read_readings(content)
    with database.reading() as session:
        if problems := check_readings(session, acting, readings):
            raise Invalid(problems)
    new = 0
    for begin in range(0, len(readings), READINGS_AT_ONCE):
        new += _record(database, acting, readings[begin : begin + READINGS_AT_ONCE])
    return len(readings), new


def read_readings(content: bytes) -> list[Reading]:
    """The readings in a file. Refused at `file` and at the rows: what cannot be read."""
    table = find_table(read_sheets(content), aliases_of(TARGETS))
    columns = guess_columns(table.headers, TARGETS, factor=table.factor, can_keep=False)
    require_complete(columns, TARGETS)
    if len(table.rows) > MOST_ROWS:
        raise Invalid([Problem("file", say("At most %(limit)s rows at once.", limit=MOST_ROWS))])
    places = {column.target: column.place for column in columns}
    found, problems = [], []
    for row in table.rows:
        try:
            found.append(_reading(row, places))
        except BadCell as bad:
            problems.append(Problem(f"row {row.number}", bad.sentence))
    if problems:
        raise Invalid(problems)
    return found


def _record(database: Database, acting: Actor, readings: Sequence[Reading]) -> int:
    return perform(database, lambda session: record_readings(session, acting, readings))


def _reading(row: SheetRow, places: Mapping[str, int]) -> Reading:
    cells = {target: row.cells[place] if place < len(row.cells) else "" for target, place in places.items()}
    return Reading(row.number, read_code(cells["asset_no"]), read_number(cells["units"]), read_day(cells["on"]))


def _page(problems: Sequence[Problem] = ()) -> str:
    return render_template(
        "accounting/usage.html",
        problems=problems[:SHOWN_PROBLEMS],
        more=max(0, len(problems) - SHOWN_PROBLEMS),
        may_edit=signed_in().may(Permission.EDIT_ASSETS),
    )
