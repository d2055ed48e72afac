"""Which way a case has come in its present round, and where it may go back to (architecture.md 4 and 5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import spiff
from engine.advance import Run
from engine.definitions.checks.ways_back import NEVER, UNDO
from engine.definitions.task_words import read_free_send_back
from engine.errors import Sentence, Wording, say
from engine.history.queries import RecordedEvent, events_of
from engine.service_tasks import Implementation, find_service_task
from engine.spiff import ProcessSpecs
from engine.tasks.models import Task, TaskStatus

UNDONE = "element_undone"
DECIDED = "task_completed"


@dataclass(frozen=True)
class SendBackTarget:
    """A human task that the case has been through; `reason` says why it cannot go back there."""

    element_id: str
    name: Wording
    is_legal: bool
    reason: Sentence | None


@dataclass(frozen=True)
class DecidedTask:
    """A human task that was decided, with the number of the event that says so and its path in the diagram."""

    task: Task
    number: int
    path: tuple[str, ...]


@dataclass(frozen=True)
class RanElement:
    """An element that ran by itself, with the number of the event that says so and its path in the diagram."""

    number: int
    path: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """How a case has come where it is: `decided` and `ran` in the order of the history, whose numbers say what
    came after what, for clocks may be set back. What the case has gone back behind since is left out: a free way back
    has undone it, a drawn one answers for it."""

    run: Run
    process: ProcessSpecs
    decided: Sequence[DecidedTask]
    ran: Sequence[RanElement]
    events: Sequence[RecordedEvent]

    def last(self, element_id: str) -> DecidedTask | None:
        """The decision at this element that counts."""
        return next((each for each in reversed(self.decided) if each.task.element_id == element_id), None)


@dataclass(frozen=True)
class Undoing:
    """What undoes a service task that a way back passes, or that nothing can."""

    ran: RanElement
    undo: Implementation | None
    is_final: bool

    @property
    def element_id(self) -> str:
        return self.ran.path[-1]


def read_way(session: Session, run: Run) -> Way:
    """Read the way of a case: two statements."""
    process = run.definition.process(run.instance.process_id)
    events = events_of(session, run.instance.id)
    completed = select(Task).where(Task.instance_id == run.instance.id, Task.status == TaskStatus.COMPLETED)
    tasks = {task.id: task for task in session.scalars(completed)}
    kept: list[DecidedTask | RanElement] = []
    for event in events:
        step = _step(process, tasks, event)
        if isinstance(step, DecidedTask):
            kept = _without_what_is_repeated(process, kept, step.path)
        if step is not None:
            kept.append(step)
    for waiting in run.before.user_tasks if run.before is not None else ():
        path = spiff.path_to(process, waiting.process.process_id, waiting.element_id)
        kept = _without_what_is_repeated(process, kept, path) if path is not None else kept
    decided = [each for each in kept if isinstance(each, DecidedTask)]
    ran = [each for each in kept if isinstance(each, RanElement)]
    return Way(run, process, decided, ran, events)


def send_back_targets(way: Way, task_id: UUID) -> list[SendBackTarget]:
    """As `ways_back`, for a send-back: a task to which the diagram forbids it (`freeSendBack`) is not legal."""
    return [
        replace(target, is_legal=False, reason=say("No case is sent back to “%(step)s”.", step=target.name))
        if _bars_coming(way, target.element_id)
        else target
        for target in ways_back(way, task_id)
    ]


def ways_back(way: Way, task_id: UUID) -> list[SendBackTarget]:
    """The human tasks decided in this round that the token of an open task might go back to, in the order in which
    they were decided; those that are not legal with the reason."""
    passed = {each.task.element_id: each for each in way.decided}
    targets = []
    for target in spiff.legal_targets(way.run.engine_instance, task_id):
        if target.element_id in passed:
            reason = target.reason or _finality(way, passed[target.element_id])
            name = way.run.definition.wording(target.element_id, target.name or "")
            targets.append(SendBackTarget(target.element_id, name, reason is None, reason))
    return sorted(targets, key=lambda target: list(passed).index(target.element_id))


def _bars_coming(way: Way, element_id: str) -> bool:
    decided = way.last(element_id)
    if decided is None:
        return False
    task = way.run.definition.process(decided.task.process_id).user_tasks.get(element_id)
    return task is not None and read_free_send_back(task.properties).bars_coming


def taken_back(way: Way, target: DecidedTask) -> list[DecidedTask]:
    """The decisions to be made again once `target` is: itself, and what came after it within its regions."""
    return [
        each
        for each in way.decided
        if each.number >= target.number and spiff.takes_back(way.process, target.path, each.path)
    ]


def passed_services(way: Way, target: DecidedTask) -> list[Undoing]:
    """The service tasks with something to undo that the case has run since `target` was decided and would pass again,
    newest first."""
    later = [each for each in reversed(way.ran) if each.number > target.number]
    passed = [each for each in later if spiff.takes_back(way.process, target.path, each.path)]
    found = (_undoing(way.process, each) for each in passed)
    return [service for service in found if service is not None]


def _step(process: ProcessSpecs, tasks: Mapping[UUID, Task], event: RecordedEvent) -> DecidedTask | RanElement | None:
    """What an event says of the way; a task that was sent back freely is no decision to go back to."""
    if event.kind == DECIDED and (task := tasks.get(UUID(event.data["task"]))) is not None:
        path = spiff.path_to(process, task.process_id, task.element_id)
        return DecidedTask(task, event.number, path) if path is not None else None
    if event.kind == "element_completed" and event.element_id is not None:
        return RanElement(event.number, (*event.data.get("scope", ()), event.element_id))
    return None


def _without_what_is_repeated(
    process: ProcessSpecs, kept: list[DecidedTask | RanElement], path: tuple[str, ...]
) -> list[DecidedTask | RanElement]:
    """Where a task is taken up again, its earlier decision and what was done after it within its regions go."""
    earlier = next((each for each in kept if isinstance(each, DecidedTask) and each.path == path), None)
    if earlier is None:
        return kept
    return [x for x in kept if x.number < earlier.number or not spiff.takes_back(process, path, x.path)]


def _undoing(process: ProcessSpecs, ran: RanElement) -> Undoing | None:
    """What undoes a service task: its property `undo` names a registered one (or says `never`), else its own undo."""
    at = spiff.process_at(process, ran.path)
    element_id = ran.path[-1]
    service = next((use.name for use in at.service_types if use.element_id == element_id), None)
    if service is None or element_id not in at.elements:
        return None
    named = at.elements[element_id].properties.get(UNDO, "").strip()
    if named == NEVER:
        return Undoing(ran, None, is_final=True)
    undo = find_service_task(named).run if named else find_service_task(service).undo
    return Undoing(ran, undo, is_final=False) if undo is not None else None


def _finality(way: Way, target: DecidedTask) -> Sentence | None:
    final = next((each for each in passed_services(way, target) if each.is_final), None)
    if final is None:
        return None
    name = way.run.definition.wording(final.element_id)
    return say("“%(step)s” has been done since and cannot be undone.", step=name)
