"""Proving that nobody changed the history."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel

from engine.history.checkpoint_file import CheckpointFile
from engine.history.verification import covered_ends, verify_chains, verify_checkpoints
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry
from webapp.api.replies import reply
from webapp.edge import database, settings

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


class CheckpointItem(BaseModel):
    """A checkpoint outside the database that is `changed`, `missing` from its file, or `not_in_database`."""

    number: int
    what: str


class Verification(BaseModel):
    """The first 1,000 findings of each kind; intact where there is none."""

    is_intact: bool
    findings: list[FindingItem]
    checkpoints: list[CheckpointItem]


@blueprint.post("/audit/verify", responses={200: Verification}, tags=[AUDIT])
def verify(body: Verify) -> Response:
    """Check hashes, numbers and copies of every event, and the checkpoints outside the database.

    Needs the permission `verify_history`.

    Reads only, so that no idempotency key is needed.
    """
    with database().reading() as session:
        require_permission(session, caller(), Permission.VERIFY_HISTORY)
    lines = list(CheckpointFile(settings().checkpoint_file).lines())  # before the database: never ahead of it
    with database().reading() as session:
        found = islice(verify_chains(session, body.chain_id, covered=covered_ends(lines)), MOST_FINDINGS)
        findings = [FindingItem(**vars(finding)) for finding in found]
        of_checkpoints = () if body.chain_id else islice(verify_checkpoints(session, lines), MOST_FINDINGS)
        checkpoints = [CheckpointItem(**vars(finding)) for finding in of_checkpoints]
    return reply(Verification(is_intact=not (findings or checkpoints), findings=findings, checkpoints=checkpoints))
