"""Calling a function with values in order or by name."""

from __future__ import annotations

from typing import Any

from engine.feel.run import Run
from engine.feel.values import REFUSED, Function, Signature


def invoke(run: Run, function: Function, values: list[Any]) -> Any:
    """Call with values in order; null if no signature takes them."""
    for signature in function.signatures:
        is_short = len(values) < signature.required
        if is_short or (len(values) > len(signature.parameters) and not signature.is_variadic):
            continue
        result = _call(run, signature, values)
        if result is not REFUSED:
            return result
    return None


def invoke_named(run: Run, function: Function, names: tuple[str, ...], values: list[Any]) -> Any:
    """Call with values by parameter; null if no signature has those names."""
    given = dict(zip(names, values, strict=True))
    for signature in function.signatures:
        ordered = _in_order(signature, given) if len(given) == len(names) else None
        if ordered is None:
            continue
        result = _call(run, signature, ordered)
        if result is not REFUSED:
            return result
    return None


def _in_order(signature: Signature, given: dict[str, Any]) -> list[Any] | None:
    parameters = signature.parameters
    if not given.keys() <= set(parameters) or not given.keys() >= set(parameters[: signature.required]):
        return None
    last = max((parameters.index(name) for name in given), default=-1)
    return [given.get(name) for name in parameters[: last + 1]]


def _call(run: Run, signature: Signature, values: list[Any]) -> Any:
    run.enter()
    result = signature.call(run, values)
    run.leave()
    return result
