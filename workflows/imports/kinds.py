"""What can be imported, and how the rows of each kind are judged and taken over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Problem
from engine.people.permissions import Permission
from workflows.imports.asset_columns import ASSET_TARGETS, field_targets
from workflows.imports.asset_import import plan_asset_rows
from workflows.imports.columns import Column, Target
from workflows.imports.models import ImportKind, ImportRun, Outcome
from workflows.imports.people_columns import PEOPLE_TARGETS
from workflows.imports.people_import import plan_people_rows


class PlannedRow(Protocol):
    """What becomes of a row, as the report keeps it."""

    @property
    def outcome(self) -> Outcome: ...

    @property
    def key(self) -> str: ...

    @property
    def problems(self) -> Sequence[Problem]: ...

    @property
    def notes(self) -> Sequence[Problem]: ...

    @property
    def changes(self) -> Mapping[str, Any]: ...


class PlanRows(Protocol):
    """Judges rows of a file, by their numbers, and takes the good ones over where `is_applying`."""

    def __call__(
        self,
        session: Session,
        actor: Actor,
        run: ImportRun,
        columns: Sequence[Column],
        rows: Sequence[tuple[int, list[str]]],
        *,
        is_applying: bool,
    ) -> Mapping[int, PlannedRow]: ...


@dataclass(frozen=True)
class Kind:
    """A kind of file; `keeps_other_columns` where what nothing names is kept under its header, `own_targets` gives the
    fields that a company has added."""

    targets: Sequence[Target]
    permission: Permission
    plan_rows: PlanRows
    keeps_other_columns: bool = False
    own_targets: Callable[[Session], Sequence[Target]] | None = None


KINDS: Mapping[ImportKind, Kind] = {
    ImportKind.ASSETS: Kind(
        ASSET_TARGETS, Permission.EDIT_ASSETS, plan_asset_rows, keeps_other_columns=True, own_targets=field_targets
    ),
    ImportKind.PEOPLE: Kind(PEOPLE_TARGETS, Permission.EDIT_PEOPLE, plan_people_rows),
}
