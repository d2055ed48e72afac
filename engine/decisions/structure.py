"""What is wrong with the graph of a DMN file: ids that repeat, parts that are missing, decisions in a circle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from engine.decisions.elements import Decision, Knowledge, Reference
from engine.decisions.model import DecisionModel
from engine.decisions.xml import children, name_of, place_of, tag
from engine.errors import Problem, Sentence, say

IDENTIFIED = ("decision", "inputData", "businessKnowledgeModel", "decisionService")
_UNIQUE = frozenset({*IDENTIFIED, "decisionTable", "input", "output", "rule"})


def structural_problems(root: etree._Element, model: DecisionModel) -> Iterator[Problem]:
    """The problems of a file that was read into `model`, each at the id of its element."""
    yield from _repeated(root)
    for user in model.users:
        yield from _missing_of_user(model, user)
    for service in model.services.values():
        decisions = (*service.outputs, *service.encapsulated, *service.input_decisions)
        yield from _missing(model, service.id, decisions, "decisions")
        yield from _missing(model, service.id, service.inputs, "inputs")
        if not service.outputs:
            yield _problem(service.id, say("The decision service has no output decision."))
    yield from _circles(model)


def _repeated(root: etree._Element) -> Iterator[Problem]:
    ids = Counter(each.get("id") for each in root.iter() if tag(each) in _UNIQUE and each.get("id"))
    yield from (_problem(str(id_), say("Two elements have this id.")) for id_, count in ids.items() if count > 1)
    elements = list(children(root, *IDENTIFIED))
    for element in elements:
        if not element.get("id"):
            yield _problem("", say("“%(name)s” has no id.", name=name_of(element)))
        if not name_of(element):
            yield _problem(place_of(element), say("The element has no name."))
    names = Counter(name_of(each) for each in elements if name_of(each))
    for element in elements:
        if names[name_of(element)] > 1:
            sentence = say("Two elements have the name “%(name)s”.", name=name_of(element))
            yield _problem(place_of(element), sentence)


def _missing_of_user(model: DecisionModel, user: Decision | Knowledge) -> Iterator[Problem]:
    needs = user.requirements
    yield from _missing(model, user.id, needs.decisions, "decisions")
    yield from _missing(model, user.id, needs.inputs, "inputs")
    yield from _missing(model, user.id, needs.knowledge, "knowledge", "services")


def _missing(model: DecisionModel, where: str, references: Iterable[Reference], *kinds: str) -> Iterator[Problem]:
    for reference in references:
        owner = model.owner(reference)
        if not reference.id:
            yield _problem(where, say("A requirement names no element."))
        elif owner is None:
            sentence = say(
                "It requires “%(id)s” of “%(namespace)s”, which is not imported.",
                id=reference.id,
                namespace=reference.namespace,
            )
            yield _problem(where, sentence)
        elif not any(reference.id in getattr(owner, kind) for kind in kinds):
            yield _problem(where, say("It requires “%(id)s”, which is not in the file.", id=reference.id))


def _circles(model: DecisionModel) -> Iterator[Problem]:
    done: set[str] = set()
    for start in model.decisions:
        waiting, path = [(start, False)], set[str]()
        while waiting:
            id_, is_left = waiting.pop()
            if is_left:
                path.discard(id_)
                done.add(id_)
            elif id_ in path:
                yield _problem(id_, say("The decision requires itself."))
                done.add(id_)
            elif id_ not in done and id_ in model.decisions:
                path.add(id_)
                waiting.append((id_, True))
                needs = model.decisions[id_].requirements.decisions
                waiting += [(required.id, False) for required in needs if not required.namespace]


def _problem(where: str, sentence: Sentence) -> Problem:
    return Problem(where, sentence, "decision")
