"""Reading which media are inside assets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.assets.models import Asset
from workflows.media.models import AssetMedium


@dataclass(frozen=True)
class RegisteredMedium:
    """A medium as the register knows it; `kind` is None where the register has a serial number and no more."""

    asset_id: UUID
    asset_no: str
    serial_no: str
    kind: str | None = None
    is_encrypted: bool = False
    manufacturer: str = ""
    model: str = ""


def registered_media(session: Session, assets: Iterable[Asset]) -> list[RegisteredMedium]:
    """The media of these assets, in their order; an asset without any counts as one with its own serial number, and
    one without that has none."""
    assets = list(assets)
    rows = select(AssetMedium).where(AssetMedium.asset_id.in_([asset.id for asset in assets]))
    by_asset: dict[UUID, list[AssetMedium]] = {}
    for medium in session.scalars(rows.order_by(AssetMedium.serial_no)):
        by_asset.setdefault(medium.asset_id, []).append(medium)
    found = []
    for asset in assets:
        media = by_asset.get(asset.id, [])
        found += [_registered(asset, medium) for medium in media]
        if not media and asset.serial_no:
            found.append(RegisteredMedium(asset.id, asset.asset_no, asset.serial_no))
    return found


def _registered(asset: Asset, medium: AssetMedium) -> RegisteredMedium:
    return RegisteredMedium(
        asset.id,
        asset.asset_no,
        medium.serial_no,
        medium.kind,
        medium.is_encrypted,
        manufacturer=medium.manufacturer,
        model=medium.model,
    )


def media_of_asset(session: Session, asset_id: UUID) -> list[AssetMedium]:
    """The media entered for an asset, by serial number."""
    rows = select(AssetMedium).where(AssetMedium.asset_id == asset_id).order_by(AssetMedium.serial_no)
    return list(session.scalars(rows))
