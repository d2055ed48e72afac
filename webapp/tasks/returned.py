"""Why a task is there: who sent the case back, rejected or withdrew it just before, and what they wrote."""

from __future__ import annotations

from engine.history.queries import RecordedEvent
from engine.tasks.models import Task
from webapp.cases.reading import CasePage
from webapp.cases.time_line import Entry, time_line

ACTS = {"task_sent_back", "case_withdrawn", "task_completed"}
AGAINST = {"send_back", "reject"}


def why_returned(case: CasePage, task: Task) -> Entry | None:
    """The last act on the case but for this task's own, if it turned the case round and says why."""
    acts = (event for event in reversed(case.events) if event.kind in ACTS)
    last = next((act for act in acts if act.data.get("task") != str(task.id)), None)
    if last is None or not _leads_back(last, task):
        return None
    entry = time_line([last], case.names)[0]
    return entry if entry.comment else None


def _leads_back(act: RecordedEvent, task: Task) -> bool:
    match act.kind:
        case "task_sent_back":
            return bool(act.data["target"] == task.element_id)
        case "task_completed":
            return act.data.get("decision") in AGAINST
        case _:
            return True
