"""Every operation of the API: importing this module completes the blueprint."""

from webapp.api import (
    assets,
    audit,
    callers,
    definitions,
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
)
from webapp.api.blueprint import blueprint

__all__ = [
    "assets",
    "audit",
    "blueprint",
    "callers",
    "definitions",
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
]
