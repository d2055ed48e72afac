"""An import from its file to its end: received, columns chosen, checked row by row, applied in chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.db import table_of
from engine.errors import AlreadyDone, Conflict, Invalid, NotFound, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.imports.columns import Column, Target, choose_columns, guess_columns
from workflows.imports.headers import Table
from workflows.imports.kinds import KINDS, PlannedRow
from workflows.imports.models import ImportKind, ImportRow, ImportRun, ImportStatus, Outcome

ROWS_AT_ONCE = 1_000
TAKEN = (Outcome.NEW, Outcome.CHANGED)
_ROWS = table_of(ImportRow)


@dataclass(frozen=True)
class Received:
    """A file as it came: its name, its content's SHA-256, and the table that was found in it."""

    name: str
    sha256: str
    table: Table


def digest_of(content: bytes) -> str:
    """The SHA-256 by which a file is known again."""
    return sha256(content).hexdigest()


def begin_import(session: Session, actor: Actor, kind: ImportKind, received: Received) -> ImportRun:
    """A new import with the columns guessed from the headers; its rows follow with `add_rows`.

    Refused: no permission for what the file is to change.
    """
    require_permission(session, actor, KINDS[kind].permission)
    table = received.table
    targets, can_keep = _targets(session, kind), KINDS[kind].keeps_other_columns
    columns = guess_columns(table.headers, targets, factor=table.factor, can_keep=can_keep)
    run = ImportRun(
        id=new_id(),
        kind=kind,
        file_name=received.name[:200],
        file_sha256=received.sha256,
        encoding=table.sheet.encoding,
        sheet_name=table.sheet.name[:100],
        columns=[column.as_data() for column in columns],
        options={"as_of": _end_of_last_month().isoformat(), "factor": str(table.factor), "unit_id": None},
        row_count=len(table.rows),
        sent_by=actor.person_id,
        sent_at=clock.now(),
    )
    session.add(run)
    session.flush()  # its rows refer to it by id
    data = {"kind": kind, "file": run.file_sha256, "rows": run.row_count}
    record_master_event(session, actor, run.id, "import", "import.received", data)
    return run


