"""Taking a file in: its rows are kept in transactions of their own, so that a large file keeps nobody waiting."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands import perform
from engine.db import Database
from engine.files.accepting import clean_name
from workflows.imports.columns import aliases_of
from workflows.imports.headers import find_table
from workflows.imports.kinds import KINDS
from workflows.imports.models import ImportKind, ImportRun
from workflows.imports.operations import Received, add_rows, begin_import, digest_of
from workflows.imports.sheets import read_sheets

ROWS_AT_ONCE = 5_000


def read_file(kind: ImportKind, content: bytes, name: str) -> Received:
    """The table in a file. Refused as by `read_sheets` and `find_table`."""
    table = find_table(read_sheets(content), aliases_of(KINDS[kind].targets))
    return Received(clean_name(name), digest_of(content), table)


def receive(database: Database, actor: Actor, kind: ImportKind, content: bytes, name: str) -> UUID:
    """Read the file and keep its rows; gives the id of the import. Refused as by `read_file`."""
    received = read_file(kind, content, name)
    run_id = perform(database, lambda session: begin_import(session, actor, kind, received).id)
    for begin in range(0, len(received.table.rows), ROWS_AT_ONCE):
        with database.transaction() as session:
            _keep(session, run_id, received, begin)
    return run_id


def receive_at_once(session: Session, actor: Actor, kind: ImportKind, received: Received) -> ImportRun:
    """As `receive`, in one transaction, for a request that may be repeated."""
    run = begin_import(session, actor, kind, received)
    for begin in range(0, len(received.table.rows), ROWS_AT_ONCE):
        _keep(session, run.id, received, begin)
    return run


def _keep(session: Session, run_id: UUID, received: Received, begin: int) -> None:
    add_rows(session, run_id, [(row.number, row.cells) for row in received.table.rows[begin : begin + ROWS_AT_ONCE]])
