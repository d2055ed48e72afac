"""Scanned labels as the page shows them: which asset each names, in which state, at whom, and what it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, NotFound, Problem, Sentence, say
from engine.instances.models import ProcessInstance
from engine.people.models import Person
from webapp.assets.reading import view_asset
from webapp.cases.reading import WaitingTask, waiting_tasks
from webapp.edge import settings
from workflows.assets.labels import Label, key_fits, read_label
from workflows.assets.models import Asset, Location
from workflows.assets.queries import find_asset_by_label, find_location_by_label
from workflows.disposal.queries import open_request_of_asset
from workflows.scanning.together import MOST_ASSETS


@dataclass(frozen=True)
class ScannedAsset:
    """An asset whose label was scanned. `key` is the key of its label, empty where only its number was entered."""

    text: str
    asset: Asset
    key: str
    custodian: Person | None
    location: Location | None
    waiting: Sequence[WaitingTask]

    @property
    def has_label(self) -> bool:
        return key_fits(Label(self.asset.asset_no, self.key), settings().secret_key)


def read_scanned(session: Session, actor: Actor, text: str) -> ScannedAsset:
    """The asset that `text` names, if the actor may see it or holds its label.

    Refused: `NotFound` and `NotAllowed` as by `find_asset_by_label`.
    """
    found = find_asset_by_label(session, text, secret=settings().secret_key)
    key = read_label(text).key or ""
    asset, _ = view_asset(session, actor, found.asset_no, key, settings().secret_key)
    request = open_request_of_asset(session, asset.id)
    case = session.get(ProcessInstance, request.instance_id) if request and request.instance_id else None
    return ScannedAsset(
        text=text,
        asset=asset,
        key=key,
        custodian=session.get(Person, asset.custodian_id) if asset.custodian_id else None,
        location=session.get(Location, asset.location_id) if asset.location_id else None,
        waiting=waiting_tasks(session, case) if case else (),
    )


def read_all(session: Session, actor: Actor, texts: Sequence[str]) -> tuple[list[ScannedAsset], list[Sentence]]:
    """The assets these labels name, each once, in the order in which they were scanned, and why others name none."""
    scanned: dict[UUID, ScannedAsset] = {}
    refusals: list[Sentence] = []
    for text in texts[:MOST_ASSETS]:
        try:
            one = read_scanned(session, actor, text)
        except (NotFound, NotAllowed) as refusal:
            refusals.append(refusal.sentence)
        else:
            scanned.setdefault(one.asset.id, one)
    if len(texts) > MOST_ASSETS:
        refusals.append(say("At most %(limit)s assets at once: carry these out first.", limit=MOST_ASSETS))
    return list(scanned.values()), refusals


def location_id(session: Session, text: str, *, is_required: bool = False) -> UUID | None:
    """The location that a scanned or typed text names; none for an empty text. Refused at `location`."""
    if not text.strip():
        if is_required:
            raise Invalid([Problem("location", say("Say where you have received them: scan or type the location."))])
        return None
    try:
        return find_location_by_label(session, text).id
    except NotFound as refusal:
        raise Invalid([Problem("location", refusal.sentence)]) from refusal
