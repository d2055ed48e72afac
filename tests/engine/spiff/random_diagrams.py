"""Random block-structured diagrams: sequences, branches, loops, sub-processes, multi-instance, boundary events."""

from __future__ import annotations

from random import Random

from tests.bpmn import Diagram, Loop, bpmn

ANSWERS = {"n": "=n", "vote": "=vote"}
LEAVES = ("task", "task", "service", "catch")
BLOCKS = (
    *("task", "service", "sequence", "sequence", "xor", "and", "or", "loop", "sub", "repeated", "repeated_sub"),
    *("beside", "instead", "race", "event_sub", "call"),
)


def random_diagram(random: Random, *, depth: int = 4) -> Diagram:
    """A diagram that can always end; drawn by the same seed, it is the same.

    The path of a non-interrupting event may be open several times at once. Tokens of two openings meet at its joins,
    as BPMN says; a parallel join gets its number from each, but an inclusive join would make one token of two. So
    there are no inclusive gateways on such paths (sub-processes on them are scopes of their own).
    """
    return Drawing(random).process("p", depth)


class Drawing:
    """Draws one diagram; who draws others overrides what is drawn as a task, and which blocks there are."""

    leaves: tuple[str, ...] = LEAVES
    blocks: tuple[str, ...] = BLOCKS

    def __init__(self, random: Random) -> None:
        self.random = random
        self.count = 0
        self.called: list[Diagram] = []
        self.may_be_open_twice = False

    def process(self, process_id: str, depth: int) -> Diagram:
        diagram = bpmn(process_id).start(self._id("start"))
        self._draw_sequence(diagram, depth)
        diagram.end(self._id("end"))
        for called in self.called:
            diagram.also(called)
        return diagram

    def _scope(self, process_id: str, depth: int, **trigger: str) -> Diagram:
        outside, self.may_be_open_twice = self.may_be_open_twice, False
        diagram = bpmn(process_id).start(self._id("start"), **trigger)
        self._block(diagram, depth)
        self.may_be_open_twice = outside
        return diagram.end(self._id("end"))

    def _id(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def _block(self, diagram: Diagram, depth: int) -> None:
        """Draw something after the cursor; the cursor is its one exit."""
        kind = self.random.choice(self.blocks if depth > 0 else self.leaves)
        getattr(self, f"_draw_{kind}")(diagram, depth - 1)

    def _draw_task(self, diagram: Diagram, depth: int) -> None:
        diagram.user_task(self._id("u"), outputs=ANSWERS)

    def _draw_service(self, diagram: Diagram, depth: int) -> None:
        diagram.service_task(self._id("s"), "count", outputs={"k": "=k"})

    def _draw_catch(self, diagram: Diagram, depth: int) -> None:
        diagram.timer(self._id("t"), "PT1H")

    def _draw_sequence(self, diagram: Diagram, depth: int) -> None:
        self._block(diagram, depth)
        self._block(diagram, depth)

    def _draw_xor(self, diagram: Diagram, depth: int) -> None:
        self._branches(diagram, depth, "xor")

    def _draw_and(self, diagram: Diagram, depth: int) -> None:
        self._branches(diagram, depth, "parallel")

    def _draw_or(self, diagram: Diagram, depth: int) -> None:
        self._branches(diagram, depth, "xor" if self.may_be_open_twice else "inclusive")

    def _branches(self, diagram: Diagram, depth: int, gateway: str) -> None:
        fork, join = self._id("f"), self._id("j")
        getattr(diagram, gateway)(fork)
        for number in range(self.random.choice([2, 3])):
            diagram.at(fork)
            if gateway != "parallel":
                diagram = diagram.otherwise() if number == 0 else diagram.when(f"=modulo(n, {number + 2}) = 0")
            if self.random.random() < 0.9:
                self._block(diagram, depth)
            diagram.to(join)
        getattr(diagram, gateway)(join)

    def _draw_loop(self, diagram: Diagram, depth: int) -> None:
        again, more = self._id("a"), self._id("x")
        diagram.xor(again)
        self._block(diagram, depth)
        if self.random.random() < 0.9:
            self._draw_task(diagram, depth)
        diagram.xor(more).when("=modulo(n, 3) = 0").to(again).at(more).otherwise().xor(self._id("o"))

    def _draw_sub(self, diagram: Diagram, depth: int) -> None:
        diagram.sub_process(self._id("sp"), self._scope("inner", depth), outputs={"m": "=n"})

    def _draw_call(self, diagram: Diagram, depth: int) -> None:
        process_id = self._id("q")
        self.called.append(self._scope(process_id, min(depth, 1)))
        diagram.call(self._id("c"), process_id)

    def _draw_repeated(self, diagram: Diagram, depth: int) -> None:
        if self.random.random() < 0.8:
            diagram.user_task(self._id("m"), outputs=ANSWERS, loop=self._loop())
        else:
            diagram.receive_task(self._id("mr"), "go", "=item", loop=self._loop())

    def _draw_repeated_sub(self, diagram: Diagram, depth: int) -> None:
        diagram.sub_process(self._id("ms"), self._scope("inner", min(depth, 1)), loop=self._loop())

    def _loop(self) -> Loop:
        until = "=numberOfCompletedInstances >= 2" if self.random.random() < 0.5 else None
        return Loop("=[1, 2, 3]", "item", "=vote", self._id("votes"), until, sequential=self.random.random() < 0.5)

    def _host_of_event(self, diagram: Diagram, depth: int) -> str:
        kind = self.random.choice(["task", "task", "sub", "repeated", "repeated_sub"])
        getattr(self, f"_draw_{kind}")(diagram, depth)
        assert diagram.cursor is not None
        return diagram.cursor

    def _boundary(self, diagram: Diagram, host: str, *, interrupting: bool) -> None:
        if self.random.random() < 0.7:
            diagram.boundary_timer(self._id("t"), "PT1H", on=host, interrupting=interrupting)
        else:
            diagram.boundary(self._id("b"), on=host, interrupting=interrupting, message="note", key="=n")

    def _draw_beside(self, diagram: Diagram, depth: int) -> None:
        host = self._host_of_event(diagram, depth)
        outside, self.may_be_open_twice = self.may_be_open_twice, True
        for _ in range(self.random.choice([1, 1, 2])):
            self._boundary(diagram, host, interrupting=False)
            self._block(diagram, depth)
            diagram.end(self._id("e")).at(host)
        self.may_be_open_twice = outside

    def _draw_instead(self, diagram: Diagram, depth: int) -> None:
        host, join = self._host_of_event(diagram, depth), self._id("j")
        self._boundary(diagram, host, interrupting=True)
        self._block(diagram, depth)
        diagram.to(join).at(host).xor(join)

    def _draw_race(self, diagram: Diagram, depth: int) -> None:
        gateway, join = self._id("g"), self._id("j")
        diagram.event_gateway(gateway).timer(self._id("t"), "PT2H")
        self._block(diagram, depth)
        diagram.to(join).at(gateway).message(self._id("w"), "go", "=n")
        self._block(diagram, depth)
        diagram.xor(join)

    def _draw_event_sub(self, diagram: Diagram, depth: int) -> None:
        inner = self._scope("inner", depth)
        handler = self._scope("handler", depth, message="stop", key="=n")
        inner.event_sub_process(self._id("es"), handler, interrupting=self.random.random() < 0.5)
        diagram.sub_process(self._id("sp"), inner)
