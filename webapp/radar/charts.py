"""Pictures of the radar as SVG made on the server: places and sizes in the units of their view box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workflows.radar.kpis import Month

WIDTH, HEIGHT, LEFT, BELOW, ABOVE = 720, 220, 40, 24, 22
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Bar:
    """A month: its bar (none where nothing ended), and where its name stands."""

    month: date
    x: float
    width: float
    y: float
    height: float
    middle: float
    count: int
    mean: Decimal | None
    median: Decimal | None
    median_y: float


@dataclass(frozen=True)
class Line:
    """A line across: its height and what it says."""

    y: float
    value: Decimal


@dataclass(frozen=True)
class CycleChart:
    """Bars of the mean by month, dots of the median, lines at round days; `goal` is what the target allows."""

    bars: Sequence[Bar]
    lines: Sequence[Line]
    goal: Line | None

    @property
    def is_empty(self) -> bool:
        return not any(bar.count for bar in self.bars)


def cycle_chart(months: Sequence[Month], goal: Decimal | None) -> CycleChart:
    """The last months, scaled so that the longest and the goal are inside."""
    means = [month.cycle.mean for month in months if month.cycle.mean is not None]
    top = _round_up(max([*means, *(m.cycle.median or Decimal(0) for m in months), goal or Decimal(0), Decimal(1)]))
    slot = (WIDTH - LEFT) / len(months)
    bars = [_bar(month, LEFT + slot * place, slot, top) for place, month in enumerate(months)]
    lines = [Line(_y(top * part / 4, top), top * part / 4) for part in range(5)]
    return CycleChart(bars, lines, Line(_y(goal, top), goal) if goal is not None else None)


def _bar(month: Month, x: float, slot: float, top: Decimal) -> Bar:
    y = _y(month.cycle.mean or Decimal(0), top)
    width = slot * 0.6
    cycle = month.cycle
    return Bar(
        month.begins_on,
        x + slot * 0.2,
        width,
        y,
        HEIGHT - BELOW - y,
        x + slot / 2,
        cycle.count,
        cycle.mean,
        cycle.median,
        _y(cycle.median or Decimal(0), top),
    )


def _y(value: Decimal, top: Decimal) -> float:
    return ABOVE + float(1 - value / top) * (HEIGHT - BELOW - ABOVE)


def _round_up(value: Decimal) -> Decimal:
    """The next of 4, 8, 20, 40, 80, 200 ... so that quarters of it are round."""
    scale = Decimal(1)
    while True:
        for step in _STEPS:
            if value <= 4 * step * scale:
                return 4 * step * scale
        scale *= 10
