"""From user tasks that wait to tasks with their seats; those that nobody has to be asked about are passed at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from engine import clock, feel, spiff
from engine.actors import Actor
from engine.advance.run import Run
from engine.definitions.task_words import SamePersonAgain, read_weight
from engine.errors import EngineError, Sentence, say
from engine.history.operations import EventDraft
from engine.tasks.assignment import Assignment, Passing, SeatPlan, plan_seats, process_owners
from engine.tasks.candidates import CaseFacts, Name
from engine.tasks.models import Seat
from engine.tasks.operations import NewTask, new_seat, open_tasks
from engine.tasks.outcome import Outcome
from engine.tasks.passing import next_turn, pass_seat, passed_events
from engine.tasks.rules import barred_people
from engine.tasks.signing import Signing, read_signing
from engine.tasks.votes import votes_data, votes_in_feel

DEFAULT_PRIORITY = 50
MAX_PASSED = 50
"""Tasks passed in one act; a loop that asks nobody comes to an end with somebody who looks."""


@dataclass(frozen=True)
class TaskPlan:
    """A user task that has begun to wait, with seats that are no rows yet. `outcome` is set where nobody has to be
    asked; `problems` are why somebody has to look."""

    waiting: spiff.WaitingUserTask
    signing: Signing
    seats: Sequence[Seat]
    passed: Sequence[tuple[Seat, Passing]]
    outcome: Outcome | None
    problems: Sequence[Sentence]


def plan_tasks(run: Run, before: spiff.Waiting) -> tuple[spiff.Waiting, list[TaskPlan]]:
    """What waits in the end, and the plans of the tasks among it that have begun to; the run goes on through those
    that are passed."""
    known = {task.task_id for task in before.user_tasks}
    plans: dict[UUID, TaskPlan] = {}
    passed = 0
    while True:
        after = spiff.waiting(run.engine_instance)
        for task in after.user_tasks:
            if task.task_id not in known and task.task_id not in plans:
                plans[task.task_id] = plan_task(run, task, may_pass=passed < MAX_PASSED)
        still = [plans[task.task_id] for task in after.user_tasks if task.task_id in plans]
        done = next((plan for plan in still if plan.outcome is not None), None)
        if done is None:
            return after, still
        _pass_task(run, done)
        passed += 1


def plan_task(run: Run, waiting: spiff.WaitingUserTask, *, may_pass: bool = True) -> TaskPlan:
    """Who is to be asked about a user task, as people and roles are now."""
    signing = read_signing(waiting.description.properties)
    barred = barred_people(
        run.session,
        run.instance.id,
        initiator_id=run.instance.initiator_id,
        properties=waiting.description.properties,
    )
    case = CaseFacts(run.instance.org_unit_id, run.instance.initiator_id, waiting.context)
    if may_pass:
        plans = plan_seats(run.session, case, signing, _assignment(waiting), barred=barred)
    else:
        signing = replace(signing, same_person_again=SamePersonAgain.ASK)
        endless = say("The case passed %(count)s tasks without asking anybody.", count=MAX_PASSED)
        plans = [process_owners(run.session, case.org_unit_id, barred, endless)]
    seats = [
        new_seat(waiting.task_id, position, plan.person_id, plan.pools, weight=plan.weight, has_veto=plan.has_veto)
        for position, plan in enumerate(plans)
    ]
    passed = _pass_planned(seats, plans)
    turn = next_turn(run.session, run.instance.id, signing, seats, lambda: barred)
    problems = [plan.problem for plan in plans if plan.problem is not None]
    return TaskPlan(waiting, signing, seats, [*passed, *turn.passed], turn.outcome, problems)


def new_task(run: Run, plan: TaskPlan) -> NewTask:
    """The rows of a planned task."""
    waiting = plan.waiting
    return NewTask(
        id=waiting.task_id,
        instance_id=run.instance.id,
        bundle_version_id=waiting.process.origin,
        process_id=waiting.process.process_id,
        element_id=waiting.element_id,
        sign_mode=plan.signing.mode,
        priority=_priority(waiting.description.priority, waiting.context),
        inputs=feel.to_json(dict(waiting.locals)),
        seats=plan.seats,
        outcome=plan.outcome,
    )


def _pass_planned(seats: Sequence[Seat], plans: Sequence[SeatPlan]) -> list[tuple[Seat, Passing]]:
    passed = [(seat, plan.passing) for seat, plan in zip(seats, plans, strict=True) if plan.passing is not None]
    for seat, passing in passed:
        pass_seat(seat, passing)
    return passed


def _pass_task(run: Run, plan: TaskPlan) -> None:
    """Complete a task that nobody has to be asked about, with its rows and its events in the order of the run."""
    waiting, decision = plan.waiting, plan.outcome.decision if plan.outcome else None
    open_tasks(run.session, [new_task(run, plan)])
    place = len(run.host.events)
    answers = {"decision": decision, "comment": "", "votes": votes_in_feel(plan.seats)}
    spiff.complete(run.engine_instance, waiting.task_id, answers, stop=run.stops_before)
    completed = EventDraft(
        "task_completed",
        Actor(None, channel=run.actor.channel),
        element_id=waiting.element_id,
        version=run.instance.version,
        data={"task": waiting.task_id, "decision": decision, "answers": {}, "votes": votes_data(plan.seats)},
    )
    passed = passed_events(run.actor.channel, run.instance.version, waiting.element_id, plan.passed)
    events = [*passed, *run.host.with_outputs([completed])]
    run.host.events[place:place] = events


def _assignment(waiting: spiff.WaitingUserTask) -> Assignment:
    asked, properties, context = waiting.description.assignment, waiting.description.properties, waiting.context
    users = [Name(text) for text in _names(asked.candidate_users, context)]
    groups = [Name(text, is_group=True) for text in _names(asked.candidate_groups, context)]
    return Assignment(
        assignee=[Name(text) for text in _names(asked.assignee, context)],
        others=[*users, *groups],
        weights=[read_weight(text) or 1 for text in _names(properties.get("weights"), context)],
        veto=frozenset(_names(properties.get("veto"), context)),
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
