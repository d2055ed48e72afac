"""Every operation of the API: importing this module completes the blueprint."""

from webapp.api import (
    assets,
    audit,
    callers,
    definitions,
    deliveries,
    disposals,
    document,
    files,
    incidents,
    instances,
    journals,
    me,
    messages,
    tasks,
    timers,
    webhooks,
)
from webapp.api.blueprint import blueprint

__all__ = [
    "assets",
    "audit",
    "blueprint",
    "callers",
    "definitions",
    "deliveries",
    "disposals",
    "document",
    "files",
    "incidents",
    "instances",
    "journals",
    "me",
    "messages",
    "tasks",
    "timers",
    "webhooks",
]
