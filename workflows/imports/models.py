"""Tables of imports and of their rows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import JsonText, UtcInstant, new_id


class ImportKind(StrEnum):
    """What a file holds."""

    ASSETS = "assets"
    PEOPLE = "people"


class ImportStatus(StrEnum):
    """How far an import has come."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    SKIPPED = "skipped"


class ImportRun(Base):
    """One file that somebody has sent, and what is to become of it.

    `columns` says for each column of the file what it is taken for; `options` hold for the whole file. `counts` are the
    rows by outcome and the remarks by kind, once it is checked. `is_partial`: the good rows alone are taken.
    """

    __tablename__ = "import_runs"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(kind.value) for kind in ImportKind)})", name="kind"),
        CheckConstraint(f"status IN ({', '.join(repr(status.value) for status in ImportStatus)})", name="status"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20), default=ImportStatus.RECEIVED)
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    encoding: Mapped[str] = mapped_column(String(40))
    sheet_name: Mapped[str] = mapped_column(String(100), default="")
    columns: Mapped[list[dict[str, Any]]] = mapped_column(JsonText)
    options: Mapped[dict[str, Any]] = mapped_column(JsonText)
    row_count: Mapped[int] = mapped_column(default=0)
    checked_to: Mapped[int] = mapped_column(default=0)
    applied_to: Mapped[int] = mapped_column(default=0)
    rows_checked: Mapped[int] = mapped_column(default=0)
    rows_applied: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]] = mapped_column(JsonText, default=dict)
    is_partial: Mapped[bool] = mapped_column(default=False)
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    sent_at: Mapped[datetime] = mapped_column(UtcInstant)
    applied_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class ImportRow(Base):
    """One row of a file under the number it has there. `key` is what names its asset or person.

    `problems` refuse it, `notes` only tell, both as `{"field", "sentence"}`; `changes` are `{field: [before, after]}`.
    `outcome` is null until the row is checked, and checked again when it is applied.
    """

    __tablename__ = "import_rows"
    __table_args__ = (
        CheckConstraint(f"outcome IN ({', '.join(repr(outcome.value) for outcome in Outcome)})", name="outcome"),
        Index("ix_import_rows_key", "run_id", "key", "number"),
        Index("ix_import_rows_outcome", "run_id", "outcome", "number"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("import_runs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cells: Mapped[list[str]] = mapped_column(JsonText)
    key: Mapped[str] = mapped_column(String(100), default="")
    outcome: Mapped[str | None] = mapped_column(String(20))
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JsonText, default=list)
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JsonText, default=list)
    changes: Mapped[dict[str, Any]] = mapped_column(JsonText, default=dict)
