"""Looking at imports: one's own, with the report row by row."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say
from engine.people.models import OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import has_permission, in_companies_of
from workflows.imports.models import ImportKind, ImportRow, ImportRun, ImportStatus, Outcome

ROWS_PER_PAGE = 50
MOST_MISSING = 1_000


def find_import(session: Session, actor: Actor, run_id: UUID) -> ImportRun:
    """The import, for whoever sent it and for those who may see everything. Refused: `NotFound`."""
    run = session.get(ImportRun, run_id)
    if run is None or not (
        actor.is_system or run.sent_by == actor.person_id or has_permission(session, actor, Permission.VIEW_ALL)
    ):
        raise NotFound(say("There is no such import."))
    return run


def list_imports(session: Session, actor: Actor, *, after: UUID | None = None, limit: int = 25) -> list[ImportRun]:
    """The imports that the actor may look at, newest first, older than `after`."""
    query = select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)
    if after is not None:
        query = query.where(ImportRun.id < after)
    if not actor.is_system and not has_permission(session, actor, Permission.VIEW_ALL):
        query = query.where(ImportRun.sent_by == actor.person_id)
    return list(session.scalars(query))


def missing_people(session: Session, actor: Actor, run: ImportRun) -> list[Person]:
    """The active people whom the actor may name and a checked file of people does not, by sign-in name, a thousand at
    most. It is told alone: only who imports knows whether the file is meant to be whole."""
    if run.kind != ImportKind.PEOPLE or run.status in (ImportStatus.RECEIVED, ImportStatus.CHECKING):
        return []
    named = select(ImportRow.key).where(ImportRow.run_id == run.id)
    missing = (
        select(Person)
        .join(OrgUnit, OrgUnit.id == Person.org_unit_id)
        .where(Person.is_active, Person.login.not_in(named), in_companies_of(session, actor))
    )
    return list(session.scalars(missing.order_by(Person.login).limit(MOST_MISSING)))


def report_rows(
    session: Session,
    run: ImportRun,
    *,
    outcome: Outcome | None = None,
    is_noted: bool = False,
    after: int = 0,
    limit: int = ROWS_PER_PAGE,
) -> list[ImportRow]:
    """The rows of the report above number `after`: of one outcome, or those that something is told of."""
    query = select(ImportRow).where(ImportRow.run_id == run.id, ImportRow.number > after)
    if outcome is not None:
        query = query.where(ImportRow.outcome == outcome)
    if is_noted:
        query = query.where(ImportRow.notes != [])
    return list(session.scalars(query.order_by(ImportRow.number).limit(limit)))
