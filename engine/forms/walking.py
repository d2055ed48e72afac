"""The walk: what a page shows of a form, for somebody, now. Everything a template needs is in `Shown`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

from engine.errors import Problem, Sentence
from engine.forms.expressions import Scope
from engine.forms.filling import Filled, fill, options_of
from engine.forms.formats import PLAIN, Formats
from engine.forms.rules import bound
from engine.forms.schema import Component, Form, Option, Rules

Label = Callable[[str, str], str]
"""Text id and text in the file's language -> text in the reader's language."""


@dataclass(frozen=True)
class Shown:
    """A component that shows. Texts are computed and translated, the limits in `rules` are numbers.

    `answer` is typed (see `engine.forms.reading`), None where it cannot be read; `entry` is what an input element
    holds: text, or for lists the texts chosen, or for a checkbox whether it is ticked. `text` is Markdown.
    """

    component: Component
    label: str
    description: str
    text: str
    prefix: str
    suffix: str
    answer: Any
    entry: str | list[str] | bool
    options: Sequence[Option]
    rules: Rules
    is_readonly: bool
    problems: Sequence[Sentence]
    children: tuple[Shown, ...]

    @property
    def type(self) -> str:
        return self.component.type

    @property
    def key(self) -> str:
        return self.component.key

    @property
    def is_required(self) -> bool:
        return self.component.rules.is_required and not self.is_readonly


def walk(
    form: Form,
    context: Mapping[str, Any],
    *,
    submitted: Mapping[str, Any] | None = None,
    problems: Iterable[Problem] = (),
    label: Label = lambda text_id, text: text,
    zone: tzinfo = UTC,
    formats: Formats = PLAIN,
) -> tuple[Shown, ...]:
    """The components that show, groups with their children.

    `context` holds FEEL values: the task's variables, and a draft's answers over them. `submitted` is what the person
    has entered so far (after a refusal, or for a condition): then only it fills the inputs. `problems` are those of
    `validate`. `zone` is the reader's, and `formats` is how they write amounts and days.
    """
    filled = fill(form, context, submitted, zone)
    words = Scope({**filled.scope.data, **formats.as_functions()}, zone)
    walker = _Walker(form, filled, words, tuple(problems), label)
    return walker.show(form.components)


def fields(shown: Iterable[Shown]) -> Iterator[Shown]:
    """The inputs among what shows, in the order of the page."""
    for item in shown:
        if item.component.kind.is_input:
            yield item
        yield from fields(item.children)


@dataclass(frozen=True)
class _Walker:
    form: Form
    filled: Filled
    in_words: Scope
    problems: Sequence[Problem]
    label: Label

    def show(self, components: Sequence[Component]) -> tuple[Shown, ...]:
        return tuple(self.show_one(item) for item in components if item.id not in self.filled.hidden_ids)

    def show_one(self, component: Component) -> Shown:
        key, scope = component.key, self.filled.scope
        answer = self.filled.answers.get(key)
        return Shown(
            component=component,
            label=self.words(component, "", component.label),
            description=self.words(component, "description", component.description),
            text=self.words(component, "", component.text, is_markdown=True),
            prefix=self.words(component, "prefix", component.prefix),
            suffix=self.words(component, "suffix", component.suffix),
            answer=answer,
            entry=_entry(component, answer, self.filled.raw.get(key), scope.zone),
            options=self.options(component),
            rules=_computed(component, scope),
            is_readonly=key in self.filled.readonly_keys,
            problems=[problem.sentence for problem in self.problems if key and problem.where == key],
            children=self.show(component.children),
        )

    def words(self, component: Component, part: str, text: str, *, is_markdown: bool = False) -> str:
        if not text:
            return ""
        translated = self.label(self.form.text_id(component, part), text)
        return self.in_words.words(translated, is_markdown=is_markdown)

    def options(self, component: Component) -> Sequence[Option]:
        if not component.kind.has_options:
            return ()
        if not component.options:
            return options_of(component, self.filled.scope)
        return [
            Option(option.value, self.words(component, f"option:{option.value}", option.label))
            for option in component.options
        ]


def _computed(component: Component, scope: Scope) -> Rules:
    rules, longest = component.rules, Decimal(component.kind.max_length) or None
    max_length = bound(rules.max_length, scope)
    return replace(
        rules,
        min=bound(rules.min, scope),
        max=bound(rules.max, scope),
        min_length=bound(rules.min_length, scope),
        max_length=longest if max_length is None else max_length,
        min_count=bound(rules.min_count, scope),
        max_count=bound(rules.max_count, scope),
    )


def _entry(component: Component, answer: Any, raw: Any, zone: tzinfo) -> str | list[str] | bool:
    if component.kind.is_list:
        return answer or []
    if isinstance(answer, bool):
        return answer
    if answer is None:
        return raw if isinstance(raw, str) else ""
    if isinstance(answer, Decimal):
        return format(answer, "f")
    if isinstance(answer, datetime):
        local = answer.astimezone(zone).replace(tzinfo=None) if answer.tzinfo else answer
        return local.isoformat(timespec="minutes")
    if isinstance(answer, time):
        return answer.isoformat(timespec="minutes")
    return answer.isoformat() if isinstance(answer, date) else str(answer)
