"""What those said whom the holder of a task asked for advice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from webapp.cases.reading import CasePage
from webapp.cases.time_line import Entry, time_line


def advice_on(case: CasePage, task_id: UUID) -> Sequence[Entry]:
    """The advice given on a task, latest first."""
    given = [
        event for event in case.events if event.kind == "delegation_answered" and event.data.get("task") == str(task_id)
    ]
    return time_line(given, case.names)
