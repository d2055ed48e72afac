"""Fixtures of the chaos tests, and the report at their end."""

from __future__ import annotations

import pytest

from tests.chaos.scale import IS_LONG
from tests.chaos.tally import TALLY, Tally


@pytest.fixture
def tally() -> Tally:
    return TALLY


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if IS_LONG:
        terminalreporter.write_line(
            f"Chaos: {TALLY.acknowledged} acts acknowledged, {TALLY.lost} lost, {TALLY.doubled} doubled."
        )
