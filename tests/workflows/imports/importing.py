"""Importing in tests: a file goes through every step as at the edge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.actors import Actor
from engine.commands import perform
from engine.db import Database
from engine.errors import Sentence
from webapp.imports.receiving import receive
from workflows.imports.models import ImportKind, ImportRow, ImportRun
from workflows.imports.operations import apply_import, apply_more, check_more, choose


@dataclass
class Report:
    """What an import came to: its run, and the rows by their numbers in the file."""

    run: ImportRun
    rows: dict[int, ImportRow] = field(default_factory=dict)

    def problems(self, number: int) -> list[str]:
        return [_said(problem) for problem in self.rows[number].problems]

    def notes(self, number: int) -> list[str]:
        return [_said(note) for note in self.rows[number].notes]


def check(
    db: Database, actor: Actor, content: bytes, kind: ImportKind = ImportKind.ASSETS, **options: Any
) -> tuple[UUID, Report]:
    """Receive and check a file."""
    run_id = receive(db, actor, kind, content, "file.csv")
    targets = options.pop("targets", {})
    perform(db, lambda session: choose(session, actor, run_id, targets, **options))
    while not perform(db, lambda session: check_more(session, run_id)):
        pass
    return run_id, report(db, run_id)


def take_over(
    db: Database, actor: Actor, content: bytes, kind: ImportKind = ImportKind.ASSETS, **options: Any
) -> Report:
    """Receive, check and apply a file, the good rows alone where some are refused."""
    run_id, _ = check(db, actor, content, kind, **options)
    perform(db, lambda session: apply_import(session, actor, run_id, take_good=True))
    while not perform(db, lambda session: apply_more(session, run_id)):
        pass
    return report(db, run_id)


def report(db: Database, run_id: UUID) -> Report:
    with db.reading() as session:
        rows = session.scalars(select(ImportRow).where(ImportRow.run_id == run_id))
        return Report(session.get_one(ImportRun, run_id), {row.number: row for row in rows})


def _said(told: dict[str, Any]) -> str:
    return f"{told['field']}: {Sentence.from_data(told['sentence'])}"
