"""Journals: drafted by cases, confirmed by finance, exported to the ERP."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from webapp.accounting.files import journal_file
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency, PageQuery
from webapp.api.replies import Amount, act, reply
from webapp.edge import database
from webapp.i18n import language
from webapp.paging import read_id
from workflows.accounting.exporting import MAX_JOURNALS, exported_lines
from workflows.accounting.layouts import Layout
from workflows.accounting.models import Journal, JournalLine, JournalStatus
from workflows.accounting.queries import JournalFilter, find_visible_journal, lines_of, list_journals
from workflows.disposal.confirming import confirm_as_it_comes
from workflows.disposal.undoing import reverse_as_it_comes

JOURNALS = Tag(name="journals", description="What the books are told.")
FILE = {"schema": {"type": "string", "format": "binary"}}


class JournalItem(BaseModel):
    """A journal in a list. Only a confirmed one has a number and a posting date."""

    id: UUID
    number: str | None
    status: JournalStatus
    kind: str
    currency: str
    drafted_for: date
    posting_on: date | None
    source_kind: str
    source_id: UUID
    external_voucher_no: str
    drafted_at: datetime
    confirmed_at: datetime | None
    confirmed_by: UUID | None
    org_unit_id: UUID
    legal_entity_id: UUID
    reverses_id: UUID | None


class JournalPage(BaseModel):
    """A page of journals, newest first; `next` is null on the last."""

    items: list[JournalItem]
    next: str | None


class JournalLineItem(BaseModel):
    """An amount on one side of one account, in the journal's currency."""

    position: int
    account_code: str
    debit: Amount
    credit: Amount
    step: str
    text: str
    org_unit_id: UUID | None


class JournalReply(JournalItem):
    """A journal with its lines; debit and credit are equal to the cent."""

    lines: list[JournalLineItem]


class JournalQuery(PageQuery):
    """Which journals; days are those of posting, or of the draft before that."""

    status: JournalStatus | None = None
    kind: str = Field("", max_length=30)
    legal_entity_id: UUID | None = None
    from_day: date | None = None
    until_day: date | None = None
    search: str = Field("", max_length=100, description="Part of our number or the ERP's.")


class FileQuery(JournalQuery):
    """Which journals, in whose columns, as which kind of file; `limit` and `cursor` do not count."""

    layout: Layout = Layout.PLAIN
    format: Literal["csv", "xlsx", "json"] = "csv"


class Confirmation(Entry):
    """When it was booked, and the ERP's own number."""

    posting_on: date
    voucher_no: str = Field("", max_length=60)


class Reversal(Entry):
    """When the opposite is booked, and why."""

    posting_on: date
    reason: str = Field(max_length=500)


class JournalPath(BaseModel):
    """Which journal."""

    journal_id: UUID


@blueprint.get("/journals", responses={200: JournalPage}, tags=[JOURNALS])
def list_all(query: JournalQuery) -> Response:
    """The journals you may see, newest first."""
    with database().reading() as session:
        found = list_journals(session, caller(), _wanted(query), before=read_id(query.cursor), limit=query.limit + 1)
    items = [JournalItem(**_values(journal)) for journal in found[: query.limit]]
    return reply(JournalPage(items=items, next=str(items[-1].id) if len(found) > query.limit else None))


@blueprint.get(
    "/journals/file",
    responses={
        200: {
            "description": "The file.",
            "content": {
                "text/csv": FILE,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": FILE,
                "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            },
        }
    },
    tags=[JOURNALS],
)
def export(query: FileQuery) -> Response:
    """Up to 5,000 journals you may see as a file in the columns of another system: CSV, XLSX or JSON."""
    with database().reading() as session:
        found = list_journals(session, caller(), _wanted(query), limit=MAX_JOURNALS)
        made = journal_file(exported_lines(session, found, language=language()), query.layout, query.format)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return Response(made.content, content_type=made.media_type, headers=headers)


@blueprint.get("/journals/<uuid:journal_id>", responses={200: JournalReply}, tags=[JOURNALS])
def show_journal(path: JournalPath) -> Response:
    """One journal with its lines."""
    with database().reading() as session:
        journal = find_visible_journal(session, caller(), path.journal_id)
        return reply(journal_reply(journal, lines_of(session, journal.id)))


@blueprint.post("/journals/<uuid:journal_id>/confirm", responses={200: JournalReply}, tags=[JOURNALS])
def confirm(path: JournalPath, body: Confirmation, header: Idempotency) -> Response:
    """Say that the journal is booked. That of a disposal completes the task of its case; a posting month of its own may
    have it drawn up anew, so read the journal that comes back."""

    def confirm_it(session: Session, actor: Actor) -> BaseModel:
        done = confirm_as_it_comes(
            session, actor, path.journal_id, posting_on=body.posting_on, external_voucher_no=body.voucher_no
        )
        return journal_reply(done, lines_of(session, done.id))

    return act(confirm_it, header=header)


@blueprint.post("/journals/<uuid:journal_id>/reverse", responses={200: JournalReply}, tags=[JOURNALS])
def reverse(path: JournalPath, body: Reversal, header: Idempotency) -> Response:
    """Book the opposite of a confirmed journal, and undo the write-off where it is a disposal's; gives the opposite."""

    def reverse_it(session: Session, actor: Actor) -> BaseModel:
        done = reverse_as_it_comes(session, actor, path.journal_id, posting_on=body.posting_on, reason=body.reason)
        return journal_reply(done, lines_of(session, done.id))

    return act(reverse_it, header=header)


def _wanted(query: JournalQuery) -> JournalFilter:
    return JournalFilter(query.status, query.kind, query.legal_entity_id, query.from_day, query.until_day, query.search)


def journal_reply(journal: Journal, lines: Iterable[JournalLine]) -> JournalReply:
    """What a program is told of a journal."""
    names = JournalLineItem.model_fields
    items = [JournalLineItem(**{name: getattr(line, name) for name in names}) for line in lines]
    return JournalReply(**_values(journal), lines=items)


def _values(journal: Journal) -> dict[str, Any]:
    return {name: getattr(journal, name) for name in JournalItem.model_fields}
