"""Fixtures of the chaos tests, and the report at their end."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from tests.chaos.scale import IS_LONG
from tests.chaos.tally import TALLY, Tally


@pytest.fixture
def tally() -> Tally:
    return TALLY


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of xdist sends what it has counted."""
    if (sent := getattr(session.config, "workeroutput", None)) is not None:
        sent["chaos"] = asdict(TALLY)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    TALLY.add(**getattr(node, "workeroutput", {}).get("chaos", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if IS_LONG:
        terminalreporter.write_line(
            f"Chaos: {TALLY.acknowledged} acts acknowledged, {TALLY.lost} lost, {TALLY.doubled} doubled."
        )
