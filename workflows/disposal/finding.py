"""An asset on its way out turns out to be fit or needed after all (event path `AssetFound` of domain.md B3)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import view_case
from engine.commands import deliver_message
from engine.errors import Conflict, Invalid, NotAllowed, Problem, say
from engine.instances.operations import lock_instance
from engine.instances.queries import waiting_for
from workflows.disposal.models import DisposalRequest
from workflows.disposal.queries import find_request

ASSET_FOUND = "disposal-asset-found"
MAX_REASON = 2000


def may_be_asked_back(session: Session, request: DisposalRequest) -> bool:
    """Whether the request is at a place that `ask_to_return_to_use` can stop."""
    return waiting_for(session, ASSET_FOUND, str(request.id)) is not None


def ask_to_return_to_use(session: Session, actor: Actor, request_id: UUID, *, reason: str) -> None:
    """Stop the collection or preparation of a request and ask for the assets' return to use, for a `reason`.

    Anybody who may see the case can ask; who decides is the diagram's business. Refused: no reason; with `Conflict`
    a request that is in approval (it has to be withdrawn first) or past it.
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can ask for an asset's return to use."))
    if not 0 < len(reason.strip()) <= MAX_REASON:
        raise Invalid([Problem("reason", say("Please say why the asset is to be used again."))])
    request = find_request(session, request_id)
    if request.instance_id is not None:
        view_case(session, actor, request.instance_id)
        lock_instance(session, request.instance_id)  # so that whoever waits now still does when it is delivered
    if not may_be_asked_back(session, request):
        raise Conflict(
            say(
                "Request %(number)s is not being collected or prepared. One in approval has to be withdrawn first.",
                number=request.number,
            )
        )
    deliver_message(session, actor, ASSET_FOUND, str(request_id), {"return_reason": reason.strip()})
