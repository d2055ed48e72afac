"""The judge of every change here and of every new SpiffWorkflow: random diagrams, walked in two ways at once.

One instance is compacted, saved and loaded after every step, the other never. They must not differ in anything that
is seen from outside, order included; moves that are called legal must never leave a case stuck; the shared spec must
not change by one byte. `ZHANGSHI_SOAK_DIAGRAMS` sets the number of diagrams (500 without it).
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest

from engine import spiff
from tests.engine.spiff.driving import RecordingHost, parse
from tests.engine.spiff.random_diagrams import random_diagram

DIAGRAMS = int(os.environ.get("ZHANGSHI_SOAK_DIAGRAMS", "500"))
CHUNKS = 10
MAX_STEPS = 40

Act = Callable[[spiff.Instance], None]


class CountingHost(RecordingHost):
    """Its one service tells how often it was called: a different order of service tasks shows in the variables."""

    def call_service(self, request: spiff.ServiceRequest) -> Mapping[str, Any]:
        self.calls.append(request)
        return {"k": len(self.calls)}


class Walk:
    """One way of walking: the instance and what can be seen of it."""

    def __init__(self, specs: spiff.ProcessSpecs, *, reloads: bool) -> None:
        self.specs, self.reloads, self.host = specs, reloads, CountingHost()
        self.instance = spiff.start(specs, self.host, {"n": 1})
        self._settle()

    def act(self, act: Act) -> None:
        act(self.instance)
        self._settle()

    def _settle(self) -> None:
        if self.reloads:
            state = spiff.dump(self.instance)
            self.instance = spiff.load(self.specs, state, self.host)
            assert spiff.dump(self.instance) == state

    def view(self) -> tuple[Any, ...]:
        waits = spiff.waiting(self.instance)
        assert not waits.is_stuck
        return (
            [(t.element_id, t.scope, t.locals) for t in waits.user_tasks],
            [(t.element_id, t.scope, t.literal, t.attached_to is None) for t in waits.timers],
            [(m.element_id, m.event, m.correlation_key) for m in waits.messages],
            spiff.variables(self.instance),
            self.instance.completed,
            [(c.element_id, c.scope, c.variables, c.flows) for c in self.host.completed],
        )


def possible_acts(instance: spiff.Instance, random: Random, *, may_move: bool) -> list[tuple[float, Act]]:
    """Weighted acts; they name what they act on by position, because the two walks have different ids."""
    waits = spiff.waiting(instance)
    answers = {"n": random.randrange(1, 13), "vote": random.randrange(1, 5)}
    again = random.random() < 0.5
    acts = [(1.0, _complete(position, answers)) for position in range(len(waits.user_tasks))]
    told = {"told": random.randrange(100)} if random.random() < 0.5 else None
    acts += [(0.3, _fire(position, told, again=again)) for position in range(len(waits.timers))]
    acts += [(0.2, _deliver(position)) for position in range(len(waits.messages))]
    if may_move:
        for position, task in enumerate(waits.user_tasks):
            targets = spiff.legal_targets(instance, task.task_id)
            acts += [(0.2, _move(position, target.element_id)) for target in targets if target.is_legal]
    return acts


def _complete(position: int, answers: Mapping[str, Any]) -> Act:
    return lambda i: spiff.complete(i, spiff.waiting(i).user_tasks[position].task_id, answers)


def _move(position: int, element_id: str) -> Act:
    def act(instance: spiff.Instance) -> None:
        spiff.move(instance, spiff.waiting(instance).user_tasks[position].task_id, element_id)

    return act


def _fire(position: int, told: Mapping[str, Any] | None, *, again: bool) -> Act:
    def act(instance: spiff.Instance) -> None:
        timer = spiff.waiting(instance).timers[position]
        spiff.fire_timer(instance, timer.task_id, event=timer.event, again=again, local_variables=told)

    return act


def _deliver(position: int) -> Act:
    def act(instance: spiff.Instance) -> None:
        message = spiff.waiting(instance).messages[position]
        spiff.deliver_message(instance, message.task_id, {"vote": 9}, event=message.event)

    return act


def walk(seed: int, *, may_move: bool) -> None:
    """Walk one random diagram in both ways to its end, or for `MAX_STEPS` steps."""
    random = Random(seed)
    specs = parse(random_diagram(random))
    pickled = pickle.dumps(specs)
    try:
        saved, kept = Walk(specs, reloads=True), Walk(specs, reloads=False)
    except spiff.RunFailed:  # a loop without anybody to wait for
        return
    for _ in range(MAX_STEPS):
        assert saved.view() == kept.view()
        if saved.instance.completed:
            break
        acts = possible_acts(saved.instance, random, may_move=may_move)
        assert acts, "nobody to wait for, and not completed"
        act = random.choices([act for _, act in acts], [weight for weight, _ in acts])[0]
        try:
            saved.act(act)
        except spiff.RunFailed:
            with pytest.raises(spiff.RunFailed):
                kept.act(act)
            break
        kept.act(act)
    assert pickle.dumps(specs) == pickled


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("may_move", [False, True], ids=["drawn", "moved"])
def test_a_saved_and_loaded_case_equals_one_that_was_never_saved(chunk: int, may_move: bool) -> None:
    for seed in range(chunk, DIAGRAMS // 2, CHUNKS):
        try:
            walk(seed, may_move=may_move)
        except Exception as error:
            raise AssertionError(f"seed {seed}, may_move={may_move}: {error!r}") from error
