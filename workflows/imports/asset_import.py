"""The rows of a register: each read, compared with what is there, and taken over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.db import is_among, table_of
from engine.errors import say
from workflows.imports.asset_plan import PlannedAsset, plan_asset, shown_changes
from workflows.imports.asset_rows import AssetEntry, AssetReader
from workflows.imports.asset_surroundings import look_around
from workflows.imports.asset_writing import write_assets
from workflows.imports.columns import Column
from workflows.imports.models import ImportRow, ImportRun


def plan_asset_rows(
    session: Session,
    actor: Actor,
    run: ImportRun,
    columns: Sequence[Column],
    rows: Sequence[tuple[int, list[str]]],
    *,
    is_applying: bool,
) -> dict[int, PlannedAsset]:
    """Judge rows of a register, and take the good ones over where `is_applying`. A number that stands twice in the file
    counts the first time and is refused after that."""
    reader = AssetReader(columns)
    entries = {number: reader.read(cells) for number, cells in rows}
    _refuse_repetitions(session, run.id, entries)
    unit_id = run.options.get("unit_id")
    around = look_around(
        session,
        actor,
        entries.values(),
        as_of=date.fromisoformat(run.options["as_of"]),
        default_unit_id=UUID(unit_id) if unit_id else None,
        is_final=is_applying,
    )
    planned = {number: plan_asset(entry, around) for number, entry in entries.items()}
    for plan in planned.values():
        plan.changes = shown_changes(plan, around)
    if is_applying:
        write_assets(session, actor, run.id, planned, around)
    return planned


def _refuse_repetitions(session: Session, run_id: UUID, entries: dict[int, AssetEntry]) -> None:
    first = _first_rows(session, run_id, {entry.key for entry in entries.values()} - {""}, min(entries))
    for number, entry in entries.items():
        if not entry.key:
            continue
        earlier = first.setdefault(entry.key, number)
        if earlier != number:
            entry.refuse("asset_no", say("The same number stands in row %(row)s already.", row=earlier))


def _first_rows(session: Session, run_id: UUID, keys: Iterable[str], before: int) -> dict[str, int]:
    """Where these keys stand in the rows above, which have been checked."""
    query = (
        select(ImportRow.key, func.min(ImportRow.number))
        .where(ImportRow.run_id == run_id, is_among(session, table_of(ImportRow).c.key, set(keys)))
        .group_by(ImportRow.key)
    )
    # Asked for `before` as well, PostgreSQL would read all the rows above instead of those with the keys.
    return {key: number for key, number in session.execute(query) if number < before}
