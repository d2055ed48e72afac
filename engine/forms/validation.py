"""Taking what a person has entered: typed answers, or every problem at its field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from typing import Any
from uuid import UUID

from engine.errors import Invalid, Problem, say
from engine.forms.filling import Filled, fill, options_of
from engine.forms.kinds import Shape
from engine.forms.rules import broken_rules
from engine.forms.schema import Component, Form

CONTROLS = frozenset({"csrf_token", "comment", "decision", "idempotency_key", "revision"})
MAX_UNKNOWN = 20


def validate(
    form: Form, submitted: Mapping[str, Any], context: Mapping[str, Any], *, zone: tzinfo = UTC
) -> dict[str, Any]:
    """The typed answers (see `engine.forms.reading`) in `submitted`, by key: of the inputs that show and may be edited.

    `submitted` is a browser's form (texts, lists of texts) or JSON. Dropped without a word: what was sent for hidden
    or read-only inputs, the page's own controls (`CONTROLS`, and names that begin with `_`). Any other name that the
    form does not have is refused. Raises `Invalid` with one problem per field; `where` is the key.
    """
    filled = fill(form, context, submitted, zone)
    answerable = [component for component in form.inputs.values() if _is_answerable(component, filled)]
    problems = [*_unknown(form, submitted)]
    problems += [problem for component in answerable if (problem := _problem(component, filled))]
    if problems:
        raise Invalid(problems)
    return {component.key: filled.answers[component.key] for component in answerable}


def file_ids(form: Form, answers: Mapping[str, Any]) -> list[UUID]:
    """The files that `answers` name: photos and signatures."""
    found: list[str] = []
    for key, component in form.inputs.items():
        answer = answers.get(key)
        if component.kind.shape is Shape.FILES:
            found += answer or []
        elif component.kind.shape is Shape.FILE and answer:
            found.append(answer)
    return [UUID(file_id) for file_id in dict.fromkeys(found)]


def _is_answerable(component: Component, filled: Filled) -> bool:
    return component.id not in filled.hidden_ids and component.key not in filled.readonly_keys


def _problem(component: Component, filled: Filled) -> Problem | None:
    key = component.key
    if key in filled.unreadable:
        return Problem(key, filled.unreadable[key])
    options = options_of(component, filled.scope) if component.kind.has_options else ()
    broken = broken_rules(component, filled.answers[key], options, filled.scope)
    sentence = next(broken, None)
    return None if sentence is None else Problem(key, sentence)


def _unknown(form: Form, submitted: Mapping[str, Any]) -> Iterator[Problem]:
    known = form.inputs.keys() | CONTROLS
    unknown = [name for name in submitted if name not in known and not name.startswith("_")]
    for name in unknown[:MAX_UNKNOWN]:
        yield Problem(name[:60], say("The form has no field “%(name)s”.", name=name[:60]))
