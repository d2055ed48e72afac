"""Taking a change of value back from its asset when the journal that told the books of it is reversed."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, say
from engine.history.operations import record_master_event
from engine.history.queries import RecordedEvent, events_of
from workflows.accounting.models import Journal
from workflows.accounting.operations import undone_with
from workflows.assets.depreciation import ValueChange
from workflows.assets.valuation import kept_changes, read_changes
from workflows.month_end import changing, holding
from workflows.month_end.changing import lock_asset

_IS_HELD = {"asset.impaired": None, "asset.held_for_sale": True, "asset.no_longer_held": False}


@undone_with(changing.SOURCE_KIND)
@undone_with(holding.SOURCE_KIND)
def take_change_back(session: Session, actor: Actor, journal: Journal) -> None:
    """Refused: an asset whose value has changed again since, or that was written off."""
    asset = lock_asset(session, actor, journal.source_id)
    told = next(one for one in events_of(session, asset.id) if one.data.get("journal") == str(journal.id))
    changes = read_changes(asset.value_changes)
    if not changes or not _is_of(changes[-1], told):
        sentence = say(
            "The value of asset %(asset_no)s has changed again since: undo that first.", asset_no=asset.asset_no
        )
        raise Conflict(sentence)
    asset.value_changes = kept_changes(changes[:-1])
    data = {"change": told.kind, "on": told.data["on"], "journal": journal.id}
    record_master_event(session, actor, asset.id, "asset", "asset.change_taken_back", data)


def _is_of(change: ValueChange, told: RecordedEvent) -> bool:
    amount = Decimal(told.data.get("amount", "0"))
    found = (change.on.isoformat(), change.impairment, change.is_held)
    return found == (told.data["on"], amount, _IS_HELD[told.kind])
