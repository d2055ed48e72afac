"""An asset as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, Sentence, say
from engine.files.models import File
from engine.history.queries import RecordedEvent, events_of
from engine.instances.models import ProcessInstance
from engine.people.models import OrgUnit, Person
from engine.people.queries import people_by_id
from webapp.assets.book_times import BookTimes, book_times
from webapp.assets.field_words import Changed, changed_fields, ids_in
from webapp.cases.reading import WaitingTask, waiting_tasks
from webapp.i18n import named
from workflows.assets.attachments.models import AssetAttachment
from workflows.assets.attachments.queries import attachments_of
from workflows.assets.handing_over import open_hand_over
from workflows.assets.labels import Label, key_fits
from workflows.assets.maintenance import maintenance_of, may_maintain
from workflows.assets.models import Asset, AssetCategory, AssetState, HandOver, Location, MaintenanceRecord
from workflows.assets.queries import find_asset_by_no, may_see_asset
from workflows.assets.states import IN_SERVICE, state_name
from workflows.assets.valuation import BookValues, book_values
from workflows.disposal.finding import may_be_asked_back
from workflows.disposal.models import DisposalRequest
from workflows.disposal.queries import open_request_of_asset
from workflows.organization.books import books_of, today
from workflows.radar.assets_at_risk import labelled_since


@dataclass(frozen=True)
class AssetEntry:
    """One act in the asset's own history: when, what, who, why, and which fields it changed."""

    at: datetime
    what: Sentence
    who: str
    comment: str
    changes: Sequence[Changed] = ()


@dataclass(frozen=True)
class AssetPage:
    """One asset with everything a person standing before it wants to know.

    `values` are shown to those who may see the asset in their lists; None to somebody who only holds its label.
    `seen` is the last act that proves that the thing was there (S10); `labelled_on`: near its end since then (S41).
    """

    asset: Asset
    category: AssetCategory
    unit: OrgUnit
    location: Location | None
    values: BookValues | None
    request: DisposalRequest | None
    case: ProcessInstance | None
    waiting: Sequence[WaitingTask]
    entries: Sequence[AssetEntry]
    people: Mapping[UUID, Person]
    may_be_asked_back: bool
    work: Sequence[MaintenanceRecord]
    may_maintain: bool
    may_close: bool
    hand_over: HandOver | None
    books: BookTimes
    attachments: Sequence[tuple[AssetAttachment, File]]
    seen: AssetEntry | None
    labelled_on: date | None

    @property
    def is_ahead_of_books(self) -> bool:
        """Out of use, and the books still carry it (S1)."""
        return self.asset.state not in IN_SERVICE and not self.books.is_closed

    @property
    def may_be_marked(self) -> bool:
        return AssetState(self.asset.state) in IN_SERVICE and self.request is None


def view_asset(session: Session, actor: Actor, asset_no: str, key: str, secret: str) -> tuple[Asset, bool]:
    """The asset, and whether it is among those the actor may see anyway; else its label has to prove itself.

    Refused: `NotFound`.
    """
    asset = find_asset_by_no(session, asset_no)
    is_visible = may_see_asset(session, actor, asset)
    if not is_visible and not key_fits(Label(asset_no, key), secret):
        raise NotFound(say("There is no asset with the number “%(asset_no)s”.", asset_no=asset_no[:80]))
    return asset, is_visible


def read_asset(session: Session, actor: Actor, asset: Asset, *, with_values: bool) -> AssetPage:
    """Read what the page shows."""
    request = open_request_of_asset(session, asset.id)
    case = session.get(ProcessInstance, request.instance_id) if request and request.instance_id else None
    events = events_of(session, asset.id)
    hand_over, maintains = open_hand_over(session, asset.id), may_maintain(session, actor)
    scanned = [hand_over.given_by, hand_over.received_by] if hand_over else []
    attached = attachments_of(session, asset.id) if with_values else ()
    adders = (one.added_by for one, _file in attached)
    people = people_by_id(session, [asset.custodian_id, *scanned, *adders, *(event.actor_id for event in events)])
    things = _things(session, events)
    return AssetPage(
        asset=asset,
        category=session.get_one(AssetCategory, asset.category_id),
        unit=session.get_one(OrgUnit, asset.org_unit_id),
        location=session.get(Location, asset.location_id) if asset.location_id else None,
        values=_values(session, asset) if with_values else None,
        request=request,
        case=case,
        waiting=waiting_tasks(session, case) if case else (),
        entries=[_entry(event, people, things) for event in reversed(events)],
        people=people,
        work=maintenance_of(session, asset.id),
        may_maintain=asset.state in IN_SERVICE and maintains,
        may_close=maintains,
        hand_over=hand_over,
        books=book_times(asset),
        attachments=attached,
        seen=next((_entry(event, people, things) for event in reversed(events) if _is_evidence(event)), None),
        labelled_on=labelled_since(session, [asset.id]).get(asset.id),
        may_be_asked_back=with_values and request is not None and may_be_asked_back(session, request),
    )


