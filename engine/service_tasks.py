"""The names that a diagram may call: `@service_task("asset.set_state")`.

The registry is the whole contract between diagrams and code (law 7: no code in a diagram).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import NotFound, say


@dataclass(frozen=True)
class ServiceCall:
    """What a service task is told: where it stands, and its arguments as the diagram's input mappings gave them."""

    instance_id: UUID
    case_id: UUID
    element_id: str
    arguments: Mapping[str, Any]
    headers: Mapping[str, str]


Implementation = Callable[[Session, Actor, ServiceCall], Mapping[str, Any] | None]


class BpmnError(Exception):
    """Raised by a service task to take the drawn error path with this code; not a failure."""

    def __init__(self, code: str, **variables: Any) -> None:
        super().__init__(code)
        self.code = code
        self.variables = variables


@dataclass(frozen=True)
class ServiceTask:
    """A registered service task. `undo` is its cancel hook: run when a send-back or cancel passes it."""

    name: str
    run: Implementation
    runs_afterwards: bool = False
    undo: Implementation | None = None


_registered: dict[str, ServiceTask] = {}


def service_task(
    name: str, *, runs_afterwards: bool = False, undo: Implementation | None = None
) -> Callable[[Implementation], Implementation]:
    """Register the decorated function under `name`. `runs_afterwards`: by a job, never inside a person's click."""

    def register(run: Implementation) -> Implementation:
        known = _registered.get(name)
        if known is not None and known.run is not run:
            raise ValueError(f"two service tasks are called {name}")
        _registered[name] = ServiceTask(name, run, runs_afterwards, undo)
        return run

    return register


def find_service_task(name: str) -> ServiceTask:
    """The service task called `name`, or `NotFound`."""
    if name not in _registered:
        raise NotFound(say("There is no service task “%(name)s”.", name=name))
    return _registered[name]


def service_task_names() -> frozenset[str]:
    """Every name a diagram may call."""
    return frozenset(_registered)
