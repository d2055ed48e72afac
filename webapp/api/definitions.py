"""Processes: what is published, checking and publishing bundles, and the published sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands import deploy_bundle, examine_bundle
from engine.definitions.bundles import Bundle
from engine.definitions.known import known_things
from engine.definitions.models import BundleVersion
from engine.definitions.problems import CheckProblem
from engine.definitions.queries import latest_process, load_definition, process_list, source, versions
from engine.definitions.validation import check_bundle
from engine.errors import Invalid, NotFound, Problem, say
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database
from webapp.i18n import process_name, translate

DEFINITIONS = Tag(name="process definitions", description="Diagrams, tables and forms, published as bundles.")


class ProcessItem(BaseModel):
    """The latest version of a process, named in your language."""

    process_id: str
    name: str
    bundle: str
    number: int
    is_startable: bool
    published_at: datetime
    published_by: UUID | None


class ProcessList(BaseModel):
    """Every published process."""

    items: list[ProcessItem]


class SentBundle(Entry):
    """A bundle: the key it is published under, and its files by path."""

    key: str = Field(max_length=60, examples=["disposal"])
    files: dict[str, str] = Field(max_length=200, description="Path -> text, such as `disposal.bpmn`.")


class Version(BaseModel):
    """One published state of a bundle; it is never changed."""

    id: UUID
    bundle: str
    number: int
    sha256: str
    files: list[str]
    published_at: datetime
    published_by: UUID | None


class VersionList(BaseModel):
    """Every version of a process's bundle, newest first."""

    items: list[Version]


class FoundProblem(BaseModel):
    """What the publication check found: `where` is `file#elementId`, or the file alone.

    `severity` is `error`, `warning` or `note` (what the check cannot know).
    """

    severity: str
    category: str
    where: str
    detail: str


class CheckReport(BaseModel):
    """The publication check: publishing is possible while no problem is an error."""

    is_publishable: bool
    problems: list[FoundProblem]


class ProcessPath(BaseModel):
    """Which process."""

    process_id: str = Field(max_length=200)


class SourcePath(ProcessPath):
    """Which file of which version."""

    number: int = Field(ge=1, le=10**6)
    path: str = Field(max_length=200)


@blueprint.get("/process-definitions", responses={200: ProcessList}, tags=[DEFINITIONS])
def list_processes() -> Response:
    """The published processes."""
    with database().reading() as session:
        items = [
            ProcessItem(
                process_id=row.process_id,
                name=process_name(load_definition(session, row.bundle_version_id), row.process_id),
                bundle=row.bundle_key,
                number=row.number,
                is_startable=row.is_startable,
                published_at=row.published_at,
                published_by=row.published_by,
            )
            for row in process_list(session)
        ]
    return reply(ProcessList(items=items))


@blueprint.post("/process-definitions", responses={201: Version}, tags=[DEFINITIONS])
def deploy(header: Idempotency, body: SentBundle) -> Response:
    """Check a bundle and publish it as the next version.

    Unchanged files give the present version again. Needs the permission `publish`.
    """

    bundle = _bundle(body)
    with database().reading() as session:
        examination = examine_bundle(session, caller(), bundle)

    def change(session: Session, actor: Actor) -> BaseModel:
        version = deploy_bundle(session, actor, bundle, examination=examination)
        return version_reply(version)

    return act(change, header=header, status=201)


@blueprint.post("/process-definitions/check", responses={200: CheckReport}, tags=[DEFINITIONS])
def check(body: SentBundle) -> Response:
    """Check a bundle as publishing does; nothing is published.

    Needs the permission `publish`. Reads only, so that no idempotency key is needed.
    """
    with database().reading() as session:
        require_permission(session, caller(), Permission.PUBLISH)
        try:
            problems: Iterable[Problem] = check_bundle(_bundle(body), known_things(session))
        except Invalid as refusal:
            problems = refusal.problems
    found = [_found(problem) for problem in problems]
    return reply(CheckReport(is_publishable=all(p.severity != "error" for p in found), problems=found))


@blueprint.get("/process-definitions/<process_id>/versions", responses={200: VersionList}, tags=[DEFINITIONS])
def list_versions(path: ProcessPath) -> Response:
    """Every version of the process's bundle."""
    with database().reading() as session:
        bundle_key = latest_process(session, path.process_id).bundle_key
        items = [version_reply(version) for version in versions(session, bundle_key)]
    return reply(VersionList(items=items))


@blueprint.get(
    "/process-definitions/<process_id>/versions/<int:number>/source/<path:path>",
    responses={
        200: {"description": "The file as published.", "content": {"text/plain": {"schema": {"type": "string"}}}}
    },
    tags=[DEFINITIONS],
)
def show_source(path: SourcePath) -> Response:
    """One file of a version, byte for byte."""
    with database().reading() as session:
        bundle_key = latest_process(session, path.process_id).bundle_key
        version = next((v for v in versions(session, bundle_key) if v.number == path.number), None)
        if version is None:
            raise NotFound(say("There is no such version."))
        content = source(session, version.id, path.path)
    return Response(content, mimetype="text/plain", headers={"Content-Disposition": "attachment"})


def version_reply(version: BundleVersion) -> Version:
    """What a program is told of a version."""
    return Version(
        id=version.id,
        bundle=version.bundle_key,
        number=version.number,
        sha256=version.sha256,
        files=sorted(version.manifest),
        published_at=version.published_at,
        published_by=version.published_by,
    )


def _bundle(sent: SentBundle) -> Bundle:
    return Bundle(sent.key, {path: text.encode() for path, text in sent.files.items()})


def _found(problem: Problem) -> FoundProblem:
    severity = problem.severity.value if isinstance(problem, CheckProblem) else "error"
    return FoundProblem(
        severity=severity, category=problem.category, where=problem.where, detail=translate(problem.sentence)
    )
