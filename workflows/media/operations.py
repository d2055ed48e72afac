"""Entering the media of an asset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.assets.models import Asset, AssetState
from workflows.media.models import AssetMedium, MediumKind
from workflows.media.queries import media_of_asset

MAX_MEDIA = 200
MAX_SERIAL = 100
LIMITS = {"manufacturer": 100, "model": 200, "capacity": 40}
SETTLED = frozenset({AssetState.PENDING_APPROVAL, AssetState.PENDING_WRITEOFF, AssetState.DISPOSED})
"""What is inside an asset does not change while its disposal is decided and carried out: certificates are compared
with it."""


@dataclass(frozen=True)
class MediumEntry:
    """One medium as somebody enters it; `kind` is one of `MediumKind`, None where nobody knows."""

    serial_no: str
    kind: str | None = None
    is_encrypted: bool = False
    manufacturer: str = ""
    model: str = ""
    capacity: str = ""

    def stripped(self) -> MediumEntry:
        """Without blanks around its texts; a kind that was not chosen is None."""
        texts = (self.manufacturer, self.model, self.capacity)
        manufacturer, model, capacity = (text.strip() for text in texts)
        return replace(
            self,
            serial_no=self.serial_no.strip(),
            kind=self.kind or None,
            manufacturer=manufacturer,
            model=model,
            capacity=capacity,
        )


def enter_media(session: Session, actor: Actor, asset: Asset, media: Sequence[MediumEntry]) -> list[AssetMedium]:
    """Say which media are inside the asset; those entered before and not named any more are gone.

    Refused: without `edit_assets`; an asset whose disposal waits for approval or has gone further, unless nobody knew
    of any medium in it; a serial number that is empty, too long, named twice or in another asset of the company, an
    unknown kind. Problems are at `media.<position>.<field>`.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    media = [entry.stripped() for entry in media]
    before = media_of_asset(session, asset.id)
    if not may_change_media(asset, before):
        raise Conflict(say("The media of asset %(asset_no)s cannot be changed any more.", asset_no=asset.asset_no))
    if problems := [*_problems(media), *_taken(session, asset, media)]:
        raise Invalid(problems)
    if [entry_of(row) for row in before] == sorted(media, key=lambda entry: entry.serial_no):
        return before
    session.execute(delete(AssetMedium).where(AssetMedium.asset_id == asset.id))
    rows = [AssetMedium(id=new_id(), asset_id=asset.id, **asdict(entry)) for entry in media]
    session.add_all(rows)
    record_master_event(
        session, actor, asset.id, "asset", "asset.media_entered", {"media": [asdict(entry) for entry in media]}
    )
    return rows


def may_change_media(asset: Asset, known: Sequence[AssetMedium]) -> bool:
    """Whether the asset is not yet where its media count; later only what was never known can still be entered, since
    without it no certificate could ever be compared."""
    return asset.state not in SETTLED or (
        not known and not asset.serial_no and asset.state == AssetState.PENDING_WRITEOFF
    )


def entry_of(row: AssetMedium) -> MediumEntry:
    """A medium of the register as somebody would enter it."""
    return MediumEntry(row.serial_no, row.kind, row.is_encrypted, row.manufacturer, row.model, row.capacity)


def _problems(media: Sequence[MediumEntry]) -> Iterator[Problem]:
    if len(media) > MAX_MEDIA:
        yield Problem("media", say("At most %(limit)s media.", limit=MAX_MEDIA))
    counted = Counter(entry.serial_no.upper() for entry in media)
    for position, entry in enumerate(media):
        where = f"media.{position}"
        if not 0 < len(entry.serial_no) <= MAX_SERIAL or len(entry.serial_no.split()) != 1:
            sentence = say("A serial number has 1 to %(limit)s characters and no blanks.", limit=MAX_SERIAL)
            yield Problem(f"{where}.serial_no", sentence)
        elif counted[entry.serial_no.upper()] > 1:
            sentence = say("The serial number %(serial)s is there twice.", serial=entry.serial_no)
            yield Problem(f"{where}.serial_no", sentence)
        if entry.kind is not None and entry.kind not in set(MediumKind):
            yield Problem(f"{where}.kind", say("Choose one of the kinds of media offered."))
        for field, limit in LIMITS.items():
            if len(getattr(entry, field)) > limit:
                yield Problem(f"{where}.{field}", say("At most %(limit)s characters.", limit=limit))


def _taken(session: Session, asset: Asset, media: Sequence[MediumEntry]) -> Iterator[Problem]:
    others = (
        select(AssetMedium.serial_no, Asset.asset_no)
        .join(Asset, Asset.id == AssetMedium.asset_id)
        .where(
            AssetMedium.serial_no.in_([entry.serial_no for entry in media]),
            Asset.id != asset.id,
            Asset.legal_entity_id == asset.legal_entity_id,
            Asset.state != AssetState.DISPOSED,
        )
    )
    taken = {row.serial_no: row.asset_no for row in session.execute(others)}
    for position, entry in enumerate(media):
        if entry.serial_no in taken:
            sentence = say(
                "The register has %(serial)s in asset %(asset_no)s already.",
                serial=entry.serial_no,
                asset_no=taken[entry.serial_no],
            )
            yield Problem(f"media.{position}.serial_no", sentence)
