"""Which way a case has come in its present round, and where it may go back to (architecture.md 4 and 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import spiff
from engine.advance import Run
from engine.definitions.checks.ways_back import NEVER, UNDO
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
class Way:
    """How a case has come where it is. `decided` leaves out what it has gone back behind since, in the order of the
    decisions; the history's numbers say what came after what, for clocks may be set back."""

    run: Run
    process: ProcessSpecs
    decided: Sequence[DecidedTask]
    events: Sequence[RecordedEvent]

    def last(self, element_id: str) -> DecidedTask | None:
        """The decision at this element that counts."""
        return next((each for each in reversed(self.decided) if each.task.element_id == element_id), None)


@dataclass(frozen=True)
class PassedService:
    """A service task that a way back passes: what undoes it, or that nothing can."""

    event: RecordedEvent
    element_id: str
    undo: Implementation | None
    is_final: bool


def read_way(session: Session, run: Run) -> Way:
    """Read the way of a case: two statements."""
    process = run.definition.process(run.instance.process_id)
    events = events_of(session, run.instance.id)
    numbers = {UUID(event.data["task"]): event.number for event in events if event.kind == DECIDED}
    rows = session.scalars(select(Task).where(Task.instance_id == run.instance.id, Task.status == TaskStatus.COMPLETED))
    found = [
        DecidedTask(row, numbers[row.id], path)
        for row in rows
        if row.id in numbers  # one that was sent back freely is no decision to go back to
        if (path := spiff.path_to(process, row.process_id, row.element_id)) is not None
    ]
    kept: list[DecidedTask] = []
    for each in sorted(found, key=lambda decided: decided.number):
        kept = _without_what_is_repeated(process, kept, each.path)
        kept.append(each)
    if run.before is not None:
        for waiting in run.before.user_tasks:
            if (path := spiff.path_to(process, waiting.process.process_id, waiting.element_id)) is not None:
                kept = _without_what_is_repeated(process, kept, path)
    return Way(run, process, kept, events)


def send_back_targets(way: Way, task_id: UUID) -> list[SendBackTarget]:
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


def taken_back(way: Way, target: DecidedTask) -> list[DecidedTask]:
    """The decisions to be made again once `target` is: itself, and what came after it within its regions."""
    return [
        each
        for each in way.decided
        if each.number >= target.number and spiff.takes_back(way.process, target.path, each.path)
    ]


def passed_services(way: Way, target: DecidedTask) -> list[PassedService]:
    """The service tasks that the case has run since `target` was decided and would pass again, newest first."""
    undone = {event.data["event"] for event in way.events if event.kind == UNDONE}
    found = []
    for event in reversed(way.events):
        if event.number <= target.number:
            break
        if event.kind != "element_completed" or event.element_id is None or event.number in undone:
            continue
        path = (*event.data.get("scope", ()), event.element_id)
        if not spiff.takes_back(way.process, target.path, path):
            continue
        if (service := _passed_service(way.process, path, event)) is not None:
            found.append(service)
    return found


def _without_what_is_repeated(
    process: ProcessSpecs, kept: list[DecidedTask], path: tuple[str, ...]
) -> list[DecidedTask]:
    """Where an element is taken up again, its earlier decision and those after it within its regions go."""
    earlier = next((each for each in kept if each.path == path), None)
    if earlier is None:
        return kept
    return [x for x in kept if x.number < earlier.number or not spiff.takes_back(process, path, x.path)]


def _passed_service(process: ProcessSpecs, path: tuple[str, ...], event: RecordedEvent) -> PassedService | None:
    """What undoes a service task: its property `undo` names a registered one (or says `never`), else its own undo."""
    at = spiff.process_at(process, path)
    element_id = path[-1]
    service = next((use.name for use in at.service_types if use.element_id == element_id), None)
    if service is None or element_id not in at.elements:
        return None
    named = at.elements[element_id].properties.get(UNDO, "").strip()
    if named == NEVER:
        return PassedService(event, element_id, None, is_final=True)
    undo = find_service_task(named).run if named else find_service_task(service).undo
    return PassedService(event, element_id, undo, is_final=False) if undo is not None else None


def _finality(way: Way, target: DecidedTask) -> Sentence | None:
    final = next((each for each in passed_services(way, target) if each.is_final), None)
    if final is None:
        return None
    name = way.run.definition.wording(final.element_id)
    return say("“%(step)s” has been done since and cannot be undone.", step=name)
