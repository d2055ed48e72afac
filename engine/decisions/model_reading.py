"""The elements of one DMN file, and the files that it imports (DMN 1.5, chapter 6)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from lxml import etree

from engine.decisions.boxed import BoxedReader
from engine.decisions.elements import Decision, InputData, Knowledge, Reference, Requirements, Service
from engine.decisions.item_types import allowed_values, imported_types, item_types, type_of_variable
from engine.decisions.library import Library
from engine.decisions.model import DecisionModel, Import
from engine.decisions.structure import structural_problems
from engine.decisions.texts import Surroundings, TextReader
from engine.decisions.typed import Returning
from engine.decisions.xml import NAMESPACES, children, name_of, names_in, place_of, tag
from engine.errors import Problem, Sentence, say
from engine.feel.compiler import compiled
from engine.feel.syntax import FunctionOf, Node, TypeName
from engine.feel.written_keys import written_keys

_FEEL = "https://www.omg.org/spec/DMN/20230324/FEEL/"
_WORD = re.compile(r"\w+")
_Thing = TypeVar("_Thing", Decision, InputData, Knowledge, Service)


class ModelReader:
    """Reads one file; `importing` are the namespaces of those that import it, directly or through others."""

    def __init__(
        self, root: etree._Element, where: str, library: Library, importing: frozenset[str] = frozenset()
    ) -> None:
        self.root = root
        self.where = where
        self.namespace = root.get("namespace") or ""
        self.library = library
        self.importing = importing | {self.namespace}
        self.problems: list[Problem] = []
        self.imports = self._imports()
        self.names = self._names()
        self.names_by_word = _by_first_word(self.names)
        self.members = self._members()
        language = root.get("expressionLanguage") or _FEEL
        self.around = Surroundings(where, language, allowed_values(root), self.members)

    def model(self) -> DecisionModel:
        """The model; what is wrong with the file is in its `faults`."""
        model = DecisionModel(
            self.where,
            self.namespace,
            _by_id(self._decision(each) for each in children(self.root, "decision")),
            _by_id(_input(each) for each in children(self.root, "inputData")),
            _by_id(self._knowledge(each) for each in children(self.root, "businessKnowledgeModel")),
            _by_id(self._service(each) for each in children(self.root, "decisionService")),
            self._types(),
            self.imports,
            self.members,
        )
        self.problems += structural_problems(self.root, model)
        return replace(model, faults=tuple(dict.fromkeys(self.problems)))

    def _imports(self) -> dict[str, Import]:
        found: dict[str, Import] = {}
        for element in children(self.root, "import"):
            model = self._imported(element)
            if model is not None:
                found[model.namespace] = Import(name_of(element), model)
        return found

    def _imported(self, element: etree._Element) -> DecisionModel | None:
        namespace, kind = element.get("namespace") or "", element.get("importType") or ""
        values = {"name": name_of(element), "namespace": namespace}
        if kind not in NAMESPACES:
            self._refuse(element, say("“%(name)s” is not a DMN model; only those are imported.", **values))
            return None
        if namespace in self.importing:
            self._refuse(element, say("“%(name)s” is imported in a circle.", **values))
            return None
        model = self.library.models.get(namespace)
        if model is None:
            file = self.library.find(namespace, element.get("locationURI") or "")
            if file is None:
                self._refuse(element, say("No file has the namespace “%(namespace)s” of “%(name)s”.", **values))
                return None
            model = ModelReader(file[1], file[0], self.library, self.importing).model()
            self.library.models[namespace] = model
        if model.faults:
            self._refuse(element, say("“%(file)s”, which is imported, cannot be run as a whole.", file=model.where))
        return model

    def _names(self) -> frozenset[str]:
        """The names that expressions of the whole file may use, as far as they need to be known."""
        names = names_in(self.root, "itemComponent") | {name_of(each) for each in children(self.root)}
        for imported in self.imports.values():
            names |= {imported.name, *_names_of(imported.model)}
        return _compound(names)

    def _members(self) -> frozenset[str]:
        """The keys that contexts of the file have, as far as they need to be known where other texts name them."""
        names = names_in(self.root, "variable", "column", "output")
        texts = ("".join(each.itertext()) for each in self.root.iter() if tag(each) == "text")
        names.update(key for text in texts if "{" in text for key in written_keys(text))
        return _compound(names).union(*(imported.model.members for imported in self.imports.values()))

    def _types(self) -> dict[str, TypeName]:
        reader = TextReader(self.root, self.names, self.around, self.problems)
        types = item_types(self.root, reader.tests)
        for imported in self.imports.values():
            types = imported_types(imported.name, imported.model.types) | types
        return types

    def _reader(self, element: etree._Element) -> BoxedReader:
        own = names_in(element, "variable", "formalParameter", "column")
        own |= {each.get("iteratorVariable") or "" for each in element.iter() if tag(each) in ("for", "some", "every")}
        shared = (name for word in _words(element) for name in self.names_by_word.get(word, ()))
        return BoxedReader(element, _compound(own).union(shared), self.around, self.problems)

    def _decision(self, element: etree._Element) -> Decision:
        tree = self._reader(element).logic_of(element)
        return Decision(
            _key(element),
            name_of(element),
            _variable(element),
            type_of_variable(element),
            self._requirements(element),
            tree,
            compiled(tree),
        )

    def _knowledge(self, element: etree._Element) -> Knowledge:
        logic = next(children(element, "encapsulatedLogic"), None)
        reader = self._reader(element)
        tree = _returning(reader.logic_of(element) if logic is None else reader.read(logic), type_of_variable(element))
        needs = self._requirements(element)
        return Knowledge(_key(element), name_of(element), _variable(element), needs, tree, compiled(tree))

    def _service(self, element: etree._Element) -> Service:
        outputs, encapsulated, decisions, inputs = (
            tuple(self._reference(each) for each in children(element, kind))
            for kind in ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
        )
        return Service(
            _key(element),
            name_of(element),
            _variable(element),
            type_of_variable(element),
            outputs,
            encapsulated,
            decisions,
            inputs,
        )

    def _requirements(self, element: etree._Element) -> Requirements:
        return Requirements(
            self._required(element, "informationRequirement", "requiredDecision"),
            self._required(element, "informationRequirement", "requiredInput"),
            self._required(element, "knowledgeRequirement", "requiredKnowledge"),
        )

    def _required(self, element: etree._Element, requirement: str, kind: str) -> tuple[Reference, ...]:
        found = (each for outer in children(element, requirement) for each in children(outer, kind))
        return tuple(map(self._reference, found))

    def _reference(self, element: etree._Element) -> Reference:
        """What a `href` names: `#id`, or `namespace#id` of this file or of an imported one."""
        namespace, _, id_ = (element.get("href") or "").rpartition("#")
        return Reference("" if namespace == self.namespace else namespace, id_)

    def _refuse(self, element: etree._Element, sentence: Sentence) -> None:
        self.problems.append(Problem(place_of(element), sentence, "decision"))


def _compound(names: set[str]) -> frozenset[str]:
    """Those that a parser would not take for one name without knowing them."""
    return frozenset(name for name in names if name and not name.isidentifier())


def _by_first_word(names: Iterable[str]) -> dict[str, list[str]]:
    """Names by their first word, so that an element is read with those that its text can hold: files may be large."""
    found: dict[str, list[str]] = {}
    for name in names:
        first = _WORD.match(name)
        found.setdefault(first.group() if first else "", []).append(name)
    return found


def _words(element: etree._Element) -> set[str]:
    return {"", *_WORD.findall(" ".join(element.itertext(with_tail=False)))}


def _input(element: etree._Element) -> InputData:
    return InputData(_key(element), _variable(element), type_of_variable(element))


def _key(element: etree._Element) -> str:
    """The id; the name of an element that has none, which nothing can require."""
    return element.get("id") or name_of(element)


def _variable(element: etree._Element) -> str:
    return next((name_of(each) for each in children(element, "variable")), "") or name_of(element)


def _returning(tree: Node, wanted: TypeName | None) -> Node:
    if wanted is None or not isinstance(tree, FunctionOf):
        return tree
    return replace(tree, body=Returning(tree.body, wanted))


def _by_id(things: Iterable[_Thing]) -> Mapping[str, _Thing]:
    return {thing.id: thing for thing in things}


def _names_of(model: DecisionModel) -> set[str]:
    called: list[Knowledge | Service] = [*model.knowledge.values(), *model.services.values()]
    named = {each.variable for each in called} | {each.variable for each in model.decisions.values()}
    named |= {data.name for data in model.inputs.values()}
    parts = (node for wanted in model.types.values() for node in wanted.walk() if isinstance(node, TypeName))
    return named | {key for part in parts for key in part.keys}
