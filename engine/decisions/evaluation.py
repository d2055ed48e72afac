"""Making a decision: what it requires first, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.decisions.model import Decision, DecisionModel, DecisionResult, Knowledge, Service
from engine.decisions.tables import RuleHit
from engine.errors import NotFound, say
from engine.feel.run import Run, Scope, too_deep
from engine.feel.types import coerced, is_known
from engine.feel.values import REFUSED, Function, Signature, to_feel


def find(model: DecisionModel, key: str) -> Decision:
    """The decision of that id, else of that name."""
    found = model.decisions.get(key) or next((each for each in model.decisions.values() if each.name == key), None)
    if found is None:
        raise NotFound(say("“%(file)s” has no decision “%(name)s”.", file=model.where, name=key))
    return found


def evaluate(
    model: DecisionModel, key: str, context: Mapping[str, Any], *, now: datetime | None = None
) -> DecisionResult:
    """See `DecisionModel.evaluate`."""
    decision = find(model, key)
    run = Run(now, model.types)
    run.trace = []
    try:
        value = _Evaluation(model, Scope(context, None, run)).value_of(decision)
    except RecursionError:
        too_deep()
    return DecisionResult(value, tuple(run.trace))


def _placed(hit: RuleHit, decision: Decision) -> RuleHit:
    return hit if hit.decision_id else replace(hit, decision_id=decision.id)


class _Evaluation:
    """One set of inputs; `made` are the values of decisions, by id."""

    def __init__(self, model: DecisionModel, scope: Scope, made: dict[str, Any] | None = None) -> None:
        self.model = model
        self.scope = scope
        self.made = made or {}
        self.trace = [] if scope.run.trace is None else scope.run.trace

    def value_of(self, decision: Decision) -> Any:
        if decision.id not in self.made:
            scope = self._scope_for(decision)
            mark = len(self.trace)
            value = decision.code(scope)
            self.trace[mark:] = [_placed(hit, decision) for hit in self.trace[mark:]]
            self.made[decision.id] = self._typed(value, decision)
        return self.made[decision.id]

    def _scope_for(self, user: Decision | Knowledge) -> Scope:
        """The names a decision sees: its requirements, then everything given from outside, as Camunda does."""
        needs = user.requirements
        names: dict[str, Any] = {}
        for id_ in needs.inputs:
            data = self.model.inputs[id_]
            names[data.name] = self._input(data.name, data.type)
        for id_ in needs.decisions:
            required = self.model.decisions[id_]
            names[required.variable] = self.value_of(required)
        for id_ in needs.knowledge:
            known = self.model.knowledge.get(id_) or self.model.services[id_]
            names[known.name] = self._function(known)
        return Scope(names, self.scope, self.scope.run)

    def _input(self, name: str, wanted: Any) -> Any:
        value = to_feel(self.scope.variables.get(name))
        return self._coerced(value, wanted)

    def _typed(self, value: Any, decision: Decision) -> Any:
        return self._coerced(value, decision.type)

    def _coerced(self, value: Any, wanted: Any) -> Any:
        types = self.model.types
        if wanted is None or not is_known(wanted, types):
            return value
        result = coerced(value, wanted, types)
        return None if result is REFUSED else result

    def _function(self, known: Knowledge | Service) -> Any:
        if isinstance(known, Service):
            return self._service(known)
        code, scope = known.code, self._scope_for(known)
        function = code(scope)
        if type(scope.variables) is dict:
            scope.variables[known.name] = function  # so that it can call itself
        return function

    def _service(self, service: Service) -> Function:
        decisions = [self.model.decisions[id_] for id_ in service.input_decisions]
        inputs = [self.model.inputs[id_] for id_ in service.inputs]
        parameters = (*(each.variable for each in decisions), *(each.name for each in inputs))

        def call(run: Run, values: list[Any]) -> Any:
            types = [*(each.type for each in decisions), *(each.type for each in inputs)]
            given = [self._coerced(value, kind) for value, kind in zip(values, types, strict=True)]
            made = {each.id: value for each, value in zip(decisions, given, strict=False)}
            names = dict(zip(parameters, given, strict=True))
            inner = _Evaluation(self.model, Scope(names, None, run), made)
            return inner.outputs_of(service)

        return Function(service.name, (Signature(parameters, len(parameters), call),))

    def outputs_of(self, service: Service) -> Any:
        outputs = [self.model.decisions[id_] for id_ in service.outputs]
        if len(outputs) == 1:
            return self.value_of(outputs[0])
        return {each.variable: self.value_of(each) for each in outputs}
