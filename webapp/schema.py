"""Every table of the house, for migrations and tests."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

_ROOMS = (
    "engine.people",
    "engine.definitions",
    "engine.history",
    "engine.calendars",
    "engine.files",
    "engine.instances",
    "engine.tasks",
    "engine.timers",
    "engine.outbox",
    "engine.jobs",
    "workflows.organization",
    "workflows.assets",
    "workflows.assets.fields",
    "workflows.assets.views",
    "workflows.assets.attachments",
    "workflows.scanning",
    "workflows.accounting",
    "workflows.month_end",
    "workflows.media",
    "workflows.evidence",
    "workflows.disposal",
    "workflows.monitoring",
    "workflows.planning",
    "workflows.sustainability",
    "workflows.dossier",
    "workflows.radar",
    "workflows.imports",
)
_OF_SEARCH = ("asset_grams_index", "ix_asset_grams_grams")


def is_modelled(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether what is found in a database is described by a model: the index of a search is of another kind in each
    database, and its own DDL makes it."""
    return name is None or kind not in ("table", "index") or not name.startswith(_OF_SEARCH)


def import_all_models() -> None:
    """Import each room's `models` module, so that `Base.metadata` is complete."""
    for room in _ROOMS:
        if find_spec(f"{room}.models"):
            import_module(f"{room}.models")
