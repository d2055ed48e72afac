"""From a user task that waits to a task with its seat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from engine import clock, feel, spiff
from engine.advance.run import Run
from engine.errors import EngineError
from engine.tasks.assignment import SeatPlan, plan_seat
from engine.tasks.operations import NewTask
from engine.tasks.rules import barred_people

DEFAULT_PRIORITY = 50


def new_task(run: Run, waiting: spiff.WaitingUserTask, due_dates: Mapping[UUID, datetime]) -> NewTask:
    """The task to open for a user task that has begun to wait."""
    context, spec = waiting.context, waiting.description
    return NewTask(
        id=waiting.task_id,
        instance_id=run.instance.id,
        bundle_version_id=waiting.process.origin,
        process_id=waiting.process.process_id,
        element_id=waiting.element_id,
        sign_mode=spec.properties.get("signMode", "one"),
        priority=_priority(spec.priority, context),
        inputs=feel.to_json(dict(waiting.locals)),
        seat=_seat(run, spec, context),
        due_at=due_dates.get(waiting.task_id),
    )


def _seat(run: Run, spec: spiff.UserTaskDescription, context: Mapping[str, Any]) -> SeatPlan:
    return plan_seat(
        run.session,
        run.instance.org_unit_id,
        assignee=next(iter(_names(spec.assignment.assignee, context)), None),
        candidate_users=_names(spec.assignment.candidate_users, context),
        candidate_groups=_names(spec.assignment.candidate_groups, context),
        barred=barred_people(
            run.session, run.instance.id, initiator_id=run.instance.initiator_id, properties=spec.properties
        ),
    )


def _names(text: str | None, context: Mapping[str, Any]) -> list[str]:
    """A list of names from text (comma separated) or FEEL (text or a list). What cannot be evaluated names nobody."""
    if not text:
        return []
    try:
        value = feel.evaluate_value(text, context, now=clock.now())
    except EngineError:
        return []
    parts = value if isinstance(value, list) else str(value or "").split(",")
    return [str(part).strip() for part in parts if part is not None and str(part).strip()]


def _priority(text: str | None, context: Mapping[str, Any]) -> int:
    try:
        return int(feel.evaluate_value(text, context, now=clock.now())) if text else DEFAULT_PRIORITY
    except (EngineError, TypeError, ValueError):
        return DEFAULT_PRIORITY
