"""Random structured processes whose tasks are signed in every mode, and the form that answers them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.service_tasks import ServiceCall, service_task
from tests.bpmn import Diagram
from tests.engine.spiff.random_diagrams import Drawing

SIGNERS = ("head", "asset_manager", "finance", "approver", "second_approver")
MODES = ("one", "any", "all", "sequential", "ratio")
FORM = json.dumps(
    {
        "type": "default",
        "id": "vote",
        "schemaVersion": 19,
        "components": [{"type": "number", "id": "Field_n", "key": "n", "label": "N", "validate": {"required": True}}],
    }
).encode()


@service_task("test.count")
def count(_session: Session, _actor: Actor, _call: ServiceCall) -> Mapping[str, Any]:
    return {"k": 1}


class SignedDrawing(Drawing):
    """As `random_diagram`, but every task asks people, in turn or at once, and answers with a number."""

    blocks = ("task", "task", "sequence", "sequence", "xor", "and", "loop", "sub", "beside", "instead", "race")
    leaves = ("task", "task", "task", "service")

    def whole(self, depth: int) -> Diagram:
        """A diagram that the requester begins with a task of their own."""
        self.is_first = True
        return self.process("p", depth)

    def _draw_sequence(self, diagram: Diagram, depth: int) -> None:
        if getattr(self, "is_first", False):
            self.is_first = False
            diagram.user_task("fill", users="requester", form="vote", outputs={"n": "=n"})
        super()._draw_sequence(diagram, depth)

    def _draw_task(self, diagram: Diagram, depth: int) -> None:
        mode = self.random.choice(MODES)
        properties = {"signMode": mode, "decisions": "approve,reject,send_back"}
        if mode == "ratio":
            properties["approveAt"] = str(self.random.choice([50, 67, 100]))
        chosen = self.random.sample(SIGNERS, self.random.choice([1, 2, 3]))
        asked = {"groups": "approver"} if mode == "one" else {"users": ",".join(chosen)}
        diagram.user_task(self._id("u"), form="vote", outputs={"n": "=n"}, properties=properties, **asked)

    def _draw_service(self, diagram: Diagram, depth: int) -> None:
        diagram.service_task(self._id("s"), "test.count", outputs={"k": "=k"})

    def _host_of_event(self, diagram: Diagram, depth: int) -> str:
        getattr(self, f"_draw_{self.random.choice(['task', 'task', 'sub'])}")(diagram, depth)
        assert diagram.cursor is not None
        return diagram.cursor


def random_process(seed: int) -> Diagram:
    """The same diagram for the same seed."""
    return SignedDrawing(Random(seed)).whole(3)
