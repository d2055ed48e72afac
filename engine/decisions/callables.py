"""Knowledge models and decision services as FEEL functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.decisions.elements import Knowledge, Service
from engine.decisions.errors import DecisionError, Place, fail_at
from engine.feel import FeelError
from engine.feel.run import Run
from engine.feel.syntax import TypeName
from engine.feel.values import Function, Signature

if TYPE_CHECKING:  # the model asks the module that asks this one
    from engine.decisions.model import DecisionModel

_Call = Callable[[Run, list[Any]], Any]


def at_home(function: Function, model: DecisionModel, known: Knowledge) -> Function:
    """The function of a knowledge model, its body run with the types of the model wherever it is called."""
    place = Place(model.where, known.name, known.id)
    signatures = (
        Signature(each.parameters, each.required, _at_home(each.call, model, place), each.is_variadic)
        for each in function.signatures
    )
    return Function(known.name, tuple(signatures))


def _at_home(call: _Call, model: DecisionModel, place: Place) -> _Call:
    def called(run: Run, values: list[Any]) -> Any:
        before, run.types = run.types, model.types
        try:
            return call(run, values)
        except (FeelError, DecisionError) as error:
            fail_at(place, error)
        finally:
            run.types = before

    return called


def parameters(model: DecisionModel, service: Service) -> tuple[tuple[str, ...], tuple[TypeName | None, ...]]:
    """The parameters of a decision service, and their types: its input data, then its input decisions."""
    found: dict[str, TypeName | None] = {}
    for reference in (*service.inputs, *service.input_decisions):
        owner = model.owner(reference)
        data = owner and owner.inputs.get(reference.id)
        decision = owner and owner.decisions.get(reference.id)
        if data:
            found[data.name] = data.type
        elif decision:
            found[decision.variable] = decision.type
    return tuple(found), tuple(found.values())