def add_rows(session: Session, run_id: UUID, rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Keep rows of the file under their numbers in it."""
    session.execute(
        insert(_ROWS),
        [
            {"run_id": run_id, "number": number, "cells": list(cells), "key": "", "outcome": None}
            | {"problems": [], "notes": [], "changes": {}}
            for number, cells in rows
        ],
    )


def choose(
    session: Session,
    actor: Actor,
    run_id: UUID,
    targets: Mapping[str, str],
    *,
    as_of: date | None = None,
    factor: Decimal | None = None,
    unit_id: UUID | None = None,
) -> ImportRun:
    """Say what the columns are (`targets` by header or place), of which month the depreciation is, what amounts are
    multiplied by and which department holds where the file names none. What was checked before is checked anew.

    Refused: an import that is being applied, and what `choose_columns` refuses.
    """
    run = lock_run(session, actor, run_id)
    _require_not_applied(run)
    chosen = choose_columns(columns_of(run), targets, targets_of(session, run), factor=factor)
    if unit_id is not None and session.get(OrgUnit, unit_id) is None:
        raise NotFound(say("There is no such organisation unit."))
    run.columns = [column.as_data() for column in chosen]
    options = dict(run.options)
    options["as_of"] = (as_of or date.fromisoformat(options["as_of"])).isoformat()
    options["unit_id"] = str(unit_id) if unit_id else options["unit_id"]
    options["factor"] = str(factor or options["factor"])
    run.options = options
    run.status, run.checked_to, run.rows_checked, run.counts = ImportStatus.CHECKING, 0, 0, {}
    return run


def check_more(session: Session, run_id: UUID) -> bool:
    """Check the next rows; True once all are checked. Nothing but the import's own rows is written."""
    run = _locked(session, run_id)
    if run.status != ImportStatus.CHECKING:
        return True
    rows = _next_rows(session, run, run.checked_to, None)
    if rows:
        planned = _plan(session, run, rows, is_applying=False)
        _keep(session, run.id, planned)
        run.checked_to, run.rows_checked = rows[-1][0], run.rows_checked + len(rows)
    if len(rows) < ROWS_AT_ONCE:
        run.status, run.counts = ImportStatus.CHECKED, _counts(session, run)
        return True
    return False


def apply_import(session: Session, actor: Actor, run_id: UUID, *, take_good: bool) -> ImportRun:
    """Begin to take the rows over. With refused rows this has to be wanted (`take_good`): else nothing is taken.

    Refused: an import that is not checked, or applied already; refused rows without `take_good`.
    """
    run = lock_run(session, actor, run_id)
    _require_not_applied(run)
    if run.status != ImportStatus.CHECKED:
        raise Conflict(say("The file is still being checked. Look again in a moment."))
    refused = run.counts.get(Outcome.REFUSED, 0)
    if refused and not take_good:
        raise Invalid(
            [
                Problem(
                    "take_good",
                    say("%(count)s rows are refused. Say that the good rows are to be taken.", count=refused),
                )
            ]
        )
    run.status, run.is_partial = ImportStatus.APPLYING, bool(refused)
    data = {"counts": run.counts, "is_partial": run.is_partial}
    record_master_event(session, actor, run.id, "import", "import.applied", data)
    return run


def apply_more(session: Session, run_id: UUID) -> bool:
    """Take over the next rows; True once all are. Each row is judged again: what is refused now, the report tells."""
    run = _locked(session, run_id)
    if run.status != ImportStatus.APPLYING:
        return True
    rows = _next_rows(session, run, run.applied_to, TAKEN)
    if rows:
        planned = _plan(session, run, rows, is_applying=True)
        _keep(session, run.id, {n: plan for n, plan in planned.items() if plan.outcome not in TAKEN})
        run.applied_to, run.rows_applied = rows[-1][0], run.rows_applied + len(rows)
    if len(rows) < ROWS_AT_ONCE:
        run.status, run.applied_at = ImportStatus.APPLIED, clock.now()
        run.counts = _counts(session, run)
        return True
    return False


def columns_of(run: ImportRun) -> list[Column]:
    return [Column.from_data(data) for data in run.columns]


def targets_of(session: Session, run: ImportRun) -> Sequence[Target]:
    """What the columns of the import may be taken for, custom fields among them."""
    return _targets(session, ImportKind(run.kind))


def lock_run(session: Session, actor: Actor, run_id: UUID) -> ImportRun:
    """The actor's own import, its row locked. Refused: `NotFound` where it is not theirs."""
    run = _locked(session, run_id)
    if not actor.is_system and run.sent_by != actor.person_id:
        raise NotFound(say("There is no such import."))
    require_permission(session, actor, KINDS[ImportKind(run.kind)].permission)
    return run


def _targets(session: Session, kind: ImportKind) -> Sequence[Target]:
    own = KINDS[kind].own_targets
    return (*KINDS[kind].targets, *(own(session) if own else ()))


def _locked(session: Session, run_id: UUID) -> ImportRun:
    query = select(ImportRun).where(ImportRun.id == run_id).with_for_update().execution_options(populate_existing=True)
    run = session.scalars(query).one_or_none()
    if run is None:
        raise NotFound(say("There is no such import."))
    return run


def _require_not_applied(run: ImportRun) -> None:
    if run.status in (ImportStatus.APPLYING, ImportStatus.APPLIED):
        raise AlreadyDone(say("This import has been applied already."))


def _next_rows(
    session: Session, run: ImportRun, after: int, outcomes: Sequence[Outcome] | None
) -> list[tuple[int, list[str]]]:
    query = select(ImportRow.number, ImportRow.cells).where(ImportRow.run_id == run.id, ImportRow.number > after)
    if outcomes:
        query = query.where(ImportRow.outcome.in_(outcomes))
    return [(row.number, row.cells) for row in session.execute(query.order_by(ImportRow.number).limit(ROWS_AT_ONCE))]


def _plan(
    session: Session, run: ImportRun, rows: Sequence[tuple[int, list[str]]], *, is_applying: bool
) -> Mapping[int, PlannedRow]:
    actor = Actor(run.sent_by, channel="import")
    return KINDS[ImportKind(run.kind)].plan_rows(session, actor, run, columns_of(run), rows, is_applying=is_applying)


def _keep(session: Session, run_id: UUID, planned: Mapping[int, PlannedRow]) -> None:
    if not planned:
        return
    session.execute(
        update(_ROWS)
        .where(_ROWS.c.run_id == run_id, _ROWS.c.number == bindparam("row_number"))
        .values(
            key=bindparam("new_key"),
            outcome=bindparam("new_outcome"),
            problems=bindparam("new_problems"),
            notes=bindparam("new_notes"),
            changes=bindparam("new_changes"),
        ),
        [
            {
                "row_number": number,
                "new_key": plan.key,
                "new_outcome": plan.outcome,
                "new_problems": [_as_data(problem) for problem in plan.problems],
                "new_notes": [_as_data(note) for note in plan.notes],
                "new_changes": plan.changes,
            }
            for number, plan in planned.items()
        ],
    )


def _as_data(problem: Problem) -> dict[str, Any]:
    return {"field": problem.where, "sentence": problem.sentence.to_data()}


def _counts(session: Session, run: ImportRun) -> dict[str, int]:
    found = session.execute(
        select(ImportRow.outcome, func.count()).where(ImportRow.run_id == run.id).group_by(ImportRow.outcome)
    )
    noted = select(func.count()).where(ImportRow.run_id == run.id, ImportRow.notes != [])
    counts = {str(outcome): count for outcome, count in found if outcome is not None}
    return counts | {"noted": session.scalar(noted) or 0}


def _end_of_last_month() -> date:
    """What registers are closed to, seen from anywhere: books of the present month are still open."""
    return clock.now().date().replace(day=1) - timedelta(days=1)
