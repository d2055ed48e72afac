"""What a form names: variables in its FEEL, and texts to translate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine import feel
from engine.forms.checking import feel_of
from engine.forms.schema import Component, Form


def free_names(form: Form) -> frozenset[str]:
    """The variables that the form's FEEL asks for and the form does not itself fill in."""
    names: set[str] = set()
    for component in form.walk_all():
        names |= {component.options_key.split(".")[0]} if component.options_key else set()
        for expression in feel_of(component):
            names |= feel.free_names(expression)
    return frozenset(names - form.inputs.keys())


def texts(form: Form) -> Mapping[str, str]:
    """Every text a reader sees, by its id in `labels.<language>.json`, in the language of the file."""
    found = {f"form:{form.id}": form.name}
    for component in form.walk_all():
        found.update(_texts(form, component))
    return {text_id: text for text_id, text in found.items() if text}


def _texts(form: Form, component: Component) -> Iterator[tuple[str, str]]:
    yield form.text_id(component), component.text or component.label
    yield form.text_id(component, "description"), component.description
    yield form.text_id(component, "prefix"), component.prefix
    yield form.text_id(component, "suffix"), component.suffix
    for option in component.options:
        yield form.text_id(component, f"option:{option.value}"), option.label
