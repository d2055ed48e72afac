"""Labels on the label papers that are common, measured in millimetres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from engine.errors import Sentence, say
from engine.people.models import OrgUnit
from webapp.i18n import named
from workflows.assets.labels import asset_url, code128_svg, qr_svg
from workflows.assets.models import Asset

MOST_LABELS = 400


@dataclass(frozen=True)
class Paper:
    """A sheet or a roll: its size, the labels across and down, and the size of each."""

    name: Sentence
    width: float
    height: float
    across: int
    down: int
    label_width: float
    label_height: float

    @property
    def margin_top(self) -> float:
        return (self.height - self.down * self.label_height) / 2

    @property
    def margin_left(self) -> float:
        return (self.width - self.across * self.label_width) / 2


PAPERS: Mapping[str, Paper] = {
    "a4-3x8": Paper(say("A4, 3 × 8 labels (70 × 37 mm)"), 210, 297, 3, 8, 70, 37),
    "a4-4x10": Paper(say("A4, 4 × 10 labels (52.5 × 29.7 mm)"), 210, 297, 4, 10, 52.5, 29.7),
    "roll-50x30": Paper(say("Roll, 50 × 30 mm"), 50, 30, 1, 1, 50, 30),
}


@dataclass(frozen=True)
class PrintedLabel:
    """What stands on a label: the QR code of its address, the Code 128 of its number where it has one, and words."""

    asset_no: str
    name: str
    unit: str
    qr: Markup
    code128: Markup

    @classmethod
    def of(cls, asset: Asset, unit: OrgUnit, public_url: str, secret: str) -> PrintedLabel:
        url = asset_url(asset.asset_no, public_url=public_url, secret=secret)
        return cls(
            asset.asset_no,
            asset.name,
            named(unit),
            Markup(qr_svg(url, is_scalable=True)),  # noqa: S704 - drawn here
            Markup(code128_svg(asset.asset_no)),  # noqa: S704
        )
