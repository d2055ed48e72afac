"""Making a decision: what it requires first, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.decisions.elements import Decision, DecisionResult, Knowledge, Service
from engine.decisions.tables import RuleHit, Tested
from engine.decisions.typed import as_type
from engine.errors import NotFound, say
from engine.feel.run import Run, Scope, too_deep
from engine.feel.values import REFUSED, Function, Signature, to_feel

if TYPE_CHECKING:  # the model asks this module
    from engine.decisions.model import DecisionModel


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
    service = next((each for each in model.services.values() if key in (each.id, each.name)), None)
    run = Run(now, model.types)
    run.trace = []
    making = _Evaluation(model, Scope(context, None, run))
    try:
        value = making.value_of(find(model, key)) if service is None else making.served(service, making.scope)
    except RecursionError:
        too_deep()
    tested = {text: found for each in run.trace if isinstance(each, Tested) for text, found in each.inputs.items()}
    return DecisionResult(value, tested, tuple(each for each in run.trace if isinstance(each, RuleHit)))


def _placed(traced: RuleHit | Tested, decision: Decision) -> RuleHit | Tested:
    if isinstance(traced, RuleHit) and not traced.decision_id:
        return replace(traced, decision_id=decision.id)
    return traced


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
        result = as_type(value, wanted, self.model.types)
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
        parameters = (*(each.name for each in inputs), *(each.variable for each in decisions))
        types = [*(each.type for each in inputs), *(each.type for each in decisions)]

        def call(run: Run, values: list[Any]) -> Any:
            given = [as_type(value, kind, self.model.types) for value, kind in zip(values, types, strict=True)]
            if any(value is REFUSED for value in given):
                return None
            return self.served(service, Scope(dict(zip(parameters, given, strict=True)), None, run))

        return Function(service.name, (Signature(parameters, len(parameters), call),))

    def served(self, service: Service, scope: Scope) -> Any:
        """The outputs of a service whose inputs and input decisions are the variables of `scope`."""
        given = [self.model.decisions[id_] for id_ in service.input_decisions]
        made = {each.id: self._coerced(to_feel(scope.variables.get(each.variable)), each.type) for each in given}
        return _Evaluation(self.model, scope, made).outputs_of(service)

    def outputs_of(self, service: Service) -> Any:
        """One value, or a context of several."""
        outputs = [self.model.decisions[id_] for id_ in service.outputs]
        if len(outputs) == 1:
            return self.value_of(outputs[0])
        return {each.variable: self.value_of(each) for each in outputs}
