"""The states of an asset and the moves between them (domain.md B2): anything else is refused."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, NotAllowed, Sentence, say
from engine.history.operations import record_master_event
from workflows.assets.models import Asset, AssetState

IN_SERVICE = frozenset({AssetState.IN_USE, AssetState.IDLE})

MOVES: dict[AssetState, frozenset[AssetState]] = {
    AssetState.IN_USE: frozenset({AssetState.PENDING_DISPOSAL}),
    AssetState.IDLE: frozenset({AssetState.PENDING_DISPOSAL}),
    AssetState.PENDING_DISPOSAL: frozenset({AssetState.QUARANTINED, *IN_SERVICE}),
    AssetState.QUARANTINED: frozenset({AssetState.PENDING_APPROVAL, *IN_SERVICE}),
    AssetState.PENDING_APPROVAL: frozenset({AssetState.QUARANTINED, AssetState.PENDING_WRITEOFF}),
    AssetState.PENDING_WRITEOFF: frozenset({AssetState.QUARANTINED, AssetState.DISPOSED}),
    AssetState.DISPOSED: frozenset({AssetState.PENDING_WRITEOFF}),  # by a reversal journal alone
}


def state_name(state: AssetState | str) -> Sentence:
    """The name of a state for people."""
    match AssetState(state):
        case AssetState.IN_USE:
            return say("In use")
        case AssetState.IDLE:
            return say("Idle")
        case AssetState.PENDING_DISPOSAL:
            return say("Pending disposal")
        case AssetState.QUARANTINED:
            return say("Quarantined")
        case AssetState.PENDING_APPROVAL:
            return say("Pending approval")
        case AssetState.PENDING_WRITEOFF:
            return say("Pending write-off")
        case AssetState.DISPOSED:
            return say("Disposed")


def state_meaning(state: AssetState | str) -> Sentence:
    """What a state means, in a sentence for people (S20 to S24)."""
    match AssetState(state):
        case AssetState.IN_USE:
            return say("The asset is in use.")
        case AssetState.IDLE:
            return say("The asset is fit for use and waits for somebody to need it.")
        case AssetState.PENDING_DISPOSAL:
            return say("Somebody has marked the asset as done for; it waits to be collected.")
        case AssetState.QUARANTINED:
            return say("The asset has been taken out of use and must not be put back without an approval.")
        case AssetState.PENDING_APPROVAL:
            return say("The disposal has been applied for and waits for its approvals.")
        case AssetState.PENDING_WRITEOFF:
            return say("The disposal is approved and waits to be booked.")
        case AssetState.DISPOSED:
            return say("The asset has been written off.")


def set_state(
    session: Session, actor: Actor, asset: Asset, to: AssetState, *, reason: str = "", case_id: UUID | None = None
) -> None:
    """Move the asset, whose row the caller has locked, to state `to`, and write the move on its own chain of events.

    Refused with `Conflict` unless `MOVES` has the move.
    """
    before = AssetState(asset.state)
    if to not in MOVES[before]:
        raise Conflict(
            say(
                "Asset %(asset_no)s is “%(before)s” and cannot become “%(after)s”.",
                asset_no=asset.asset_no,
                before=state_name(before),
                after=state_name(to),
            )
        )
    now = clock.now()
    asset.state, asset.state_since = to, now
    _keep_ends_of_life(asset, before)
    data = {"from": before, "to": to, "reason": reason, "case": case_id}
    record_master_event(session, actor, asset.id, "asset", "asset.state_changed", data)


def take_from_books(session: Session, actor: Actor, asset: Asset, *, on: date, reason: str) -> None:
    """A card, whose row the caller has locked, that should not have come into these books leaves them on `on`."""
    before = AssetState(asset.state)
    asset.state, asset.state_since, asset.derecognised_on = AssetState.DISPOSED, clock.now(), on
    _keep_ends_of_life(asset, before)
    data = {"from": before, "to": AssetState.DISPOSED, "reason": reason, "case": None}
    record_master_event(session, actor, asset.id, "asset", "asset.state_changed", data)


def require_movable(asset: Asset) -> None:
    """Refuse assignment, relocation, maintenance and re-activation of an asset out of service (domain.md B2)."""
    state = AssetState(asset.state)
    if state not in IN_SERVICE:
        raise NotAllowed(
            say(
                "Asset %(asset_no)s is “%(state)s”: it cannot be assigned, moved or maintained.",
                asset_no=asset.asset_no,
                state=state_name(state),
            )
        )


def _keep_ends_of_life(asset: Asset, before: AssetState) -> None:
    """Technical and accounting end of life are two dates (S5): out of service, and out of the books."""
    if asset.state == AssetState.PENDING_DISPOSAL:
        asset.technical_eol_at = asset.state_since
    elif asset.state in IN_SERVICE:
        asset.technical_eol_at = None
    elif before == AssetState.DISPOSED:
        asset.accounting_eol_at = None
    elif asset.state == AssetState.DISPOSED:
        asset.accounting_eol_at = asset.state_since
