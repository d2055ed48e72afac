"""Files taken over by programs: received, columns confirmed and checked, applied, with the report row by row."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3.models.file import FileStorage
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Sentence
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency, PageQuery
from webapp.api.replies import act, reply
from webapp.edge import database
from webapp.i18n import named, translate
from webapp.imports.receiving import read_file, receive_at_once
from webapp.page_requests import whole_number
from webapp.paging import read_id
from workflows.imports.jobs import enqueue_apply, enqueue_check
from workflows.imports.models import ImportKind, ImportRow, ImportRun, ImportStatus, Outcome
from workflows.imports.operations import apply_import, choose
from workflows.imports.queries import find_import, list_imports, missing_people, report_rows

IMPORTS = Tag(
    name="imports", description="Files taken over as a difference: each row is judged before anything changes."
)


class ImportForm(Entry):
    """One file, as `multipart/form-data`."""

    file: FileStorage
    kind: ImportKind = ImportKind.ASSETS


class ColumnItem(BaseModel):
    """A column of the file and what it is taken for: a field, `custom` or `ignore`."""

    place: int
    header: str
    target: str


class ImportReply(BaseModel):
    """An import. `counts` are its rows by outcome, and `noted` those that something is told of, once it is checked."""

    id: UUID
    kind: ImportKind
    status: ImportStatus
    file_name: str
    encoding: str
    row_count: int
    rows_checked: int
    rows_applied: int
    counts: dict[str, int]
    columns: list[ColumnItem]
    options: dict[str, Any]
    is_partial: bool
    sent_at: datetime
    applied_at: datetime | None


class ImportPage(BaseModel):
    """A page of imports, newest first; `next` is null on the last."""

    items: list[ImportReply]
    next: str | None


class ToldItem(BaseModel):
    """Something told of a row: the field, and a sentence in your language."""

    field: str
    sentence: str


class RowItem(BaseModel):
    """A row under the file's own number; `changes` are what it was and what it becomes."""

    number: int
    key: str
    outcome: Outcome | None
    problems: list[ToldItem]
    notes: list[ToldItem]
    changes: dict[str, Any]


class RowPage(BaseModel):
    """A page of rows by number; `next` is null on the last."""

    items: list[RowItem]
    next: str | None


class MissingPerson(BaseModel):
    """Somebody who works here and whom the file does not name."""

    id: UUID
    login: str
    name: str


class MissingList(BaseModel):
    """At most a thousand people, by sign-in name. Nobody is deactivated for that."""

    items: list[MissingPerson]


class ImportPath(BaseModel):
    """Which import."""

    import_id: UUID


class RowQuery(PageQuery):
    """Which rows."""

    outcome: Outcome | None = Field(None, description="Only rows with this outcome.")


class ColumnsBody(Entry):
    """What the columns are, by header; those that are not named stay as they were guessed."""

    columns: dict[str, str] = Field(default_factory=dict, description="Header and field, `custom` or `ignore`.")
    as_of: date | None = Field(None, description="The day to which accumulated depreciation is counted.")
    factor: Literal[1, 1000, 10000] | None = Field(None, description="What amounts are multiplied by.")
    unit_id: UUID | None = Field(None, description="The department where a row names none.")


class ApplyBody(Entry):
    """Whether the good rows are taken where others are refused."""

    take_good: bool = False


@blueprint.post("/imports", responses={201: ImportReply}, tags=[IMPORTS])
def send_import(header: Idempotency, form: ImportForm) -> Response:
    """Send a register as CSV (UTF-8, GBK, GB18030) or Excel. Its columns are guessed; nothing is changed yet."""
    received = read_file(form.kind, form.file.stream.read(), form.file.filename or "")

    def change(session: Session, actor: Actor) -> BaseModel:
        return _reply(receive_at_once(session, actor, form.kind, received))

    return act(change, header=header, status=201, sent={"sha256": received.sha256, "kind": form.kind})


