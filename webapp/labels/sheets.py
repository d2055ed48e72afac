"""Labels on the label papers that are common, measured in millimetres, with codes that scanners can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from engine.errors import Sentence, say
from engine.people.models import OrgUnit
from webapp.i18n import named
from workflows.assets.labels import asset_url, bars_svg, code128_modules, qr_modules, qr_svg
from workflows.assets.models import Asset

MOST_LABELS = 400
PADDING = 2.5
SMALLEST_QR_MODULE = 0.33
"""Phones and scanners read this from a hand's breadth (ISO/IEC 18004 leaves it to the reader; GS1 asks for 0.33)."""
LARGEST_QR_MODULE = 0.6
SMALLEST_BAR = 0.19
"""The narrowest bar that hand-held scanners and label printers of 203 dots an inch manage."""
LARGEST_BAR = 0.33
BARS_HEIGHT = 7.0
GAP = 1.0


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
    def per_sheet(self) -> int:
        return self.across * self.down

    @property
    def margin_top(self) -> float:
        return (self.height - self.down * self.label_height) / 2

    @property
    def margin_left(self) -> float:
        return (self.width - self.across * self.label_width) / 2

    @property
    def room(self) -> tuple[float, float]:
        """Width and height inside a label."""
        return self.label_width - 2 * PADDING, self.label_height - 2 * PADDING


PAPERS: Mapping[str, Paper] = {
    "a4-3x8": Paper(say("A4, 3 × 8 labels (70 × 37 mm)"), 210, 297, 3, 8, 70, 37),
    "a4-4x10": Paper(say("A4, 4 × 10 labels (52.5 × 29.7 mm)"), 210, 297, 4, 10, 52.5, 29.7),
    "roll-50x30": Paper(say("Roll, 50 × 30 mm"), 50, 30, 1, 1, 50, 30),
}
DEFAULT_PAPER = "a4-3x8"


@dataclass(frozen=True)
class PrintedLabel:
    """What stands on a label: the QR code of its address, the Code 128 of its number where it has one that fits, and
    words. Sizes are in millimetres, quiet zones included; `bars_width` is 0 without Code 128."""

    asset_no: str
    name: str
    unit: str
    qr: Markup
    qr_side: float
    bars: Markup
    bars_width: float

    @classmethod
    def of(cls, asset: Asset, unit: OrgUnit, paper: Paper, public_url: str, secret: str) -> PrintedLabel:
        address = asset_url(asset.asset_no, public_url=public_url, secret=secret)
        modules = code128_modules(asset.asset_no)
        qr_side, bars_width = measure(paper, qr_modules(address), len(modules))
        return cls(
            asset.asset_no,
            asset.name,
            named(unit),
            Markup(qr_svg(address, is_scalable=True)),  # noqa: S704 - drawn here
            qr_side,
            Markup(bars_svg(modules) if bars_width else ""),  # noqa: S704
            bars_width,
        )


def measure(paper: Paper, qr_count: int, bar_count: int) -> tuple[float, float]:
    """The side of the QR code and the width of the Code 128 in millimetres, from their numbers of modules, quiet zones
    included. Bars that would be too narrow, or would make the QR code too fine, are left out: 0."""
    width, height = paper.room
    bars_width = min(width, bar_count * LARGEST_BAR)
    if not bar_count or bars_width / bar_count < SMALLEST_BAR:
        bars_width = 0.0
    beside_bars = min(height - BARS_HEIGHT - GAP, qr_count * LARGEST_QR_MODULE, width / 2)
    if bars_width and beside_bars / qr_count >= SMALLEST_QR_MODULE:
        return round(beside_bars, 2), round(bars_width, 2)
    alone = min(height, qr_count * LARGEST_QR_MODULE, max(width / 2, qr_count * SMALLEST_QR_MODULE))
    return round(alone, 2), 0.0


def sheets(labels: Sequence[PrintedLabel], paper: Paper, skip: int) -> list[list[PrintedLabel | None]]:
    """The labels sheet by sheet; the first `skip` places of the first are used already."""
    places = [*([None] * skip), *labels]
    return [places[first : first + paper.per_sheet] for first in range(0, len(places), paper.per_sheet)]
