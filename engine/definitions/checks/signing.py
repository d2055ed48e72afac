"""How human tasks are signed: sign modes, votes by ratio, and who is asked where it would be nobody."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from engine import feel
from engine.definitions.checks.diagrams import Diagram, Node
from engine.definitions.checks.material import Material
from engine.definitions.checks.variables import split_list, variables
from engine.definitions.problems import CheckProblem, error, warning
from engine.definitions.task_words import (
    CHOSEN,
    INITIATOR,
    NOBODY_TO_ASK,
    PASS,
    REJECT,
    USER,
    Decision,
    InitiatorIsApprover,
    SamePersonAgain,
    SignMode,
    read_nobody_to_ask,
    read_percentage,
    read_weight,
)
from engine.errors import Sentence, say

ASSIGNED = ("assignee", "candidateUsers", "candidateGroups")
"""The attributes of an assignment, in the order in which their candidates get seats."""
_OF_RATIO = ("approveAt", "weights", "veto")


def check_signing(diagram: Diagram, node: Node, material: Material) -> Iterator[CheckProblem]:
    """Settings that cannot be read, contradict each other, or mean nothing beside the others."""
    where = diagram.where(node)
    unsupported = [*_sign_mode(node), *_ratio(node), *_choices(node), *_contradictions(node)]
    yield from (error("unsupported", where, sentence) for sentence in unsupported)
    if node.properties.get("signMode") != SignMode.RATIO:
        for name in _OF_RATIO:
            if node.properties.get(name, "").strip():
                sentence = say(
                    "“%(name)s” sets “%(setting)s”, which only a vote by ratio reads.", name=node.name, setting=name
                )
                yield warning("unsupported", where, sentence)
    yield from _chosen(diagram, node)
    yield from _answers_of_nobody(diagram, node, material)


def assigned(node: Node, attribute: str) -> list[str] | None:
    """The names one attribute of an assignment lists, in order; None where they are computed."""
    definition = node.extension("assignmentDefinition")
    text = "" if definition is None else (definition.get(attribute) or "")
    return None if text.lstrip().startswith("=") else _entries(text)


def _sign_mode(node: Node) -> Iterator[Sentence]:
    mode = node.properties.get("signMode", SignMode.ONE)
    if mode not in set(SignMode):
        yield say("“%(name)s” has the unknown sign mode “%(mode)s”.", name=node.name, mode=mode)
    elif mode != SignMode.ONE and Decision.APPROVE not in _decisions(node):
        yield say("“%(name)s” is signed by several people, so it has to offer the decision approve.", name=node.name)


def _ratio(node: Node) -> Iterator[Sentence]:
    properties = node.properties
    if properties.get("signMode") != SignMode.RATIO:
        return
    if read_percentage(properties.get("approveAt", "")) is None:
        yield say(
            "“%(name)s” is a vote by ratio: “approveAt” says from which percentage it is approved, 1 to 100.",
            name=node.name,
        )
    yield from _weights(node)
    yield from _veto(node)


def _weights(node: Node) -> Iterator[Sentence]:
    text, names = node.properties.get("weights", ""), _all_assigned(node)
    if _is_feel(text):
        return
    weights = _entries(text)
    for weight in weights:
        if read_weight(weight) is None:
            yield say(
                "“%(name)s” has the weight “%(weight)s”, which is no whole number.", name=node.name, weight=weight
            )
    if weights and names is not None and len(weights) != len(names):
        yield say(
            "“%(name)s” gives %(weights)s weights to %(people)s candidates.",
            name=node.name,
            weights=len(weights),
            people=len(names),
        )


def _veto(node: Node) -> Iterator[Sentence]:
    text, names = node.properties.get("veto", ""), _all_assigned(node)
    if names is None or _is_feel(text):
        return
    known = {*names, *(each.partition("@")[0] for each in names)}
    for stranger in sorted(split_list(text) - known):
        yield say("“%(name)s” gives a veto to “%(stranger)s”, who is no candidate.", name=node.name, stranger=stranger)


def _choices(node: Node) -> Iterator[Sentence]:
    settings: tuple[tuple[str, type[StrEnum]], ...] = (
        ("samePersonAgain", SamePersonAgain),
        ("initiatorIsApprover", InitiatorIsApprover),
    )
    for name, kind in settings:
        value = node.properties.get(name, "").strip()
        if value and value not in set(kind):
            yield _unknown(node, name, value, ", ".join(kind))
    nobody, instead = read_nobody_to_ask(node.properties)
    if nobody not in NOBODY_TO_ASK:
        yield _unknown(node, "nobodyToAsk", nobody, ", ".join(NOBODY_TO_ASK))
    elif nobody == USER and not instead:
        yield say("“%(name)s” does not say which person is asked where there is nobody to ask.", name=node.name)


def _unknown(node: Node, setting: str, value: str, known: str) -> Sentence:
    return say(
        "“%(name)s” sets “%(setting)s” to “%(value)s”; there are %(known)s.",
        name=node.name,
        setting=setting,
        value=value,
        known=known,
    )


def _contradictions(node: Node) -> Iterator[Sentence]:
    properties, decisions = node.properties, _decisions(node)
    if properties.get("nobodyToAsk") == REJECT and Decision.REJECT not in decisions:
        yield say("“%(name)s” is rejected where there is nobody to ask, but does not offer to reject.", name=node.name)
    is_again = properties.get("samePersonAgain", SamePersonAgain.ASK) != SamePersonAgain.ASK
    if is_again and Decision.APPROVE not in decisions:
        yield say("“%(name)s” passes whoever has approved before, but does not offer to approve.", name=node.name)
    may_be_initiator = properties.get("initiatorIsApprover") == InitiatorIsApprover.SELF
    if may_be_initiator and INITIATOR in split_list(properties.get("notSamePersonAs", "")):
        yield say(
            "“%(name)s” lets the initiator decide and forbids it: “initiatorIsApprover” contradicts “notSamePersonAs”.",
            name=node.name,
        )


def _chosen(diagram: Diagram, node: Node) -> Iterator[CheckProblem]:
    known = variables(node.scope.process, diagram)
    for attribute in ASSIGNED:
        for name in assigned(node, attribute) or ():
            variable = name.removeprefix(CHOSEN).strip()
            if name.startswith(CHOSEN) and known is not None and variable not in known:
                sentence = say(
                    "“%(name)s” asks whom “%(variable)s” names, but nothing in the process sets it.",
                    name=node.name,
                    variable=variable,
                )
                yield error("name", diagram.where(node), sentence)


def _answers_of_nobody(diagram: Diagram, node: Node, material: Material) -> Iterator[CheckProblem]:
    """A task that may be passed answers nothing: outputs that read its form would then set variables to null."""
    if not _may_be_passed(node):
        return
    definition = node.extension("formDefinition")
    form = None if definition is None else material.form(definition.get("formId") or "")
    answers = frozenset(form.inputs) if form is not None else frozenset()
    for _, source in node.mappings("output"):
        try:
            read = feel.free_names(source.strip().removeprefix("=")) & answers if _is_feel(source) else frozenset()
        except feel.FeelError:
            continue
        for answer in sorted(read):
            sentence = say(
                "“%(name)s” may be passed without asking anybody; its output reads “%(answer)s”, which is null then.",
                name=node.name,
                answer=answer,
            )
            yield warning("name", diagram.where(node), sentence)


def _may_be_passed(node: Node) -> bool:
    properties = node.properties
    return (
        properties.get("samePersonAgain", SamePersonAgain.ASK) != SamePersonAgain.ASK
        or properties.get("nobodyToAsk") in (PASS, REJECT)
        or properties.get("initiatorIsApprover") == InitiatorIsApprover.SKIP
    )


def _all_assigned(node: Node) -> list[str] | None:
    """The candidates as listed; None where some are computed."""
    lists = [assigned(node, attribute) for attribute in ASSIGNED]
    return None if None in lists else [name for names in lists for name in names or ()]


def _decisions(node: Node) -> set[str]:
    return split_list(node.properties.get("decisions", ""))


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _is_feel(text: str) -> bool:
    return text.lstrip().startswith("=")
