"""Parsed versions, kept in the process: a version never changes, so nothing is ever dropped for being stale."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

from engine.definitions.definition import Definition

MAX_REMEMBERED = 200

_cache: OrderedDict[UUID, Definition] = OrderedDict()
_lock = threading.Lock()


def remembered(version_id: UUID, read: Callable[[], Definition]) -> Definition:
    """The definition from the cache, else read and kept; the one used longest ago makes room."""
    with _lock:
        if version_id in _cache:
            _cache.move_to_end(version_id)
            return _cache[version_id]
    definition = read()  # outside the lock: two threads may both parse, and the first to finish is kept
    with _lock:
        kept = _cache.setdefault(version_id, definition)
        _cache.move_to_end(version_id)
        while len(_cache) > MAX_REMEMBERED:
            _cache.popitem(last=False)
    return kept
