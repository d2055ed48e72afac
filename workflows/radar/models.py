"""Tables of what the nightly watch has found and told."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.types import UtcInstant


class RadarLabel(Base):
    """An asset is labelled 即将到期 since this day; the row goes when the rule no longer holds."""

    __tablename__ = "radar_labels"

    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), primary_key=True)
    since_on: Mapped[date]


class TaxWarning(Base):
    """Somebody was told that the tax deadline of a request, which is not in the books yet, is `days` days away."""

    __tablename__ = "tax_warnings"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("disposal_requests.id"), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    told_at: Mapped[datetime] = mapped_column(UtcInstant)
