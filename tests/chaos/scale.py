"""How much is tried: the short form belongs to `make test`, the long one is `make chaos`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

IS_LONG = os.environ.get("ZHANGSHI_CHAOS") == "long"


def few(items: Sequence[T], number: int, *, seed: int = 0) -> list[T]:
    """All of them in the long form; in the short one the first, the last and some between, in their order."""
    if IS_LONG or len(items) <= number:
        return list(items)
    between = Random(seed).sample(range(1, len(items) - 1), number - 2)
    return [items[at] for at in sorted({0, len(items) - 1, *between})]


def repeated(short: int, long: int) -> int:
    """How often something is done."""
    return long if IS_LONG else short
