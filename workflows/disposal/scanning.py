"""Comparing the labels that were scanned with the assets of a request: each of them, and nothing else."""

from __future__ import annotations

import re

from engine.errors import Problem, say
from workflows.assets.labels import read_label
from workflows.disposal.locked import LockedRequest

FIELD = "scanned_label"
_BETWEEN_LABELS = re.compile(r"[\s,;，；、]+")


def label_problems(locked: LockedRequest, scanned_labels: str) -> list[Problem]:
    """What is wrong with the labels or asset numbers in `scanned_labels`, which stand apart by spaces or commas."""
    scanned = {read_label(text).code for text in _BETWEEN_LABELS.split(scanned_labels) if text}
    expected = {asset.asset_no for asset in locked.assets_in_order}
    problems = [
        Problem(FIELD, say("“%(label)s” is not an asset of this request.", label=label[:80]))
        for label in sorted(scanned - expected)
    ]
    if missing := sorted(expected - scanned):
        listed = ", ".join(missing)
        problems.append(Problem(FIELD, say("Still to be scanned: %(assets)s", assets=listed)))
    return problems
