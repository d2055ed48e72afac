"""What the publication check says of a DMN file that can be run: unknown functions and types, overlapping rules."""

from __future__ import annotations

from collections.abc import Iterator

from engine.decisions.elements import Decision, Knowledge, Service
from engine.decisions.model import DecisionModel
from engine.decisions.overlaps import overlaps
from engine.decisions.reading import parse_decisions
from engine.decisions.tables import Aggregation, DecisionTable, HitPolicy
from engine.errors import Invalid, Problem, say
from engine.feel import to_text
from engine.feel.names import names_outside, unknown_functions_in
from engine.feel.types import is_known


def check_decisions(xml: bytes, where: str = "") -> list[Problem]:
    """Every problem of a DMN file: what keeps it from being read, else what `problems` finds."""
    try:
        return problems(parse_decisions(xml, where))
    except Invalid as invalid:
        return list(invalid.problems)


def problems(model: DecisionModel) -> list[Problem]:
    """What is wrong in a model that can be read; `where` of each is the id of an element."""
    found = [problem for decision in model.decisions.values() for problem in _of_decision(model, decision)]
    for table in _tables(model):
        found += _of_table(table)
    return found


def free_names(model: DecisionModel, key: str) -> frozenset[str]:
    """The variables that a decision and those it requires read, other decisions and functions of the model left out."""
    waiting, seen, names = [model.decision(key)], set[str](), set[str]()
    while waiting:
        decision = waiting.pop()
        if decision.id in seen:
            continue
        seen.add(decision.id)
        required = [model.decisions[id_] for id_ in decision.requirements.decisions]
        names |= names_outside(decision.tree) - {each.variable for each in required} - _functions(model, decision)
        waiting += required
    return frozenset(names)


def _of_decision(model: DecisionModel, decision: Decision) -> Iterator[Problem]:
    if decision.type is not None and not is_known(decision.type, model.types):
        yield Problem(decision.id, say("The type “%(type)s” is not known.", type=decision.type.name), "decision")
    for name in sorted(unknown_functions_in(decision.tree) - _functions(model, decision)):
        yield Problem(decision.id, say("There is no function “%(name)s”.", name=name), "feel")


def _functions(model: DecisionModel, decision: Decision) -> set[str]:
    known: dict[str, Knowledge | Service] = {**model.knowledge, **model.services}
    return {known[id_].name for id_ in decision.requirements.knowledge}


def _tables(model: DecisionModel) -> Iterator[DecisionTable]:
    owners: list[Decision | Knowledge] = [*model.decisions.values(), *model.knowledge.values()]
    for owner in owners:
        yield from (node for node in owner.tree.walk() if isinstance(node, DecisionTable))


def _of_table(table: DecisionTable) -> Iterator[Problem]:
    if table.aggregation and table.hit_policy is not HitPolicy.COLLECT:
        yield Problem(table.id, say("Only the hit policy COLLECT can have an aggregation."), "decision")
    if len(table.outputs) > 1 and table.aggregation and table.aggregation is not Aggregation.COUNT:
        yield Problem(table.id, say("A table with several outputs cannot be aggregated."), "decision")
    if table.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not any(o.values for o in table.outputs):
        yield Problem(table.id, say("The hit policy needs the output values in their order."), "decision")
    names = [output.name for output in table.outputs]
    if len(names) > 1 and (len(set(names)) < len(names) or "" in names):
        yield Problem(table.id, say("Each output needs a name of its own."), "decision")
    if table.hit_policy is HitPolicy.UNIQUE:
        for overlap in overlaps(table):
            example = ", ".join(f"{label} = {to_text(value)}" for label, value in overlap.example.items())
            sentence = say(
                "Rules %(first)s and %(second)s both match, for example for %(example)s.",
                first=overlap.first,
                second=overlap.second,
                example=example,
            )
            yield Problem(table.rules[overlap.second - 1].id, sentence, "decision")
