"""A DMN file to a model: everything that cannot be run is refused here, with the element and the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from lxml import etree

from engine.decisions.boxed import BoxedReader
from engine.decisions.elements import Decision, InputData, Knowledge, Requirements, Service
from engine.decisions.item_types import item_types, type_of
from engine.decisions.model import DecisionModel
from engine.decisions.xml import children, name_of, place_of, tag
from engine.errors import Invalid, Problem, Sentence, say
from engine.feel.compiler import compiled
from engine.feel.run import too_deep
from engine.safe_xml import parse_xml


def parse_decisions(xml: bytes, where: str = "") -> DecisionModel:
    """The model of a DMN file of version 1.2 to 1.5. `where` names the file.

    Raises `Invalid` with every problem (element id, sentence): not DMN, no FEEL, a part missing or not run here.
    """
    root = parse_xml(xml, where)
    if tag(root) != "definitions":
        sentence = say("The file is not a DMN model of version 1.2, 1.3, 1.4 or 1.5.")
        raise Invalid([Problem(where, sentence, "decision")])
    return _ModelReader(root, where).model()


class _ModelReader:
    def __init__(self, root: etree._Element, where: str) -> None:
        self.root = root
        self.where = where
        self.problems: list[Problem] = []
        self.shared_names = _names(root, "itemComponent") | {name_of(each) for each in children(root)}

    def _reader(self, element: etree._Element) -> BoxedReader:
        own = _names(element, "variable", "formalParameter", "column")
        return BoxedReader(frozenset((self.shared_names | own) - {""}), self.problems)

    def model(self) -> DecisionModel:
        self._refuse_imports()
        try:
            model = DecisionModel(
                self.where,
                _by_id(self._decision(each) for each in children(self.root, "decision")),
                _by_id(self._input(each) for each in children(self.root, "inputData")),
                _by_id(self._knowledge(each) for each in children(self.root, "businessKnowledgeModel")),
                _by_id(_service(each) for each in children(self.root, "decisionService")),
                item_types(self.root),
            )
        except RecursionError:
            too_deep()
        problems = [*self.problems, *_repeated(self.root), *_missing(model), *_circles(model)]
        if problems:
            raise Invalid(problems)
        return model

    def _decision(self, element: etree._Element) -> Decision:
        tree = self._reader(element).logic_of(element)
        variable = next(children(element, "variable"), None)
        name = name_of(element)
        return Decision(
            place_of(element),
            name,
            name if variable is None else name_of(variable) or name,
            None if variable is None else type_of(variable.get("typeRef")),
            _requirements(element),
            tree,
            compiled(tree),
        )

    def _input(self, element: etree._Element) -> InputData:
        variable = next(children(element, "variable"), None)
        name = name_of(element) if variable is None else name_of(variable) or name_of(element)
        return InputData(place_of(element), name, None if variable is None else type_of(variable.get("typeRef")))

    def _knowledge(self, element: etree._Element) -> Knowledge:
        logic = next(children(element, "encapsulatedLogic"), None)
        reader = self._reader(element)
        tree = reader.logic_of(element) if logic is None else reader.read(logic)
        return Knowledge(place_of(element), name_of(element), _requirements(element), tree, compiled(tree))

    def _refuse_imports(self) -> None:
        for element in children(self.root, "import"):
            self.problems.append(
                _problem(
                    place_of(element),
                    say("Imports of other models are not accepted: “%(name)s”.", name=name_of(element)),
                )
            )


_IDENTIFIED = ("decision", "inputData", "businessKnowledgeModel", "decisionService")
_Thing = TypeVar("_Thing", Decision, InputData, Knowledge, Service)


def _names(element: etree._Element, *tags: str) -> set[str]:
    return {name_of(each) for each in element.iter() if tag(each) in tags}


def _by_id(things: Iterable[_Thing]) -> Mapping[str, _Thing]:
    return {thing.id: thing for thing in things}


def _requirements(element: etree._Element) -> Requirements:
    return Requirements(
        _references(element, "informationRequirement", "requiredDecision"),
        _references(element, "informationRequirement", "requiredInput"),
        _references(element, "knowledgeRequirement", "requiredKnowledge"),
    )


def _service(element: etree._Element) -> Service:
    def named(kind: str) -> tuple[str, ...]:
        return tuple(_target(each) for each in children(element, kind))

    return Service(
        place_of(element),
        name_of(element),
        named("outputDecision"),
        named("encapsulatedDecision"),
        named("inputDecision"),
        named("inputData"),
    )


def _references(element: etree._Element, requirement: str, kind: str) -> tuple[str, ...]:
    found = (each for outer in children(element, requirement) for each in children(outer, kind))
    return tuple(_target(each) for each in found)


def _target(element: etree._Element) -> str:
    return (element.get("href") or "").rpartition("#")[2]


def _repeated(root: etree._Element) -> list[Problem]:
    ids = Counter(each.get("id") or "" for each in children(root, *_IDENTIFIED))
    problems = [_problem(id_, say("Two elements have this id.")) for id_, count in ids.items() if id_ and count > 1]
    return problems + ([_problem("", say("An element of the model has no id."))] if ids[""] else [])


def _missing(model: DecisionModel) -> list[Problem]:
    problems: list[Problem] = []
    known = model.knowledge.keys() | model.services.keys()
    users: list[Decision | Knowledge] = [*model.decisions.values(), *model.knowledge.values()]
    for user in users:
        needs = user.requirements
        absent = [id_ for id_ in needs.decisions if id_ not in model.decisions]
        absent += [id_ for id_ in needs.inputs if id_ not in model.inputs]
        absent += [id_ for id_ in needs.knowledge if id_ not in known]
        problems += [_problem(user.id, _absent(id_)) for id_ in absent]
    for service in model.services.values():
        decisions = (*service.outputs, *service.input_decisions)
        problems += [_problem(service.id, _absent(id_)) for id_ in decisions if id_ not in model.decisions]
        problems += [_problem(service.id, _absent(id_)) for id_ in service.inputs if id_ not in model.inputs]
    return problems


def _absent(id_: str) -> Sentence:
    return say("It requires “%(id)s”, which is not in the file.", id=id_)


def _circles(model: DecisionModel) -> list[Problem]:
    done: set[str] = set()
    problems: list[Problem] = []
    for start in model.decisions:
        waiting, path = [(start, False)], set[str]()
        while waiting:
            id_, is_left = waiting.pop()
            if is_left:
                path.discard(id_)
                done.add(id_)
            elif id_ in path:
                problems.append(_problem(id_, say("The decision requires itself.")))
                done.add(id_)
            elif id_ not in done and id_ in model.decisions:
                path.add(id_)
                waiting.append((id_, True))
                waiting += [(required, False) for required in model.decisions[id_].requirements.decisions]
    return problems


def _problem(where: str, sentence: Sentence) -> Problem:
    return Problem(where, sentence, "decision")
