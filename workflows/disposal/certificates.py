"""Which media of a request are proved sanitized, and which are not (domain.md B5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.assets.models import Asset
from workflows.assets.queries import categories_by_id
from workflows.disposal.locked import LockedRequest
from workflows.disposal.models import SanitizationCertificate
from workflows.media.queries import RegisteredMedium, registered_media

SHOWN = 10


@dataclass(frozen=True)
class MediaStanding:
    """`left`: what has no certificate that passed, `failed` among them: what can only be destroyed. Serial numbers, or
    the number of an asset for whose media the register has none."""

    left: tuple[str, ...]
    failed: tuple[str, ...]


def media_standing(session: Session, request_id: UUID, assets: Iterable[Asset]) -> MediaStanding:
    """How far the data-bearing ones of these assets, which are those of the request, have come."""
    bearing = data_bearing(session, assets)
    media = registered_media(session, bearing)
    latest = latest_certificates(session, request_id)
    known = {medium.asset_id for medium in media}
    left, failed = [asset.asset_no for asset in bearing if asset.id not in known], []
    for medium in media:
        row = latest.get((medium.asset_id, key_of(medium.serial_no)))
        if row is None or not row.has_passed:
            left.append(medium.serial_no)
        if row is not None and not row.has_passed:
            failed.append(medium.serial_no)
    return MediaStanding(tuple(left), tuple(failed))


def media_of(session: Session, locked: LockedRequest) -> list[RegisteredMedium]:
    """The media that the request has to prove sanitized: those of its data-bearing assets."""
    return registered_media(session, data_bearing(session, locked.assets_in_order))


def standing_of(session: Session, locked: LockedRequest) -> MediaStanding:
    """`media_standing` of a locked request."""
    return media_standing(session, locked.request.id, locked.assets_in_order)


def certificates_of(session: Session, request_id: UUID) -> list[SanitizationCertificate]:
    """Every certificate of the request, the oldest first."""
    rows = select(SanitizationCertificate).where(SanitizationCertificate.request_id == request_id)
    return list(session.scalars(rows.order_by(SanitizationCertificate.id)))


def latest_certificates(session: Session, request_id: UUID) -> dict[tuple[UUID, str], SanitizationCertificate]:
    """The last certificate of each medium, by asset and `key_of` its serial number."""
    return {(row.asset_id, key_of(row.serial_no)): row for row in certificates_of(session, request_id)}


def data_bearing(session: Session, assets: Iterable[Asset]) -> list[Asset]:
    """Those of the assets whose category bears data, in their order."""
    categories = categories_by_id(session)
    return [asset for asset in assets if categories[asset.category_id].is_data_bearing]


def key_of(serial_no: str) -> str:
    """By which serial numbers are compared: upper and lower case count as one."""
    return serial_no.strip().upper()


def listed(serial_nos: Iterable[str]) -> str:
    """Serial numbers for a sentence; the first of many."""
    found = list(serial_nos)
    return ", ".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")
