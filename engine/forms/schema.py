"""A form as a value, read once from its form-js schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from engine.forms.kinds import KINDS, Kind

Bound = Decimal | str | None
"""A limit of a rule: a number, or FEEL that begins with `=`."""


@dataclass(frozen=True)
class Option:
    """One choice: `value` is what is stored, `label` what is read."""

    value: str
    label: str


@dataclass(frozen=True)
class Rules:
    """What an answer must keep to. Lengths count characters, counts count options or files."""

    is_required: bool = False
    min_length: Bound = None
    max_length: Bound = None
    min: Bound = None
    max: Bound = None
    min_count: Bound = None
    max_count: Bound = None
    pattern: str = ""
    text_type: str = ""
    decimal_digits: int | None = None
    is_past_refused: bool = False


@dataclass(frozen=True)
class Component:
    """One component. Texts may be FEEL (`=...`) or hold `{{...}}`; `hide` is FEEL with its `=`, empty for never."""

    id: str
    type: str
    key: str = ""
    label: str = ""
    description: str = ""
    text: str = ""
    prefix: str = ""
    suffix: str = ""
    default: object = None
    hide: str = ""
    readonly: bool | str = False
    rules: Rules = field(default_factory=Rules)
    options: tuple[Option, ...] = ()
    options_key: str = ""
    options_expression: str = ""
    subtype: str = "date"
    is_local_time: bool = False
    step: str = ""
    row: str = ""
    columns: int | None = None
    height: int | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Component, ...] = ()

    @property
    def kind(self) -> Kind:
        return KINDS[self.type]

    @property
    def name(self) -> str:
        """The name in text ids: the key of an input, else the component's id."""
        return self.key or self.id


@dataclass(frozen=True)
class Form:
    """A form-js schema that has passed `parse_form`. `name` is its title (text id `form:<form>`), or empty."""

    id: str
    components: tuple[Component, ...]
    name: str = ""

    def walk_all(self) -> Iterator[Component]:
        """Every component, hidden or not, in the order of the page."""
        yield from _walk_all(self.components)

    @cached_property
    def inputs(self) -> Mapping[str, Component]:
        """Every component that takes an answer, by its key."""
        return {component.key: component for component in self.walk_all() if component.kind.is_input}

    def text_id(self, component: Component, part: str = "") -> str:
        """A text's id in `labels.<language>.json`: `form:<form>:<key>`, or with `:description`, `:option:<value>`"""
        return f"form:{self.id}:{component.name}" + (f":{part}" if part else "")


def _walk_all(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        yield component
        yield from _walk_all(component.children)
