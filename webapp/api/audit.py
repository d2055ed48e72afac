"""Proving that nobody changed the history."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from engine.history.verification import verify_chains
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry
from webapp.api.replies import reply
from webapp.edge import database

AUDIT = Tag(name="audit", description="The history proves itself.")
MOST_FINDINGS = 1000


class Verify(Entry):
    """Which chain of events: that of a case, an asset, a person, a bundle; without one, all."""

    chain_id: UUID | None = None


class FindingItem(BaseModel):
    """An event that is `changed`, `missing` or `cut_off`."""

    chain_id: UUID
    chain_kind: str
    number: int
    what: str


class Verification(BaseModel):
    """The first 1,000 findings; intact where there is none."""

    is_intact: bool
    findings: list[FindingItem]


@blueprint.post("/audit/verify", responses={200: Verification}, tags=[AUDIT])
def verify(body: Verify) -> Response:
    """Check hashes, numbers and copies of every event. Needs the permission `verify_history`.

    Reads only, so that no idempotency key is needed.
    """
    with database().reading() as session:
        require_permission(session, caller(), Permission.VERIFY_HISTORY)
        found = [
            FindingItem(**vars(finding)) for finding in islice(verify_chains(session, body.chain_id), MOST_FINDINGS)
        ]
    return reply(Verification(is_intact=not found, findings=found))
