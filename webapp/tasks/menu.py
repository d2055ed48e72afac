"""The menu of a task: what the reader may do with it and its case, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from flask import url_for

from engine.case_view import TaskView
from engine.errors import Sentence
from engine.tasks.models import TaskStatus
from webapp.cases import operations as of_cases
from webapp.operating import MenuItem, menu
from webapp.tasks import operations as of_tasks

WHERE_POSSIBLE = {"recall_delegation", "urge"}
"""Offered only where it may be done: its refusal tells nobody anything."""
ON_TASKS = ("copy", "comment")


def task_menu(view: TaskView, allowed: Mapping[str, Sentence | None]) -> list[MenuItem]:
    """Refused operations stand there, with the reason, for whoever sits at the task; others are offered what they
    may do."""
    is_asked = view.task.status == TaskStatus.OPEN and allowed["decide"] is None
    task_id = view.task.id
    here = url_for("tasks.show", task_id=task_id)
    shown = {
        code: refusal
        for code, refusal in allowed.items()
        if refusal is None or (is_asked and code not in WHERE_POSSIBLE)
    }
    tasks = menu(
        of_tasks.IN_MENU, shown, lambda each: url_for("tasks.operations.show", task_id=task_id, name=each.name)
    )
    case_id = view.instance.id
    cases = menu(
        (each for each in of_cases.OPERATIONS if each.code in ON_TASKS),
        shown,
        lambda each: url_for("cases.operations.show", case_id=case_id, name=each.name, next=here),
    )
    return list(chain(tasks, cases))
