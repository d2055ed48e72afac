"""What those said whom the holder of a task asked for advice."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from webapp.cases.reading import CasePage
from webapp.cases.time_line import Entry, time_line


def question_asked(case: CasePage, task_id: UUID, adviser_id: UUID | None) -> Entry | None:
    """What the adviser was asked last, and by whom."""
    asked = [
        event
        for event in case.events
        if event.kind == "task_delegated"
        and event.data.get("task") == str(task_id)
        and event.data.get("to") == str(adviser_id)
        and event.data.get("reason")
    ]
    return next(iter(time_line(asked, case.names)), None)


def advice_on(case: CasePage, task_id: UUID) -> Sequence[Entry]:
    """The advice given on a task, latest first."""
    given = [
        event for event in case.events if event.kind == "delegation_answered" and event.data.get("task") == str(task_id)
    ]
    return time_line(given, case.names)
