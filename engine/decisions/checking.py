"""What the publication check says of a DMN file that can be run: unknown functions and types, overlapping rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.decisions.analysis import FindingKind, analyse
from engine.decisions.column_values import misfits
from engine.decisions.elements import Decision, InputData, Knowledge, Reference
from engine.decisions.located import Refused
from engine.decisions.model import DecisionModel
from engine.decisions.reading import read_decisions
from engine.decisions.tables import Aggregation, DecisionTable, HitPolicy
from engine.errors import Invalid, Problem, say
from engine.feel import FeelError
from engine.feel.names import names_outside, unknown_functions_in
from engine.feel.syntax import TypeName
from engine.feel.types import is_known


def check_decisions(xml: bytes, where: str = "", *, beside: Mapping[str, bytes] | None = None) -> list[Problem]:
    """Every problem of a DMN file of version 1.2 to 1.5; `beside` gives the files by name that it may import."""
    try:
        return problems(read_decisions(xml, where, beside=beside))
    except Invalid as invalid:
        return list(invalid.problems)
    except FeelError as error:
        return [Problem(where, error.sentence, "feel")]


@dataclass(frozen=True)
class Judgement:
    """What the check says of a model; `where` of each problem is the id of an element.

    `problems` begin with what cannot be run. The rest is what would surprise: types and functions that nobody defined,
    input data that are read and not required, cells that do not fit their column, tables whose policy cannot hold.
    `suspicions` may be meant so, but rarely are: values for which no rule of a table matches, rules that never decide.
    `not_analysed` says where more may be.
    """

    problems: list[Problem]
    suspicions: list[Problem]
    not_analysed: list[Problem]


def judged(model: DecisionModel) -> Judgement:
    """Everything that is wrong with a model, or may be."""
    judgement = Judgement([*model.faults, *_of_types(model)], [], [])
    for user in model.users:
        judgement.problems.extend(_of_user(model, user))
    for table in _tables(model):
        judgement.problems.extend(_of_table(table))
        _analysed(model, table, judgement)
        judgement.problems.extend(misfits(table, model.types))
    return judgement


def problems(model: DecisionModel) -> list[Problem]:
    """What is wrong with a model, suspicions left out."""
    return judged(model).problems


def free_names(model: DecisionModel, key: str) -> frozenset[str]:
    """The variables that a decision and those it requires read, other decisions and functions of the model left out."""
    waiting, seen, names = [(model, model.decision(key))], set[Decision](), set[str]()
    while waiting:
        owner, decision = waiting.pop()
        if decision in seen:
            continue
        seen.add(decision)
        names |= (
            names_outside(decision.tree) - _offered(owner, decision) - {each.name for each in owner.imports.values()}
        )
        inputs = _found(owner, decision.requirements.inputs, "inputs")
        names |= {data.name for other, data in inputs if other is not owner}
        waiting += _found(owner, decision.requirements.decisions, "decisions")
    return frozenset(names)


def _found(model: DecisionModel, references: Iterable[Reference], *kinds: str) -> Iterator[tuple[DecisionModel, Any]]:
    """What is required, each with the model in which it lies."""
    for reference in references:
        owner = model.owner(reference)
        found = [getattr(owner, kind).get(reference.id) for kind in kinds] if owner is not None else []
        yield from ((owner, each) for each in found if owner is not None and each is not None)


def _offered(model: DecisionModel, user: Decision | Knowledge) -> set[str]:
    """The names that its requirements give to a decision or knowledge model, input data left out."""
    needs = user.requirements
    found = [*_found(model, needs.decisions, "decisions"), *_found(model, needs.knowledge, "knowledge", "services")]
    aliases = {each.model: each.name for each in model.imports.values()}
    return {aliases.get(owner) or each.variable for owner, each in found}


def _of_types(model: DecisionModel) -> Iterator[Problem]:
    for name, wanted in model.types.items():
        for part in (node for node in wanted.walk() if isinstance(node, TypeName)):
            if not is_known(TypeName(part.name), model.types):
                sentence = say("The type “%(part)s” in “%(type)s” is not known.", part=part.name, type=name)
                yield Problem("", sentence, "decision")
    typed: list[InputData | Decision] = [*model.inputs.values(), *model.decisions.values()]
    for data in typed:
        if data.type is not None and not is_known(data.type, model.types):
            yield Problem(data.id, say("The type “%(type)s” is not known.", type=data.type.name), "decision")


def _of_user(model: DecisionModel, user: Decision | Knowledge) -> Iterator[Problem]:
    own = user.variable if isinstance(user, Knowledge) else ""
    for name in sorted(unknown_functions_in(user.tree) - _offered(model, user) - {own}):
        yield Problem(user.id, say("There is no function “%(name)s”.", name=name), "feel")
    required = {data.name for _, data in _found(model, user.requirements.inputs, "inputs")}
    inputs = {data.name for data in model.inputs.values()}
    for name in sorted((names_outside(user.tree) & inputs) - required - _offered(model, user)):
        sentence = say("It reads “%(name)s”, but does not require it.", name=name)
        yield Problem(user.id, sentence, "decision")


def _tables(model: DecisionModel) -> Iterator[DecisionTable]:
    """The tables that can be run as a whole."""
    for user in model.users:
        for table in (node for node in user.tree.walk() if isinstance(node, DecisionTable)):
            if not any(isinstance(node, Refused) for node in table.walk()):
                yield table


def _analysed(model: DecisionModel, table: DecisionTable, judgement: Judgement) -> None:
    analysis = analyse(table, model.types)
    for finding in analysis.findings:
        found = judgement.problems if finding.kind is FindingKind.OVERLAP else judgement.suspicions
        found.append(Problem(finding.where, finding.sentence, "decision"))
    judgement.not_analysed.extend(Problem(each.where, each.sentence, "decision") for each in analysis.not_analysed)


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
