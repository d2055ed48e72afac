"""Why a task is before this person, in a sentence."""

from __future__ import annotations

from engine.case_view import TaskView
from engine.errors import say
from engine.tasks.models import TaskStatus
from webapp.cases.reading import CasePage
from webapp.i18n import translate


def why_you(case: CasePage, view: TaskView) -> str:
    """Whom the task asks, and whether somebody has it."""
    waiting = next((item for item in case.waiting if item.task.id == view.task.id), None)
    if view.task.status != TaskStatus.OPEN or waiting is None:
        return translate(say("This task no longer waits for anybody."))
    roles = ", ".join(waiting.asked.roles)
    if waiting.asked.person and roles:
        return translate(say("It asks %(roles)s; %(person)s has taken it.", roles=roles, person=waiting.asked.person))
    if waiting.asked.person:
        return translate(say("It asks %(person)s by name.", person=waiting.asked.person))
    return translate(say("It asks any one of: %(roles)s.", roles=roles))
