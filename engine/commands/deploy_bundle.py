"""A bundle of diagrams, tables and forms becomes the next version."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.definitions.bundles import Bundle
from engine.definitions.models import BundleVersion
from engine.definitions.operations import publish
from engine.people.permissions import Permission
from engine.people.queries import require_permission


def deploy_bundle(session: Session, actor: Actor, bundle: Bundle) -> BundleVersion:
    """Publish a bundle after the publication check; unchanged content gives the present version again.

    Refused: `NotAllowed` without the permission, `Invalid` with every error of the check, `Conflict`.
    """
    require_permission(session, actor, Permission.PUBLISH)
    return publish(session, actor, bundle)
