"""Entering the media of an asset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from workflows.assets.models import Asset, AssetState
from workflows.media.models import AssetMedium, MediumKind

MAX_MEDIA = 200
MAX_SERIAL = 100
SETTLED = frozenset({AssetState.PENDING_APPROVAL, AssetState.PENDING_WRITEOFF, AssetState.DISPOSED})
"""What is inside an asset does not change while its disposal is decided and carried out: certificates are compared
with it."""


@dataclass(frozen=True)
class MediumEntry:
    """One medium as somebody enters it."""

    serial_no: str
    kind: str
    is_encrypted: bool = False


def enter_media(session: Session, actor: Actor, asset: Asset, media: Sequence[MediumEntry]) -> list[AssetMedium]:
    """Say which media are inside the asset; those entered before and not named any more are gone.

    Refused: without `edit_assets`; an asset whose disposal waits for approval or has gone further; a serial number that
    is empty, too long or named twice, an unknown kind.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    if asset.state in SETTLED:
        raise Conflict(say("The media of asset %(asset_no)s cannot be changed any more.", asset_no=asset.asset_no))
    _check(media)
    session.execute(delete(AssetMedium).where(AssetMedium.asset_id == asset.id))
    rows = [
        AssetMedium(
            asset_id=asset.id, serial_no=entry.serial_no.strip(), kind=entry.kind, is_encrypted=entry.is_encrypted
        )
        for entry in media
    ]
    session.add_all(rows)
    data = [{"serial_no": row.serial_no, "kind": row.kind, "is_encrypted": row.is_encrypted} for row in rows]
    record_master_event(session, actor, asset.id, "asset", "asset.media_entered", {"media": data})
    return rows


def _check(media: Sequence[MediumEntry]) -> None:
    problems = []
    if len(media) > MAX_MEDIA:
        problems.append(Problem("media", say("At most %(limit)s media.", limit=MAX_MEDIA)))
    counted = Counter(entry.serial_no.strip().upper() for entry in media)
    for position, entry in enumerate(media):
        serial_no, where = entry.serial_no.strip(), f"media.{position}.serial_no"
        if not 0 < len(serial_no) <= MAX_SERIAL or len(serial_no.split()) != 1:
            sentence = say("A serial number has 1 to %(limit)s characters and no blanks.", limit=MAX_SERIAL)
            problems.append(Problem(where, sentence))
        elif counted[serial_no.upper()] > 1:
            problems.append(Problem(where, say("The serial number %(serial)s is there twice.", serial=serial_no)))
        if entry.kind not in set(MediumKind):
            problems.append(Problem(f"media.{position}.kind", say("Choose one of the kinds of media offered.")))
    if problems:
        raise Invalid(problems)
