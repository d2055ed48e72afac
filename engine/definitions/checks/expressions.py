"""FEEL in diagrams: it must parse, call functions that exist, and name variables that somebody sets."""

from __future__ import annotations

from collections.abc import Iterator

from engine import feel
from engine.definitions.checks.diagrams import Diagram, Flow, Node
from engine.definitions.checks.material import Material
from engine.definitions.checks.texts import MUST_BE_FEEL, Text, Use, texts
from engine.definitions.checks.variables import local_names, variables
from engine.definitions.problems import CheckProblem, error
from engine.errors import say

_TARGET_SEPARATOR = "."


def check_expressions(diagram: Diagram, material: Material) -> Iterator[CheckProblem]:
    """Expressions that do not parse, texts where only FEEL will do, FEEL where only an id will do, unknown names."""
    names = {process.id: variables(process, diagram) for process in diagram.processes if process.is_executable}
    for text in texts(diagram):
        where = diagram.where(text.owner)
        if text.use is Use.IDENTIFIER:
            yield from _identifier(text, where)
        elif text.is_feel:
            yield from _expression(text, where)
            if isinstance(text.owner, Node | Flow):
                yield from _names(text, where, names.get(text.owner.scope.process.id), material)
        elif text.use in MUST_BE_FEEL:
            sentence = say("“%(text)s” is taken as plain text here; an expression begins with “=”.", text=text.text)
            yield error("feel", where, sentence)
    for node in diagram.executable_nodes:
        yield from _targets(diagram, node)


def _identifier(text: Text, where: str) -> Iterator[CheckProblem]:
    if text.is_feel:
        sentence = say(
            "“%(text)s” is computed; what is used here must be named, so that publication can fix it.", text=text.text
        )
        yield error("reference", where, sentence)


def _expression(text: Text, where: str) -> Iterator[CheckProblem]:
    try:
        unknown = feel.unknown_functions(text.expression)
    except feel.FeelError as refusal:
        yield error("feel", where, say("“%(text)s” is not FEEL: %(reason)s", text=text.text, reason=refusal.sentence))
        return
    for name in sorted(unknown):
        yield error("feel", where, say("There is no FEEL function “%(name)s”.", name=name))


def _names(text: Text, where: str, known: frozenset[str] | None, material: Material) -> Iterator[CheckProblem]:
    """Only where the process declares its start variables, and not for the results of others, which nobody lists."""
    assert isinstance(text.owner, Node | Flow)
    if known is None or (text.use is Use.OUTPUT and not _has_listed_results(text.owner)):
        return
    try:
        free = feel.free_names(text.expression)
    except feel.FeelError:
        return
    for name in sorted(free - known - local_names(text, material)):
        yield error(
            "name",
            where,
            say("Nothing in the process sets “%(name)s”, which “%(text)s” reads.", name=name, text=text.text),
        )


def _has_listed_results(owner: Node | Flow) -> bool:
    return isinstance(owner, Node) and owner.tag == "userTask"


def _targets(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    for direction in ("input", "output"):
        seen: set[str] = set()
        for target, source in node.mappings(direction):
            where = diagram.where(node)
            if not all(part.isidentifier() for part in target.split(_TARGET_SEPARATOR)):
                yield error(
                    "name",
                    where,
                    say(
                        "“%(name)s” maps to “%(target)s”, which cannot name a variable.", name=node.name, target=target
                    ),
                )
            elif target in seen:
                yield error("name", where, say("“%(name)s” maps twice to “%(target)s”.", name=node.name, target=target))
            seen.add(target)
            if not source.strip():
                yield error(
                    "feel", where, say("“%(name)s” maps nothing to “%(target)s”.", name=node.name, target=target)
                )
