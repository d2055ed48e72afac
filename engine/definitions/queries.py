"""Which versions there are, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.definitions.cache import remembered
from engine.definitions.definition import Definition, build_definition
from engine.definitions.models import BundleVersion, DefinitionBlob, FrozenReference, PartKind, ProcessDefinition
from engine.errors import NotFound, say


@dataclass(frozen=True)
class ProcessRow:
    """The latest version of one process, for lists."""

    process_id: str
    name: str
    bundle_key: str
    number: int
    bundle_version_id: UUID
    is_startable: bool
    published_at: datetime
    published_by: UUID | None


def latest_process(session: Session, process_id: str) -> ProcessDefinition:
    """The process as its latest version has it, or `NotFound`: 1 statement."""
    found = session.scalars(
        select(ProcessDefinition)
        .where(ProcessDefinition.process_id == process_id)
        .order_by(ProcessDefinition.number.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NotFound(say("There is no published process “%(id)s”.", id=process_id))
    return found


def process_list(session: Session) -> list[ProcessRow]:
    """The latest version of every process of the latest bundle versions, by name: 1 statement."""
    latest = (
        select(BundleVersion.bundle_key, func.max(BundleVersion.number).label("number"))
        .group_by(BundleVersion.bundle_key)
        .subquery()
    )
    rows = session.execute(
        select(ProcessDefinition, BundleVersion.published_at, BundleVersion.published_by)
        .join(BundleVersion, BundleVersion.id == ProcessDefinition.bundle_version_id)
        .join(
            latest,
            (latest.c.bundle_key == ProcessDefinition.bundle_key) & (latest.c.number == ProcessDefinition.number),
        )
        .order_by(ProcessDefinition.name, ProcessDefinition.process_id)
    )
    return [
        ProcessRow(
            process_id=process.process_id,
            name=process.name,
            bundle_key=process.bundle_key,
            number=process.number,
            bundle_version_id=process.bundle_version_id,
            is_startable=process.is_startable,
            published_at=published_at,
            published_by=published_by,
        )
        for process, published_at, published_by in rows
    ]


def latest_version(session: Session, bundle_key: str) -> BundleVersion | None:
    """The newest version of a bundle, or None."""
    return session.scalars(
        select(BundleVersion)
        .where(BundleVersion.bundle_key == bundle_key)
        .order_by(BundleVersion.number.desc())
        .limit(1)
    ).one_or_none()


def versions(session: Session, bundle_key: str) -> list[BundleVersion]:
    """Every version of a bundle, newest first."""
    return list(
        session.scalars(
            select(BundleVersion).where(BundleVersion.bundle_key == bundle_key).order_by(BundleVersion.number.desc())
        )
    )


def find_version(session: Session, version_id: UUID) -> BundleVersion:
    """The version, or `NotFound`."""
    version = session.get(BundleVersion, version_id)
    if version is None:
        raise NotFound(say("There is no such version."))
    return version


def source(session: Session, version_id: UUID, path: str) -> bytes:
    """The bytes of one file as published, or `NotFound`."""
    sha256 = find_version(session, version_id).manifest.get(path)
    if sha256 is None:
        raise NotFound(say("This version has no file “%(path)s”.", path=path))
    return session.scalars(select(DefinitionBlob.content).where(DefinitionBlob.sha256 == sha256)).one()


def callers(session: Session, bundle_key: str) -> list[str]:
    """The keys of the bundles whose latest version uses an older version of this bundle than its latest."""
    newest = (
        select(BundleVersion.bundle_key, func.max(BundleVersion.number).label("number"))
        .group_by(BundleVersion.bundle_key)
        .subquery()
    )
    target, caller = (
        select(BundleVersion.id, BundleVersion.bundle_key, BundleVersion.number).subquery() for _ in range(2)
    )
    statement = (
        select(caller.c.bundle_key)
        .join(FrozenReference, FrozenReference.bundle_version_id == caller.c.id)
        .join(target, target.c.id == FrozenReference.target_version_id)
        .join(newest, (newest.c.bundle_key == caller.c.bundle_key) & (newest.c.number == caller.c.number))
        .where(target.c.bundle_key == bundle_key)
        .where(
            target.c.number
            < select(func.max(BundleVersion.number)).where(BundleVersion.bundle_key == bundle_key).scalar_subquery()
        )
        .distinct()
        .order_by(caller.c.bundle_key)
    )
    return list(session.scalars(statement))


def load_definition(session: Session, version_id: UUID) -> Definition:
    """What instances of this version run on: parsed once, then shared by every thread and never changed. No SQL where
    it was loaded before."""
    return remembered(version_id, lambda: _read_definition(session, version_id))


def _read_definition(session: Session, version_id: UUID) -> Definition:
    version = find_version(session, version_id)
    blobs = select(DefinitionBlob.sha256, DefinitionBlob.content).where(
        DefinitionBlob.sha256.in_(set(version.manifest.values()))
    )
    contents = {row.sha256: row.content for row in session.execute(blobs)}
    frozen = session.scalars(select(FrozenReference).where(FrozenReference.bundle_version_id == version_id))
    used = {
        (PartKind(row.kind), row.reference_id): load_definition(session, row.target_version_id) for row in list(frozen)
    }
    return build_definition(
        version_id,
        version.bundle_key,
        version.number,
        {path: contents[sha256] for path, sha256 in version.manifest.items()},
        used,
    )
