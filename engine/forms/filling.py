"""A form filled in: which components show, which may be edited, what each answer is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from engine.errors import Sentence
from engine.feel import to_feel
from engine.forms.expressions import Scope, as_text, is_feel
from engine.forms.kinds import Shape
from engine.forms.reading import Unreadable, read_answer
from engine.forms.schema import Component, Form, Option

MAX_COMPUTED_OPTIONS = 2_000


@dataclass(frozen=True)
class Filled:
    """`scope`: what FEEL sees (context and answers that show). Others by component id or by key, as named."""

    scope: Scope
    hidden_ids: frozenset[str]
    readonly_keys: frozenset[str]
    raw: Mapping[str, Any]
    answers: Mapping[str, Any]
    unreadable: Mapping[str, Sentence]


def fill(form: Form, context: Mapping[str, Any], submitted: Mapping[str, Any] | None, zone: tzinfo) -> Filled:
    """Fill `form` from `submitted`, or at first sight (None) from the context and the defaults.

    A read-only answer is always the context's: what was sent for it counts for nothing, in conditions neither.
    """
    context = to_feel(context)
    fixed = {key for key, component in form.inputs.items() if component.readonly is not False}
    outside = Scope(context, zone)
    first, _ = _read(form, _raw(form, outside, submitted, fixed), zone)
    before = Scope({**context, **first}, zone)
    readonly = frozenset(key for key in fixed if _is_readonly(form.inputs[key], before))
    raw = _raw(form, outside, submitted, readonly)
    answers, unreadable = _read(form, raw, zone)
    hidden, scope = _hide(form, outside, answers)
    return Filled(scope, hidden, readonly, raw, answers, unreadable)


def options_of(component: Component, scope: Scope) -> Sequence[Option]:
    """The choices of a component: its list, or what its expression computes (texts, or contexts of value and label)."""
    if component.options_expression:
        found = scope.compute(component.options_expression)
    elif component.options_key:
        found = scope.compute(component.options_key)
    else:
        return component.options
    items = found if isinstance(found, (list, tuple)) else []
    return [option for item in items[:MAX_COMPUTED_OPTIONS] if (option := _option(item))]


def _option(item: Any) -> Option | None:
    if isinstance(item, Mapping):
        value = as_text(item.get("value"))
        return Option(value, as_text(item.get("label")) or value) if value else None
    text = as_text(item)
    return Option(text, text) if text else None


def _raw(
    form: Form, outside: Scope, submitted: Mapping[str, Any] | None, readonly: set[str] | frozenset[str]
) -> dict[str, Any]:
    raw = {}
    for key, component in form.inputs.items():
        if submitted is not None and key not in readonly:
            raw[key] = _unwrap(component, submitted.get(key))
        elif key in outside.data:
            raw[key] = _shown_value(component, outside.data[key])
        else:
            is_computed = is_feel(component.default)
            raw[key] = outside.compute(str(component.default)) if is_computed else component.default
    return raw


def _shown_value(component: Component, value: Any) -> Any:
    """A variable of another type can still be shown in a text field: a date, a number."""
    is_other = component.kind.shape is Shape.TEXT and value is not None and not isinstance(value, (str, list, dict))
    return as_text(value) if is_other else value


def _unwrap(component: Component, raw: Any) -> Any:
    """A browser's one value may come as a list of one."""
    return raw[0] if isinstance(raw, list) and len(raw) == 1 and not component.kind.is_list else raw


def _read(form: Form, raw: Mapping[str, Any], zone: tzinfo) -> tuple[dict[str, Any], dict[str, Sentence]]:
    answers: dict[str, Any] = {}
    unreadable: dict[str, Sentence] = {}
    for key, component in form.inputs.items():
        try:
            answers[key] = read_answer(component, raw[key], zone=zone)
        except Unreadable as error:
            answers[key] = None
            unreadable[key] = error.sentence
    return answers, unreadable


def _is_readonly(component: Component, scope: Scope) -> bool:
    return scope.holds(component.readonly) if isinstance(component.readonly, str) else component.readonly


def _hide(form: Form, outside: Scope, answers: Mapping[str, Any]) -> tuple[frozenset[str], Scope]:
    """What is hidden, once hidden answers count as null; conditions that chase each other stop after a round each."""
    hidden: frozenset[str] = frozenset()
    scope = Scope({**outside.data, **answers}, outside.zone)
    for _ in range(len(form.inputs) + 1):
        found = frozenset(_hidden(form.components, scope, is_hidden=False))
        if found == hidden:
            break
        hidden = found
        gone = {key: None for key, component in form.inputs.items() if component.id in hidden}
        scope = Scope({**outside.data, **answers, **gone}, outside.zone)
    return hidden, scope


def _hidden(components: Sequence[Component], scope: Scope, *, is_hidden: bool) -> list[str]:
    found = []
    for component in components:
        hides = is_hidden or (bool(component.hide) and scope.holds(component.hide))
        found += [component.id] if hides else []
        found += _hidden(component.children, scope, is_hidden=hides)
    return found
