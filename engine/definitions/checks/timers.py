"""Timers: exactly one of date, duration and cycle, and a literal that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from engine.calendars.timer_literals import parse_timer
from engine.definitions.checks.diagrams import Diagram, Node
from engine.definitions.checks.elements import local_name
from engine.definitions.problems import CheckProblem, error
from engine.errors import Invalid, say

_KINDS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}
_TIMES = frozenset({"working", "plain"})


def check_timers(diagram: Diagram) -> Iterator[CheckProblem]:
    """Timers that say nothing, too much, or something that is no time. FEEL ones are read elsewhere."""
    for node in diagram.executable_nodes:
        if node.trigger == "timer":
            yield from _timer(diagram, node)


def _timer(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    where = diagram.where(node)
    times = [child for child in node.triggers[0] if local_name(child) in _KINDS and (child.text or "").strip()]
    if len(times) != 1:
        yield error("timer", where, say("The timer “%(name)s” needs one date, duration or cycle.", name=node.name))
        return
    time = node.properties.get("time", "plain")
    if time not in _TIMES:
        yield error(
            "timer",
            where,
            say("The time of “%(name)s” is “working” or “plain”, not “%(time)s”.", name=node.name, time=time),
        )
    literal, kind = times[0].text.strip(), _KINDS[local_name(times[0])]
    if literal.startswith("="):
        return
    try:
        parse_timer(literal, kind, working=time == "working")
    except Invalid as refusal:
        for problem in refusal.problems:
            yield error("timer", where, problem.sentence)
