"""Making a decision: what it requires first, each once (DMN 1.5, 10.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.decisions.callables import at_home, parameters
from engine.decisions.elements import Decision, DecisionResult, Knowledge, Reference, Requirements, Service
from engine.decisions.errors import DecisionError, Place, fail_at
from engine.decisions.limits import is_allowed
from engine.decisions.trace import Trace
from engine.decisions.typed import as_type, null_unless, result_of
from engine.errors import NotFound, say
from engine.feel import FeelError
from engine.feel.calls import invoke_named
from engine.feel.expressions import bounded
from engine.feel.host import HostValues
from engine.feel.run import Run, Scope
from engine.feel.syntax import TypeName
from engine.feel.values import REFUSED, Function, Signature, to_feel

if TYPE_CHECKING:  # the model asks this module
    from engine.decisions.model import DecisionModel

_STEPS = 8
"""What the making of a decision costs besides its logic."""


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
    run = Run(now, model.types)
    run.trace = trace = Trace()
    try:
        value = bounded(_asked(model, key, _Making(model, Scope(HostValues(context), None, run), is_host=True)))
        bounded([trace.tested, [hit.outputs for hit in trace.hits]])
    except FeelError as error:
        fail_at(Place(model.where, key, key), error)
    except RecursionError:
        fail_at(Place(model.where, key, key), FeelError(say("The expression is nested too deeply.")))
    return DecisionResult(value, trace.tested, tuple(trace.hits))


def _asked(model: DecisionModel, key: str, making: _Making) -> Any:
    if key not in model.decisions:
        for service in model.services.values():
            if key in (service.id, service.name):
                return making.served(service, making.given, is_host=True)
        for known in model.knowledge.values():
            if key in (known.id, known.name):
                return making.called(known)
    return making.value_of(find(model, key))


class _Making:
    """One set of inputs for one model: `given` is what came from outside, `made` the values of decisions, by id.

    `is_host` says that what was given are values of the host, which become FEEL's; those that FEEL itself computed may
    share parts and are not gone through.
    """

    def __init__(self, model: DecisionModel, given: Scope, *, is_host: bool) -> None:
        self.model = model
        self.given = given
        self.is_host = is_host
        self.run = given.run
        self.made: dict[str, Any] = {}
        self.functions: dict[str, Function] = {}
        self.imported: dict[str, _Making] = {}
        self.outside = self._outside()

    def _outside(self) -> Scope:
        """What every expression sees: all that was given but input data, which must be required (DMN 1.5, 6.3.11)."""
        declared = {data.name for data in self.model.inputs.values()}
        if not declared:
            return self.given
        visible = {name: value for name, value in self.given.variables.items() if name not in declared}
        return Scope(visible, None, self.run)

    def value_of(self, decision: Decision) -> Any:
        """The value of a decision of this model."""
        if decision.id not in self.made:
            self.made[decision.id] = self._made(decision)
        return self.made[decision.id]

    def _made(self, decision: Decision) -> Any:
        run = self.run
        trace, types = run.trace, run.types
        outer = trace.decision_id
        try:
            run.charge(_STEPS)
            scope = self._scope_for(decision.requirements)
            trace.decision_id, run.types = decision.id, self.model.types
            value = null_unless(run, decision.code(scope), decision.type)
            return _allowed(run, decision.variable, value, decision.type)
        except (FeelError, DecisionError) as error:
            fail_at(Place(self.model.where, decision.name, decision.id), error)
        finally:
            run.types, trace.decision_id = types, outer

    def _scope_for(self, needs: Requirements) -> Scope:
        """The names that something sees: its requirements, then what was given from outside, as Camunda does."""
        return Scope(dict(self._required(needs)), self.outside, self.run)

    def _required(self, needs: Requirements) -> Iterator[tuple[str, Any]]:
        own: dict[str, Any] = {}
        imported: dict[str, dict[str, Any]] = {}
        references = (*needs.inputs, *needs.decisions, *needs.knowledge)
        for reference in references:
            room, alias = self._room(reference)
            if room is not None:
                names = imported.setdefault(alias, {}) if alias else own
                names.update(room.offered(reference.id))
        yield from own.items()
        yield from imported.items()

    def offered(self, id_: str) -> dict[str, Any]:
        """The value of the element under the name by which expressions know it; nothing if it does not exist."""
        model = self.model
        if id_ in model.inputs:
            data = model.inputs[id_]
            return {data.name: self._input(data.name, data.type)}
        if id_ in model.decisions:
            decision = model.decisions[id_]
            return {decision.variable: self.value_of(decision)}
        known = model.knowledge.get(id_) or model.services.get(id_)
        return {} if known is None else {known.variable: self._function(known)}

    def _room(self, reference: Reference) -> tuple[_Making | None, str]:
        """Where an element is made, and the name of the import; inputs of an import may lie under its name."""
        if not reference.namespace:
            return self, ""
        imported = self.model.imports.get(reference.namespace)
        if imported is None:
            return None, ""
        if reference.namespace not in self.imported:
            given, inner = self.given, self.given.variables.get(imported.name)
            if type(inner) is dict:
                given = Scope({**given.variables, **inner}, None, self.run)
            self.imported[reference.namespace] = _Making(imported.model, given, is_host=self.is_host)
        return self.imported[reference.namespace], imported.name

    def _input(self, name: str, wanted: Any) -> Any:
        value = self.given.variables.get(name)
        value = to_feel(value) if self.is_host else value
        with self._own_types():
            return _allowed(self.run, name, null_unless(self.run, value, wanted), wanted)

    @contextmanager
    def _own_types(self) -> Iterator[None]:
        before, self.run.types = self.run.types, self.model.types
        try:
            yield
        finally:
            self.run.types = before

    def _function(self, known: Knowledge | Service) -> Function:
        if known.id not in self.functions:
            self.functions[known.id] = self._service(known) if isinstance(known, Service) else self._knowledge(known)
        return self.functions[known.id]

    def _knowledge(self, known: Knowledge) -> Any:
        names: dict[str, Any] = {}
        function = known.code(Scope(names, self.outside, self.run))
        if type(function) is Function:
            function = at_home(function, self.model, known)
        self.functions[known.id] = names[known.variable] = function  # so that it can call itself
        names.update(self._required(known.requirements))
        return function

    def called(self, known: Knowledge) -> Any:
        """What a knowledge model gives for the parameters that were given by name."""
        function = self._function(known)
        if type(function) is not Function:
            return None
        names = function.signatures[0].parameters
        values = [to_feel(self.given.variables.get(name)) for name in names]
        return invoke_named(self.run, function, names, values)

    def _service(self, service: Service) -> Function:
        names, types = parameters(self.model, service)

        def call(run: Run, values: list[Any]) -> Any:
            before, run.types = run.types, self.model.types
            try:
                given = [as_type(run, value, wanted) for value, wanted in zip(values, types, strict=True)]
                if any(value is REFUSED for value in given):
                    return None
                inner = Scope(dict(zip(names, given, strict=True)), None, run)
                return self.served(service, inner, is_host=False)
            finally:
                run.types = before

        return Function(service.name, (Signature(names, len(names), call),))

    def served(self, service: Service, given: Scope, *, is_host: bool) -> Any:
        """The outputs of a service whose inputs and input decisions are the variables of `given`."""
        making = _Making(self.model, given, is_host=is_host)
        for reference in service.input_decisions:
            room, _ = making._room(reference)
            decision = room and room.model.decisions.get(reference.id)
            if room and decision:
                room.made[decision.id] = room._input(decision.variable, decision.type)
        outputs = making.outputs_of(service)
        with self._own_types():
            return null_unless(self.run, outputs, result_of(self.run, service.type))

    def outputs_of(self, service: Service) -> Any:
        """One value, or a context of several."""
        values: dict[str, Any] = {}
        for reference in service.outputs:
            room, _ = self._room(reference)
            if room is not None:
                values.update(room.offered(reference.id))
        return next(iter(values.values())) if len(service.outputs) == 1 and values else values


def _allowed(run: Run, name: str, value: Any, wanted: TypeName | None) -> Any:
    if not is_allowed(run, value, wanted):
        raise DecisionError(say("“%(name)s” has a value that its type does not allow.", name=name))
    return value