def _is_evidence(event: RecordedEvent) -> bool:
    """Whether the act proves that somebody stood before the asset: a scan, work, a photo taken then, its marking."""
    if event.kind == "asset.file_added":
        return bool(event.data.get("is_seen"))
    is_marking = event.kind == "asset.state_changed" and event.data["to"] == AssetState.PENDING_DISPOSAL
    return event.kind in EVIDENCE or (is_marking and event.actor_id is not None)


def _values(session: Session, asset: Asset) -> BookValues:
    convention = books_of(session, asset.legal_entity_id).depreciation_convention
    return book_values(asset, today(session, asset.legal_entity_id), convention=convention)


def _things(session: Session, events: Sequence[RecordedEvent]) -> Mapping[UUID, Any]:
    """What the changes in these events name by id: people, places, departments and categories."""
    ids = {one for event in events for one in ids_in(event.data.get("changes", {}))}
    found: dict[UUID, Any] = {}
    if ids:
        models: tuple[Any, ...] = (Person, Location, OrgUnit, AssetCategory)
        for model in models:
            found |= {one.id: one for one in session.scalars(select(model).where(model.id.in_(ids)))}
    return found


def _entry(event: RecordedEvent, people: Mapping[UUID, Person], things: Mapping[UUID, Any]) -> AssetEntry:
    """One act in the asset's own history."""
    data = event.data
    what = ASSET_EVENTS.get(event.kind, say("Changed"))
    if event.kind == "asset.state_changed":
        what = say("%(before)s → %(after)s", before=state_name(data["from"]), after=state_name(data["to"]))
    elif event.kind == "asset.seen" and data["place"]:
        what = say("Seen at %(place)s", place=data["place"])
    return AssetEntry(
        at=event.at,
        what=what,
        who=named(people.get(event.actor_id)) if event.actor_id else "",
        comment=str(data.get("reason") or ""),
        changes=list(changed_fields(data.get("changes", {}), things)),
    )


EVIDENCE = frozenset(
    {
        *("asset.handed_over", "asset.given", "asset.received", "asset.handed_out"),
        *("asset.seen", "asset.maintained"),
    }
)
ASSET_EVENTS = {
    "asset.registered": say("Registered"),
    "asset.handed_over": say("Handed over"),
    "asset.handed_out": say("Left the house"),
    "asset.media_entered": say("Storage media entered"),
    "asset.split": say("A part split off into a card of its own"),
    "asset.impaired": say("Impairment recorded"),
    "asset.used": say("Units produced recorded"),
    "asset.held_for_sale": say("Held for sale"),
    "asset.no_longer_held": say("No longer held for sale"),
    "asset.change_taken_back": say("A change of value taken back"),
    "asset.relocated": say("Relocated to another department"),
    "asset.updated": say("Changed by an import"),
    "asset.edited": say("Edited"),
    "asset.file_added": say("Photo or document added"),
    "asset.file_captioned": say("Caption changed"),
    "asset.file_removed": say("Photo or document removed"),
    "asset.given": say("Given away: the receiver's scan is missing"),
    "asset.received": say("Received: the giver's scan is missing"),
    "asset.reassigned": say("Given to another custodian, without a scan"),
    "asset.hand_over_called_off": say("Hand-over called off"),
    "asset.maintenance_opened": say("Work begun"),
    "asset.maintained": say("Work done"),
    "asset.seen": say("Seen"),
    "asset.alarm_raised": say("Alarm of a monitoring system"),
}
