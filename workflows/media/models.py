"""The table of storage media."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import new_id


class MediumKind(StrEnum):
    """What data are kept on: it decides which methods of sanitization work."""

    HDD = "hdd"
    SSD = "ssd"
    FLASH = "flash"
    TAPE = "tape"
    OPTICAL = "optical"
    OTHER = "other"


class AssetMedium(Base):
    """One medium inside an asset. `kind` is null where only the serial number is known; `capacity` as printed on it.
    `is_encrypted`: all that was ever written to it was encrypted (NIST SP 800-88)."""

    __tablename__ = "asset_media"
    __table_args__ = (
        UniqueConstraint("asset_id", "serial_no"),
        CheckConstraint(f"kind IS NULL OR kind IN ({', '.join(repr(kind.value) for kind in MediumKind)})", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    serial_no: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str | None] = mapped_column(String(20))
    manufacturer: Mapped[str] = mapped_column(String(100), default="")
    model: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[str] = mapped_column(String(40), default="")
    is_encrypted: Mapped[bool] = mapped_column(default=False)
