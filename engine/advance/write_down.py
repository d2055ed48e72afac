"""After a run: what began to wait and what no longer does becomes rows, in the same transaction as the state."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from engine import clock, spiff
from engine.advance.announcing import announce
from engine.advance.failures import failures_of, with_name
from engine.advance.incidents import report_incident
from engine.advance.ladders import hang_ladders
from engine.advance.run import Run
from engine.advance.seats import TaskPlan, new_task, plan_tasks
from engine.advance.timers import literal_text, new_timer
from engine.errors import Sentence, say
from engine.history.operations import EventDraft, append_events, stop_collecting
from engine.instances.models import InstanceStatus
from engine.instances.operations import (
    MAX_KEY,
    SIGNAL,
    NewSubscription,
    resolve_incidents,
    subscribe,
    unsubscribe,
)
from engine.instances.queries import has_early_message
from engine.jobs.operations import enqueue
from engine.tasks.operations import NewTask, cancel_tasks, open_tasks
from engine.tasks.passing import passed_events
from engine.timers.operations import NewTimer, arm, disarm

NOTHING = spiff.Waiting((), (), (), (), (), is_stuck=False)

Awaited = spiff.WaitingMessage | spiff.WaitingSignal


def write_down(run: Run, events: Iterable[EventDraft] = (), *, decided: UUID | None = None) -> None:
    """Bring tasks, timers, subscriptions, jobs and incidents in step with the state, save it, append the history.

    `events` are those of the act itself; they come before what the run reported. `decided` is the human task that the
    act has closed.
    """
    before = run.before or NOTHING
    after, new = plan_tasks(run, before)
    tasks = [new_task(run, plan) for plan in new]
    timers = _write_disarmed(run, before, after)
    timers = hang_ladders(run, timers, {task.id: task.open_seats for task in tasks})
    _write_tasks(run, before, after, new, tasks, decided)
    arm(run.session, timers)  # after the tasks and seats whose limits they are
    _write_subscriptions(run, before, after)
    _write_left_service_tasks(run, before, after)
    _settle(run, before, after)
    ending = _save(run, after)
    stop_collecting(run.session, run.instance.id)
    happened = [*run.host.with_outputs(events), *run.host.events, *ending]
    append_events(run.session, run.instance.id, happened)
    announce(run.session, run.instance, tasks, happened)


def _write_disarmed(run: Run, before: spiff.Waiting, after: spiff.Waiting) -> list[NewTimer]:
    """Disarm the timers that wait no longer; gives those that have begun to."""
    known, waiting = {_armed(timer) for timer in before.timers}, {_armed(timer) for timer in after.timers}
    human = {task.task_id for task in after.user_tasks}
    gone = {task.task_id for task in before.user_tasks if _has_limit(task)} - human  # their seats' stages
    disarm(run.session, run.instance.id, {task_id for task_id, *_ in known - waiting} | gone)
    return [new_timer(run, timer, human) for timer in after.timers if _armed(timer) not in known]


def _has_limit(task: spiff.WaitingUserTask) -> bool:
    """Whether the diagram draws a time limit, around which its seats have ladders."""
    return any(timer.attached_to == task.element_id and not timer.is_interrupting for timer in task.process.timers)


def _armed(timer: spiff.WaitingTimer) -> tuple[UUID, str | None, str]:
    """What makes a timer the same one: a literal that can be evaluated at last arms it anew."""
    return timer.task_id, timer.event, literal_text(timer.literal)


def _write_tasks(
    run: Run,
    before: spiff.Waiting,
    after: spiff.Waiting,
    plans: list[TaskPlan],
    tasks: list[NewTask],
    decided: UUID | None,
) -> None:
    known = {task.task_id for task in before.user_tasks}
    waiting = {task.task_id for task in after.user_tasks}
    cancel_tasks(run.session, known - waiting - {decided})
    open_tasks(run.session, tasks)
    for plan in plans:
        element_id = plan.waiting.element_id
        run.host.events += passed_events(run.actor.channel, run.instance.version, element_id, plan.passed)
        for problem in plan.problems:
            report_incident(
                run.session,
                run.instance,
                element_id=element_id,
                engine_task_id=plan.waiting.task_id,
                kind="nobody_to_ask",
                message=problem,
            )


def _write_subscriptions(run: Run, before: spiff.Waiting, after: spiff.Waiting) -> None:
    known, waiting = {_place(item) for item in _awaited(before)}, {_place(item) for item in _awaited(after)}
    unsubscribe(run.session, run.instance.id, {task_id for task_id, *_ in known - waiting})
    new = [item for item in _awaited(after) if _place(item) not in known]
    subscribe(run.session, run.instance.id, [_subscription(item) for item in new if key_problem(item) is None])
    for item in new:
        if (problem := key_problem(item)) is not None:
            report_incident(
                run.session,
                run.instance,
                element_id=item.element_id,
                engine_task_id=item.task_id,
                kind="message_key_unreadable",
                message=problem,
            )
        elif isinstance(item, spiff.WaitingMessage) and has_early_message(
            run.session, item.name, str(item.correlation_key)
        ):
            payload = {"name": item.name, "key": str(item.correlation_key)}
            enqueue(run.session, "deliver_buffered_messages", payload)


def key_problem(item: Awaited) -> Sentence | None:
    """Why no message can find its way to this place."""
    if isinstance(item, spiff.WaitingSignal) or item.problem is not None:
        return None if isinstance(item, spiff.WaitingSignal) else item.problem
    is_too_long = len(str(item.correlation_key)) > MAX_KEY
    return say("A correlation key has at most %(limit)s characters.", limit=MAX_KEY) if is_too_long else None


def _awaited(waiting: spiff.Waiting) -> tuple[Awaited, ...]:
    return (*waiting.messages, *waiting.signals)


def _place(item: Awaited) -> tuple[UUID, str | None, str]:
    key = str(item.correlation_key) if isinstance(item, spiff.WaitingMessage) else ""
    return item.task_id, item.event, key


def _subscription(item: Awaited) -> NewSubscription:
    if isinstance(item, spiff.WaitingSignal):
        return NewSubscription(item.task_id, item.event or "", SIGNAL, item.name)
    return NewSubscription(item.task_id, item.event or "", item.name, str(item.correlation_key))


def _write_left_service_tasks(run: Run, before: spiff.Waiting, after: spiff.Waiting) -> None:
    """Service tasks the run stopped at: those that failed become incidents, the others a job's work."""
    failures = failures_of(run.session).by_element
    known = {task.task_id for task in before.service_tasks}
    for task in after.service_tasks:
        if failure := failures.get(task.element_id):
            report_incident(
                run.session,
                run.instance,
                element_id=task.element_id,
                engine_task_id=task.task_id,
                kind=failure.kind,
                message=with_name(failure.message, run.definition),
                detail=failure.detail,
            )
            run.host.events.append(
                EventDraft(
                    "incident_opened",
                    run.host.caller,
                    element_id=task.element_id,
                    version=run.instance.version,
                    data={"kind": failure.kind, "reason": str(failure.message)},
                )
            )
        elif task.task_id not in known:
            payload = {"element": task.element_id, "task": str(task.task_id)}
            enqueue(run.session, "run_service_task", payload, instance_id=run.instance.id)


def _settle(run: Run, before: spiff.Waiting, after: spiff.Waiting) -> None:
    """Nobody has to look any more at a place that is waited at no longer."""
    if run.engine_instance.completed:
        resolve_incidents(run.session, run.actor, run.instance.id)
    elif gone := _watched(before) - _watched(after):
        resolve_incidents(run.session, run.actor, run.instance.id, engine_task_ids=gone)


def _watched(waiting: spiff.Waiting) -> set[UUID]:
    """Where incidents are opened, but for human tasks and timers, which every decision closes."""
    return {task.task_id for task in (*waiting.service_tasks, *_awaited(waiting))}


def _save(run: Run, after: spiff.Waiting) -> list[EventDraft]:
    instance = run.instance
    instance.state = spiff.dump(run.engine_instance)
    instance.revision += 1
    if run.engine_instance.completed:
        instance.status, instance.ended_at = InstanceStatus.COMPLETED, clock.now()
        return [EventDraft("case_completed", run.actor, version=instance.version)]
    if after.is_stuck:
        report_incident(
            run.session,
            instance,
            element_id=instance.process_id,
            kind="stuck",
            message=say("The case waits for nothing and has not ended."),
        )
    return []
