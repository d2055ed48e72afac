"""Dossiers of disposals: asked for, watched, taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, send_file
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import view_case
from engine.commands import perform
from engine.errors import NotFound, say
from engine.people.models import LegalEntity
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.disposals import DisposalPath
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database
from webapp.papers.dossiers import ask, content_of, view_dossier
from workflows.disposal.queries import find_request
from workflows.dossier.models import Dossier, PaperLanguage
from workflows.dossier.queries import DossierState, dossiers_of
from workflows.organization.keeping import set_document_language

DOSSIERS = Tag(name="dossiers", description="What proves a disposal to somebody without this system.")


class DossierItem(BaseModel):
    """A dossier; `sha256` and `made_at` are null while its job runs. `removed_at`: the ZIP was taken away to save room;
    made again, it is the same byte for byte, unless the case has gone on."""

    id: UUID
    request_id: UUID
    asked_by: UUID
    asked_at: datetime
    sha256: str | None
    size_bytes: int | None
    has_paper: bool
    language: PaperLanguage
    made_at: datetime | None
    removed_at: datetime | None


class DossierProgress(DossierItem):
    """A dossier with how far its job is, from 0 to 100."""

    percent: int
    has_failed: bool


class Wanted(Entry):
    """Which dossier is wanted."""

    language: PaperLanguage | None = Field(None, description="Of its papers; null: that of the company's documents.")


class Dossiers(BaseModel):
    """The dossiers of a disposal, the newest first."""

    items: list[DossierProgress]


class EntityPath(BaseModel):
    """Which company."""

    entity_id: UUID


class DocumentLanguage(Entry):
    """In what the papers of a company are written."""

    language: PaperLanguage


class DossierPath(BaseModel):
    """Which dossier."""

    dossier_id: UUID


@blueprint.post("/disposals/<uuid:request_id>/dossiers", responses={202: DossierItem}, tags=[DOSSIERS])
def make_dossier(header: Idempotency, path: DisposalPath, query: Wanted) -> Response:
    """Have the dossier of a disposal made by a job."""

    def begin(session: Session, actor: Actor) -> BaseModel:
        request = find_request(session, path.request_id)
        if request.instance_id is None:
            raise NotFound(say("There is no such disposal request."))
        return DossierItem(**_values(ask(session, actor, request.instance_id, language=query.language)))

    return act(begin, header=header, status=202)


@blueprint.get("/disposals/<uuid:request_id>/dossiers", responses={200: Dossiers}, tags=[DOSSIERS])
def list_dossiers(path: DisposalPath) -> Response:
    """The dossiers that were made of a disposal, or are being made."""
    with database().reading() as session:
        request = find_request(session, path.request_id)
        if request.instance_id is None:
            raise NotFound(say("There is no such disposal request."))
        view_case(session, caller(), request.instance_id)
        return reply(Dossiers(items=[_progress(state) for state in dossiers_of(session, request.id)]))


@blueprint.get("/dossiers/<uuid:dossier_id>", responses={200: DossierProgress}, tags=[DOSSIERS])
def show_dossier(path: DossierPath) -> Response:
    """How far a dossier is."""
    with database().reading() as session:
        return reply(_progress(view_dossier(session, caller(), path.dossier_id)))


@blueprint.get(
    "/dossiers/<uuid:dossier_id>/content",
    responses={
        200: {
            "description": "The ZIP.",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
    tags=[DOSSIERS],
)
def take_dossier(path: DossierPath) -> Response:
    """The finished dossier: a ZIP that `zhangshi export dossier --verify` checks offline."""
    with database().reading() as session:
        state = view_dossier(session, caller(), path.dossier_id)
    return send_file(content_of(state), mimetype="application/zip", as_attachment=True, download_name="dossier.zip")


@blueprint.put("/legal-entities/<uuid:entity_id>/document-language", responses={200: DocumentLanguage}, tags=[DOSSIERS])
def write_papers_in(path: EntityPath, body: DocumentLanguage) -> Response:
    """Write the papers of a company in this language from now on."""
    actor = caller()

    def keep(session: Session) -> DocumentLanguage:
        if session.get(LegalEntity, path.entity_id) is None:
            raise NotFound(say("There is no such company."))
        kept = set_document_language(session, actor, path.entity_id, body.language)
        return DocumentLanguage(language=PaperLanguage(kept.language))

    return reply(perform(database(), keep))


def _progress(state: DossierState) -> DossierProgress:
    return DossierProgress(**_values(state.dossier), percent=state.percent, has_failed=state.has_failed)


def _values(dossier: Dossier) -> dict[str, Any]:
    return {name: getattr(dossier, name) for name in DossierItem.model_fields}
