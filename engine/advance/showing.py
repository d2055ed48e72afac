"""Values as they stand in an event: plain JSON, decimals as strings, and none so large that histories eat the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from engine import feel
from engine.types import canonical_json

LONGEST = 4000
"""Characters of JSON. Of a longer value an event holds the length and the SHA-256 of its UTF-8 text."""


def shown_each(values: Mapping[str, Any]) -> dict[str, Any]:
    """`shown` for each value by its name."""
    return {name: shown(value) for name, value in values.items()}


def shown(value: Any) -> Any:
    """A FEEL value as it stands in an event; `{"omitted": characters, "sha256": hex}` where it is too long."""
    plain = _plain(value)
    text = canonical_json(plain)
    if len(text) <= LONGEST:
        return plain
    return {"omitted": len(text), "sha256": hashlib.sha256(text.encode(errors="replace")).hexdigest()}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    return feel.to_text(value)
