"""Undoing a write-off: by the opposite journal alone, in an open period, by the CFO (domain.md B2)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, say
from engine.history.operations import record_master_event
from workflows.accounting.models import Journal
from workflows.accounting.operations import CONFIRMED_BY_CASES, reverse_journal, reverse_standing_journal
from workflows.accounting.queries import find_visible_journal
from workflows.assets.models import AssetState
from workflows.disposal.locked import lock_request
from workflows.disposal.models import DisposalMethod, RequestStatus
from workflows.disposal.moving import give_back
from workflows.disposal.operations import start_case
from workflows.disposal.posting import draft_again

START_UNDONE = "Start_Undone"


def undo_write_off(session: Session, actor: Actor, journal_id: UUID, *, posting_on: date, reason: str) -> Journal:
    """Reverse a disposal's journal: its assets are 待核销 again, and a new draft waits in a case of its own that begins
    with the confirmation. Gives the opposite journal.

    Gates passed and the hand-out stay what they are. A transfer to another entity is undone in its books as well, on
    the same day. Refused: what `reverse_journal` and `give_back` refuse.
    """
    journal = find_visible_journal(session, actor, journal_id)
    locked = lock_request(session, journal.source_id, statuses={RequestStatus.DISPOSED})
    request = locked.request
    if request.journal_id != journal_id:
        raise Conflict(say("The voucher of request %(number)s has been drawn up anew.", number=request.number))
    if request.method == DisposalMethod.TRANSFER:
        give_back(session, actor, request, posting_on=posting_on, reason=reason)
    opposite = reverse_journal(session, actor, journal_id, posting_on=posting_on, reason=reason)
    for asset in locked.assets.values():
        asset.derecognised_on = None
    former = request.instance_id
    request.status, request.dossier_hash, request.archived_at = RequestStatus.APPROVED, None, None
    draft = draft_again(session, actor, locked)
    start_case(
        session,
        actor,
        request,
        locked.assets_in_order,
        at=START_UNDONE,
        journal_id=str(draft.id),
        method=request.method,
    )
    locked.move_assets(session, actor, AssetState.PENDING_WRITEOFF, reason=reason)
    data = {"journal": journal_id, "reversed_by": opposite.id, "former_case": former, "reason": reason.strip()}
    record_master_event(session, actor, request.id, "disposal_request", "disposal.write_off_undone", data)
    return opposite


def reverse_as_it_comes(session: Session, actor: Actor, journal_id: UUID, *, posting_on: date, reason: str) -> Journal:
    """Reverse a journal wherever it comes from; that of a disposal undoes the write-off."""
    from_case = find_visible_journal(session, actor, journal_id).source_kind in CONFIRMED_BY_CASES
    reverse = undo_write_off if from_case else reverse_standing_journal
    return reverse(session, actor, journal_id, posting_on=posting_on, reason=reason)
