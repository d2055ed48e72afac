"""A bundle of diagrams, tables and forms becomes the next version."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definitions.bundles import Bundle
from engine.definitions.examination import Examination, examine
from engine.definitions.models import BundleVersion
from engine.definitions.operations import publish
from engine.people.permissions import Permission
from engine.people.queries import require_permission


def examine_bundle(session: Session, actor: Actor, bundle: Bundle) -> Examination:
    """The publication check, in a reading transaction before `deploy_bundle`: on a large diagram it takes longer than
    anybody may hold the writer (law 1). Refused: `NotAllowed` without the permission."""
    require_permission(session, actor, Permission.PUBLISH)
    return examine(session, bundle)


def deploy_bundle(
    session: Session, actor: Actor, bundle: Bundle, *, examination: Examination | None = None
) -> BundleVersion:
    """Publish a bundle after the publication check; unchanged content gives the present version again.

    `examination` of `examine_bundle` holds as long as the bundle and what it may name are the same.
    Refused: `NotAllowed` without the permission, `Invalid` with every error of the check, `Conflict`.
    """
    require_permission(session, actor, Permission.PUBLISH)
    return publish(session, actor, bundle, examination=examination)
