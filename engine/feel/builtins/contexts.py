"""Contexts, logic and presence (DMN 1.5, table 71 and 78; `is defined` and `get or else` are Camunda's)."""

from __future__ import annotations

from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.run import Run, too_deep
from engine.feel.values import FEEL_TYPES, to_feel

_MAX_KEYS = 64


@builtin("not", "negand: boolean")
def _not(run: Run, value: bool) -> bool:
    return not value


@builtin("is defined", "value: any")
def _is_defined(run: Run, value: Any) -> bool:
    return value is not None


@builtin("get or else", "value: any, default: any")
def _get_or_else(run: Run, value: Any, default: Any) -> Any:
    return default if value is None else value


@builtin("get value", "m: context, key: string")
def _get_value(run: Run, context: dict[str, Any], key: str) -> Any:
    return _entry(context, key)


@builtin("get value", "context: context, keys: list")
def _get_value_along(run: Run, context: dict[str, Any], keys: list[Any]) -> Any:
    value: Any = context if keys else None
    for key in keys:
        if type(value) is not dict or type(key) is not str:
            return None
        value = _entry(value, key)
    return value


@builtin("get entries", "m: context")
def _get_entries(run: Run, context: dict[str, Any]) -> list[dict[str, Any]]:
    run.charge(len(context))
    return [{"key": key, "value": _entry(context, key)} for key in context]


@builtin("context", "entries: list")
def _context(run: Run, entries: list[Any]) -> dict[str, Any] | None:
    made: dict[str, Any] = {}
    run.charge(len(entries))
    for entry in entries:
        if type(entry) is not dict or type(entry.get("key")) is not str or "value" not in entry:
            return None
        if entry["key"] in made:
            return None
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put", "context: context, key: string, value: any")
def _context_put(run: Run, context: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    run.charge(len(context))
    return {**context, key: value}


@builtin("context put", "context: context, keys: list, value: any")
def _context_put_along(run: Run, context: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any] | None:
    if not keys or any(type(key) is not str for key in keys):
        return None
    if len(keys) > _MAX_KEYS:
        too_deep()
    run.charge(len(context) + 1)
    if len(keys) == 1:
        return {**context, keys[0]: value}
    inner = context.get(keys[0])
    if inner is not None and type(inner) is not dict:
        return None
    changed = _context_put_along(run, inner or {}, keys[1:], value)
    return None if changed is None else {**context, keys[0]: changed}


@builtin("context merge", "contexts: list")
def _context_merge(run: Run, contexts: list[Any]) -> dict[str, Any] | None:
    merged: dict[str, Any] = {}
    for context in contexts:
        if type(context) is not dict:
            return None
        run.charge(len(context))
        merged |= context
    return merged


def _entry(context: dict[str, Any], key: str) -> Any:
    value = context.get(key)
    return value if type(value) in FEEL_TYPES else to_feel(value)