@blueprint.get("/imports", responses={200: ImportPage}, tags=[IMPORTS])
def list_all_imports(query: PageQuery) -> Response:
    """The imports that you may look at, newest first."""
    with database().reading() as session:
        found = list_imports(session, caller(), after=read_id(query.cursor), limit=query.limit + 1)
    items = [_reply(run) for run in found[: query.limit]]
    return reply(ImportPage(items=items, next=str(items[-1].id) if len(found) > query.limit else None))


@blueprint.get("/imports/<uuid:import_id>", responses={200: ImportReply}, tags=[IMPORTS])
def show_import(path: ImportPath) -> Response:
    """How far an import has come."""
    with database().reading() as session:
        return reply(_reply(find_import(session, caller(), path.import_id)))


@blueprint.get("/imports/<uuid:import_id>/rows", responses={200: RowPage}, tags=[IMPORTS])
def list_import_rows(path: ImportPath, query: RowQuery) -> Response:
    """The report row by row, under the file's own numbers."""
    with database().reading() as session:
        run = find_import(session, caller(), path.import_id)
        after = whole_number(query.cursor or "") or 0
        found = report_rows(session, run, outcome=query.outcome, after=after, limit=query.limit + 1)
    items = [_row(row) for row in found[: query.limit]]
    return reply(RowPage(items=items, next=str(items[-1].number) if len(found) > query.limit else None))


@blueprint.get("/imports/<uuid:import_id>/missing", responses={200: MissingList}, tags=[IMPORTS])
def list_missing_people(path: ImportPath) -> Response:
    """The people here whom a file of people does not name; none for a register of assets."""
    with database().reading() as session:
        run = find_import(session, caller(), path.import_id)
        found = missing_people(session, caller(), run)
    items = [MissingPerson(id=person.id, login=person.login, name=named(person)) for person in found]
    return reply(MissingList(items=items))


@blueprint.post("/imports/<uuid:import_id>/columns", responses={200: ImportReply}, tags=[IMPORTS])
def set_import_columns(path: ImportPath, header: Idempotency, body: ColumnsBody) -> Response:
    """Confirm what the columns are. The rows are then checked; `status` becomes `checked` within seconds."""

    def change(session: Session, actor: Actor) -> BaseModel:
        factor = Decimal(body.factor) if body.factor else None
        run = choose(
            session, actor, path.import_id, body.columns, as_of=body.as_of, factor=factor, unit_id=body.unit_id
        )
        enqueue_check(session, run)
        return _reply(run)

    return act(change, header=header)


@blueprint.post("/imports/<uuid:import_id>/apply", responses={200: ImportReply}, tags=[IMPORTS])
def apply_checked_import(path: ImportPath, header: Idempotency, body: ApplyBody) -> Response:
    """Take the rows over. With refused rows nothing is taken unless `take_good` says so."""

    def change(session: Session, actor: Actor) -> BaseModel:
        run = apply_import(session, actor, path.import_id, take_good=body.take_good)
        enqueue_apply(session, run)
        return _reply(run)

    return act(change, header=header)


def _reply(run: ImportRun) -> ImportReply:
    own = set(ImportReply.model_fields) - {"columns"}
    columns = [ColumnItem(**{name: column[name] for name in ColumnItem.model_fields}) for column in run.columns]
    return ImportReply(**{name: getattr(run, name) for name in own}, columns=columns)


def _row(row: ImportRow) -> RowItem:
    return RowItem(
        number=row.number,
        key=row.key,
        outcome=Outcome(row.outcome) if row.outcome else None,
        problems=[_told(told) for told in row.problems],
        notes=[_told(told) for told in row.notes],
        changes=row.changes,
    )


def _told(told: dict[str, Any]) -> ToldItem:
    return ToldItem(field=told["field"], sentence=translate(Sentence.from_data(told["sentence"])))
