"""Loading or starting an instance so that something can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine import spiff
from engine.actors import Actor
from engine.advance.failures import failures_of
from engine.advance.host import ProcessHost
from engine.definitions.definition import Definition
from engine.definitions.queries import load_definition
from engine.instances.models import ProcessInstance
from engine.service_tasks import find_service_task


@dataclass
class Run:
    """An instance in memory, its row locked. `before` is what it waited for when it was loaded (None: just started).

    Dropped on any error; nothing of it is kept but what `write_down` writes.
    """

    session: Session
    actor: Actor
    instance: ProcessInstance
    definition: Definition
    host: ProcessHost
    engine_instance: spiff.Instance
    before: spiff.Waiting | None

    def stops_before(self, element_id: str, service_type: str) -> bool:
        """Whether the run leaves this element alone: it is to run afterwards, failed in an earlier try, or was left by
        an earlier act (a job or a retry goes on with it)."""
        was_left = self.before is not None and any(task.element_id == element_id for task in self.before.service_tasks)
        return was_left or stops_before(self.session, element_id, service_type)

    def resumes(self, element_id: str) -> spiff.Stop:
        """Runs on from this element, which an earlier act left; the others that were left stay."""
        return lambda reached, service_type: (
            self.has_failed(reached) if reached == element_id else self.stops_before(reached, service_type)
        )

    def context_of(self, task_id: UUID) -> Mapping[str, Any]:
        """The variables that the form of a human task sees; none where it no longer waits."""
        waiting = self.before.user_tasks if self.before else ()
        return next((task.context for task in waiting if task.task_id == task_id), {})

    def has_failed(self, element_id: str) -> bool:
        """Whether this element failed in an earlier try of the same act."""
        return element_id in failures_of(self.session).by_element


def stops_before(session: Session, element_id: str, service_type: str) -> bool:
    """See `Run.stops_before`."""
    if element_id in failures_of(session).by_element:
        return True
    return bool(service_type) and find_service_task(service_type).runs_afterwards


def load_run(session: Session, actor: Actor, instance: ProcessInstance, *, caller: Actor | None = None) -> Run:
    """Load a locked instance. `caller`: in whose name service tasks are done, by default the actor's."""
    definition = load_definition(session, instance.bundle_version_id)
    host = ProcessHost(session, actor, instance, definition, caller=caller or actor)
    engine_instance = spiff.load(definition.process(instance.process_id), instance.state, host)
    return Run(session, actor, instance, definition, host, engine_instance, spiff.waiting(engine_instance))


def start_run(
    session: Session, actor: Actor, instance: ProcessInstance, variables: Mapping[str, Any], *, at: str | None = None
) -> Run:
    """Start a new instance and run it until it waits. `at` names the start event where there are several."""
    definition = load_definition(session, instance.bundle_version_id)
    host = ProcessHost(session, actor, instance, definition, caller=actor)
    engine_instance = spiff.start(
        definition.process(instance.process_id),
        host,
        variables,
        at=at,
        stop=lambda element_id, service_type: stops_before(session, element_id, service_type),
    )
    return Run(session, actor, instance, definition, host, engine_instance, None)
