"""Moves: sending a token back (or elsewhere) within the regions it is in; never `reset_from_task_id`.

Legal where no parallel branch would be entered that the token is not in already. Cancelled is every token of that
scope within the regions of the target: so no join is left waiting for ever, and none gets a token too many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import AlreadyDone, NotAllowed, NotFound, Sentence, say
from engine.spiff.elements import UserTask, cancel_token, live_tasks
from engine.spiff.events import EventSubStart
from engine.spiff.instance import Instance, Scope
from engine.spiff.multi_instance import MultiInstance
from engine.spiff.process_spec import ProcessSpec
from engine.spiff.regions import Region, is_opened_by_event, regions
from engine.spiff.run import Stop, run_on
from engine.spiff.subprocesses import EventSubProcess


@dataclass(frozen=True)
class Target:
    """A human task a token could be moved to; `reason` says why it cannot."""

    element_id: str
    name: str | None
    scope: tuple[str, ...]
    is_legal: bool
    reason: Sentence | None


@dataclass(frozen=True)
class Moved:
    """What a move took away: the ids of the tokens that were live before and are not any more."""

    cancelled: tuple[UUID, ...]


@dataclass(frozen=True)
class _Place:
    """A human task as seen from a token: the scope and token that the move starts from, the way in, the spec."""

    workflow: Instance | Scope
    token: Task
    way_in: tuple[str, ...]
    spec: Any


def legal_targets(instance: Instance, task_id: UUID) -> list[Target]:
    """Every human task that a move of this token could aim at, from its own scope outwards, legal or not."""
    task = _live(instance, task_id)
    targets: dict[str, Target] = {}
    for place in _places(task):
        element_id = place.spec.bpmn_id
        if element_id not in targets:
            reason = _reason(place)
            targets[element_id] = Target(element_id, place.spec.bpmn_name, place.way_in, reason is None, reason)
    return list(targets.values())


def move(instance: Instance, task_id: UUID, target_element_id: str, *, stop: Stop | None = None) -> Moved:
    """Take the token (and what else is live within the target's regions) away, put one on the target, run on.

    `NotFound`: no such human task around this token; `NotAllowed`: it lies in a parallel branch that the token is
    not in; `AlreadyDone`: the token is no longer live.
    """
    task = _live(instance, task_id)
    place = next((p for p in _places(task) if p.spec.bpmn_id == target_element_id), None)
    if place is None:
        raise NotFound(say("There is no task “%(id)s” to move to.", id=target_element_id))
    if (reason := _reason(place)) is not None:
        raise NotAllowed(reason)
    before = [x.id for workflow in instance.workflows() for x in live_tasks(workflow)]
    _jump(instance, place)
    run_on(instance, stop=stop)
    after = {x.id for workflow in instance.workflows() for x in live_tasks(workflow)}
    return Moved(tuple(x for x in before if x not in after))


def _live(instance: Instance, task_id: UUID) -> Task:
    task = instance.find_task(task_id)
    if task is None or not task.has_state(TaskState.READY | TaskState.WAITING | TaskState.STARTED):
        raise AlreadyDone(say("This task is no longer open."))
    return task


def _places(task: Task) -> Iterator[_Place]:
    """Human tasks by nearness: the token's own scope with what is inside it, then each scope around it."""
    token: Task | None = task
    while token is not None:
        workflow = token.workflow
        for way_in, spec in _user_tasks(workflow.spec, ()):
            yield _Place(workflow, token, way_in, spec)
        token = workflow.top_workflow.find_task(workflow.parent_task_id)


def _user_tasks(spec: ProcessSpec, way_in: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for item in spec.task_specs.values():
        if isinstance(item, UserTask):
            yield way_in, item
    for element_id, inner in spec.inner_specs().items():
        yield from _user_tasks(inner, (*way_in, element_id))


def _reason(place: _Place) -> Sentence | None:
    """Why the move is not legal, or None. In a sub-process entered anew, no branch may surround the target."""
    spec = place.workflow.spec
    inside = regions(spec).around[_plain_name(place.token)]
    for element_id in place.way_in:
        entry = spec.spec_of(element_id)
        if isinstance(entry, MultiInstance):
            return say("“%(target)s” lies in a part that is repeated.", target=_label(place.spec))
        if isinstance(entry, EventSubProcess):
            return _not_inside(place)
        if (reason := _reason_here(place, spec, entry.name, inside)) is not None:
            return reason
        spec, inside = entry.inner, frozenset()
    return _reason_here(place, spec, spec.spec_of(place.spec.bpmn_id).name, inside)


def _reason_here(place: _Place, spec: ProcessSpec, name: str, inside: frozenset[Region]) -> Sentence | None:
    around = regions(spec).around
    if not around[name] <= inside:
        return _not_inside(place)
    forks = [region[0] for region in around[name] if not is_opened_by_event(region)]
    if any(is_opened_by_event(region) for fork in forks for region in around[fork]):
        # tokens of another opening of the same path would be taken away, and its join would wait for ever
        return say("“%(target)s” lies in a parallel part of a path that can be open twice.", target=_label(place.spec))
    return None


def _not_inside(place: _Place) -> Sentence:
    return say("“%(target)s” lies in a parallel branch that this task is not in.", target=_label(place.spec))


def _label(spec: Any) -> str:
    return str(spec.bpmn_name or spec.bpmn_id)


def _plain_name(task: Task) -> str:
    return str(task.task_spec.name.removesuffix(" [child]"))


def _jump(instance: Instance, place: _Place) -> None:
    workflow: Instance | Scope = place.workflow
    for element_id in (*place.way_in, place.spec.bpmn_id):
        if workflow is not place.workflow:
            for task in live_tasks(workflow):
                if not isinstance(task.task_spec, EventSubStart):
                    cancel_token(task)
        else:
            _clear(workflow, element_id)
        task = _put(workflow, element_id)
        workflow = instance.subprocesses.get(task.id, workflow)


def _clear(workflow: Instance | Scope, element_id: str) -> None:
    known = regions(workflow.spec)
    needed = known.around[workflow.spec.spec_of(element_id).name]
    for task in live_tasks(workflow):
        is_armed = isinstance(task.task_spec, EventSubStart) and task.state == TaskState.WAITING
        if not is_armed and needed <= known.beside[_plain_name(task)]:
            cancel_token(task)


def _put(workflow: Instance | Scope, element_id: str) -> Task:
    """A token on the element, as if it had come there by itself; gives the token on the element's own spec."""
    spec = workflow.spec.spec_of(element_id)
    split = workflow.spec.task_specs.get(f"{spec.name}.BoundaryEventSplit")
    task = workflow.task_tree._add_child(split or spec, TaskState.FUTURE)
    task.task_spec._update(task)
    if split is not None:
        task.run()
        task = next(child for child in task.children if child.task_spec is spec)
    workflow.update_waiting_tasks()
    _stand_by_again(workflow)
    return task


def _stand_by_again(workflow: Instance | Scope) -> None:
    """An event sub-process that interrupted what is now taken up again can happen again."""
    waiting = {task.task_spec.name for task in live_tasks(workflow) if isinstance(task.task_spec, EventSubStart)}
    for spec in workflow.spec.start.outputs:
        if isinstance(spec, EventSubStart) and spec.name not in waiting:
            task = workflow.task_tree._add_child(spec, TaskState.FUTURE)
            spec._update(task)
