"""Every table of the house, for migrations and tests."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

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
    "workflows.scanning",
    "workflows.accounting",
    "workflows.month_end",
    "workflows.media",
    "workflows.evidence",
    "workflows.disposal",
    "workflows.dossier",
    "workflows.radar",
    "workflows.imports",
)


def import_all_models() -> None:
    """Import each room's `models` module, so that `Base.metadata` is complete."""
    for room in _ROOMS:
        if find_spec(f"{room}.models"):
            import_module(f"{room}.models")
