"""Putting the state of an instance onto another version of its process: only waiting elements are named in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.errors import Problem, say
from engine.spiff.events import EVENTS
from engine.spiff.joins import ARRIVED
from engine.spiff.process_spec import ProcessSpec
from engine.spiff.specs import ProcessSpecs
from engine.types import canonical_json

_NAME = re.compile(r"^(?P<id>.*?)(?P<suffix>( \[child\]|\.BoundaryEventSplit|\.EndJoin|\.start)?)$")


def rename_elements(state: str, renamed: Mapping[str, str], specs: ProcessSpecs) -> tuple[str, list[Problem]]:
    """The state as it would be under `specs`: `renamed` maps old element ids to new ones; timers, arrivals stay.

    Elements that are waited at and that `specs` does not have are problems (category `migration`); a state with
    problems cannot be loaded. Called processes are left as they are: they keep their own version.
    """
    data = json.loads(state)
    unknown: set[str] = set()
    holders = _rename_scope(data, specs.spec, renamed, unknown)
    for task_id, scope in data.get("subs", ()):
        inner = getattr(holders.get(task_id), "inner", None)
        if inner is not None:
            holders |= _rename_scope(scope, inner, renamed, unknown)
    problems = [
        Problem(
            name, say("“%(element)s” is waited at, but the other version does not have it.", element=name), "migration"
        )
        for name in sorted(unknown)
    ]
    return canonical_json(data), problems


def _rename_scope(
    scope: dict[str, Any], spec: ProcessSpec, renamed: Mapping[str, str], unknown: set[str]
) -> dict[str, Any]:
    """Renames in place; gives the spec of each task, by task id."""

    def new_name(name: str) -> str:
        match = _NAME.match(name)
        assert match is not None
        found = renamed.get(match["id"], match["id"]) + match["suffix"]
        if found not in spec.task_specs:
            unknown.add(match["id"])
        return found

    for task in scope["tasks"]:
        task[2] = new_name(task[2])
        internal = task[4] if len(task) > 4 else {}
        for key in (ARRIVED, EVENTS):
            if key in internal:
                internal[key] = {new_name(name): content for name, content in internal[key].items()}
    return {task[0]: spec.task_specs.get(task[2]) for task in scope["tasks"]}
