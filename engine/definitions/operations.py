"""Publishing a bundle: checked, hashed, numbered, its uses of other bundles frozen."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.db import insert_for
from engine.definitions.bundles import Bundle, content_hash, manifest
from engine.definitions.examination import Examination, examine
from engine.definitions.known import Known, known_things
from engine.definitions.models import (
    BundleVersion,
    DefinitionBlob,
    FrozenReference,
    PartKind,
    ProcessDefinition,
    SharedPart,
)
from engine.definitions.parts import Parts, read_parts
from engine.definitions.queries import latest_version
from engine.errors import Conflict, Invalid, say
from engine.history.operations import record_master_event
from engine.types import new_id

References = dict[tuple[PartKind, str], UUID]


def publish(
    session: Session,
    actor: Actor,
    bundle: Bundle,
    *,
    known: Known | None = None,
    examination: Examination | None = None,
) -> BundleVersion:
    """Publish the bundle as the next number and record it in the bundle's history.

    The latest version is returned as it is where neither a file nor a used bundle has changed since. Refused:
    `Invalid` with every error of the publication check; `Conflict` where somebody published the same bundle meanwhile.
    The actor's permission is the caller's matter. `known`: what the files may name, by default `known_things`.
    `examination`: the check where it was made before; made anew where the bundle may name other things now.
    """
    known = known or known_things(session)
    if examination is None or not examination.holds_for(bundle, known):
        examination = examine(session, bundle, known=known)
    if examination.errors:
        raise Invalid(examination.errors)
    parts = read_parts(bundle)
    references = _resolve(parts, known.outside(bundle.key))
    latest = latest_version(session, bundle.key)
    if latest is not None and latest.sha256 == content_hash(bundle) and _frozen(session, latest.id) == references:
        return latest
    return _store(session, actor, bundle, parts, references, number=1 if latest is None else latest.number + 1)


def history_id(bundle_key: str) -> UUID:
    """The id of the chain of events that tells a bundle's publications."""
    return uuid5(NAMESPACE_URL, f"zhangshi:bundle:{bundle_key}")


def _resolve(parts: Parts, known: Known) -> References:
    used = {(reference.kind, reference.id) for reference in parts.foreign_references()}
    found = {name: known.resolve(name) for name in used}
    return {name: part.bundle_version_id for name, part in found.items() if part is not None}


def _frozen(session: Session, version_id: UUID) -> References:
    rows = session.scalars(select(FrozenReference).where(FrozenReference.bundle_version_id == version_id))
    return {(PartKind(row.kind), row.reference_id): row.target_version_id for row in rows}


def _store(
    session: Session, actor: Actor, bundle: Bundle, parts: Parts, references: References, *, number: int
) -> BundleVersion:
    version = BundleVersion(
        id=new_id(),
        bundle_key=bundle.key,
        number=number,
        sha256=content_hash(bundle),
        manifest=manifest(bundle),
        published_at=clock.now(),
        published_by=actor.person_id,
    )
    session.add(version)
    try:
        session.flush()  # the unique number tells which of two publishers was first
    except IntegrityError as error:
        raise Conflict(
            say("Somebody else has just published “%(key)s”. Look at that version first.", key=bundle.key)
        ) from error
    _store_blobs(session, bundle, version.manifest)
    _store_parts(session, version, parts)
    for (kind, reference_id), target in references.items():
        session.add(
            FrozenReference(
                bundle_version_id=version.id, kind=kind, reference_id=reference_id, target_version_id=target
            )
        )
    data = {"bundle": bundle.key, "number": number, "version": version.id, "sha256": version.sha256}
    record_master_event(session, actor, history_id(bundle.key), "bundle", "bundle_published", data)
    return version


def _store_blobs(session: Session, bundle: Bundle, hashes: dict[str, str]) -> None:
    """In the order of their hashes, so that two publishers of shared files never wait for each other in a circle."""
    contents = {hashes[path]: content for path, content in bundle.files.items()}
    rows = [{"sha256": sha256, "content": contents[sha256]} for sha256 in sorted(contents)]
    if rows:
        session.execute(insert_for(session, DefinitionBlob).on_conflict_do_nothing(), rows)


def _store_parts(session: Session, version: BundleVersion, parts: Parts) -> None:
    common = {"bundle_version_id": version.id, "bundle_key": version.bundle_key, "number": version.number}
    session.add_all(
        ProcessDefinition(
            id=new_id(), process_id=part.process_id, name=part.name, is_startable=part.is_startable, **common
        )
        for part in parts.processes
    )
    shared = [
        {"kind": kind, "reference_id": part_id, **common}
        for kind in (PartKind.DECISION, PartKind.FORM)
        for part_id in sorted(parts.ids(kind))
    ]
    if shared:
        session.execute(insert(SharedPart), shared)
