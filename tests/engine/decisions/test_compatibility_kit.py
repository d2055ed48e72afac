"""The DMN Technology Compatibility Kit, where ZHANGSHI_DMN_TCK names its folder of test cases."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.engine.decisions.tck import Outcome, run_folder

KIT = os.environ.get("ZHANGSHI_DMN_TCK", "")
pytestmark = pytest.mark.skipif(not KIT, reason="ZHANGSHI_DMN_TCK is not set")


def outcomes(level: int) -> list[Outcome]:
    folders = sorted((Path(KIT) / f"compliance-level-{level}").iterdir())
    return [outcome for folder in folders for outcome in run_folder(folder)]


def test_every_case_of_level_2_passes() -> None:
    assert [outcome for outcome in outcomes(2) if not outcome.passed] == []


def test_most_cases_of_level_3_pass() -> None:
    results = [outcome.passed for outcome in outcomes(3)]
    assert sum(results) / len(results) > 0.965
