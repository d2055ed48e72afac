"""Whether a typed answer keeps the rules of its component."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine import clock
from engine.errors import Sentence, say
from engine.forms.expressions import Scope, fits
from engine.forms.kinds import Shape
from engine.forms.schema import Bound, Component, Option

MAX_WHOLE_DIGITS = 15
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,8}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{3,24}", re.ASCII)


def broken_rules(component: Component, answer: Any, options: Sequence[Option], scope: Scope) -> Iterator[Sentence]:
    """The rules that `answer` (as `read_answer` gives it) breaks; `scope` serves limits that are FEEL."""
    if answer is None or answer == [] or answer is False:
        if component.rules.is_required:
            yield _required(component)
        elif answer == []:
            yield from _check_count(component, answer, scope)
        return
    match component.kind.shape:
        case Shape.TEXT:
            yield from _check_text(component, answer, scope)
        case Shape.NUMBER:
            yield from _check_number(component, answer, scope)
        case Shape.MOMENT:
            yield from _check_moment(component, answer, scope)
        case Shape.ONE_OPTION:
            yield from _check_options([answer], options)
        case Shape.OPTIONS:
            yield from _check_options(answer, options)
            yield from _check_count(component, answer, scope)
        case Shape.FILES:
            yield from _check_count(component, answer, scope)


def bound(value: Bound, scope: Scope) -> Decimal | None:
    """A rule's limit as a number; None where there is none."""
    computed = scope.compute(value) if isinstance(value, str) else value
    return Decimal(computed) if isinstance(computed, (int, Decimal)) and not isinstance(computed, bool) else None


def _required(component: Component) -> Sentence:
    if component.kind.shape is Shape.YES_NO:
        return say("Please tick this.")
    return say("Please fill this in.")


def _check_text(component: Component, answer: str, scope: Scope) -> Iterator[Sentence]:
    rules = component.rules
    low, high = bound(rules.min_length, scope), bound(rules.max_length, scope)
    if low is not None and len(answer) < low:
        yield say("At least %(limit)s characters.", limit=low)
    if high is not None and len(answer) > high:
        yield say("At most %(limit)s characters.", limit=high)
    if rules.text_type == "email" and not _EMAIL.fullmatch(answer):
        yield say("Write a mail address, such as name@example.com.")
    if rules.text_type == "phone" and not _PHONE.fullmatch(answer):
        yield say("Write a telephone number in digits.")
    if rules.pattern and fits(answer, rules.pattern) is not True:
        yield say("This does not have the form that is asked for.")


def _check_number(component: Component, answer: Decimal, scope: Scope) -> Iterator[Sentence]:
    rules = component.rules
    low, high = bound(rules.min, scope), bound(rules.max, scope)
    digits = rules.decimal_digits
    if digits is not None and _digits_after_point(answer) > digits:
        yield say("At most %(digits)s digits after the point.", digits=digits)
    if component.type == "zs-money" and answer.adjusted() >= MAX_WHOLE_DIGITS:
        yield say("This amount is too large.")
    if low is not None and answer < low:
        yield say("At least %(limit)s.", limit=format(low, "f"))
    if high is not None and answer > high:
        yield say("At most %(limit)s.", limit=format(high, "f"))


def _digits_after_point(answer: Decimal) -> int:
    # Not round() or normalize(): they work in the context's 28 digits, an answer may have more.
    return len(format(answer, "f").partition(".")[2].rstrip("0"))


def _check_moment(component: Component, answer: Any, scope: Scope) -> Iterator[Sentence]:
    if not component.rules.is_past_refused:
        return
    now = clock.now().astimezone(scope.zone)
    if isinstance(answer, datetime):
        is_past = answer < (now if answer.tzinfo else now.replace(tzinfo=None))
    else:
        is_past = isinstance(answer, date) and answer < now.date()
    if is_past:
        yield say("This lies in the past.")


def _check_options(chosen: Sequence[str], options: Sequence[Option]) -> Iterator[Sentence]:
    known = {option.value for option in options}
    if any(value not in known for value in chosen):
        yield say("Choose one of the choices given.")


def _check_count(component: Component, answer: Sequence[str], scope: Scope) -> Iterator[Sentence]:
    low, high = bound(component.rules.min_count, scope), bound(component.rules.max_count, scope)
    if low is not None and len(answer) < low:
        yield say("At least %(limit)s are needed.", limit=low)
    if high is not None and len(answer) > high:
        yield say("At most %(limit)s are allowed.", limit=high)
