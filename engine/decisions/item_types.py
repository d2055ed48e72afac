"""Item definitions and type references as FEEL types (DMN 1.5, 7.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from lxml import etree

from engine.decisions.limits import Limited
from engine.decisions.xml import child_text, children, name_of, tag
from engine.feel.syntax import TypeName, UnaryTests

_ALIASES = {
    **dict.fromkeys(("integer", "int", "long", "decimal", "double", "float"), "number"),
    "any": "Any",
    "duration": "days and time duration",
}
_ANY = TypeName("Any")
Tests = Callable[[etree._Element], UnaryTests]
"""What reads the FEEL text of allowed values."""


def type_of(reference: str | None) -> TypeName | None:
    """The type that a `typeRef` names, None for none; a prefix such as `feel:` or `xsd:` is left out."""
    name = (reference or "").strip().rpartition(":")[2]
    if not name:
        return None
    return TypeName(_ALIASES.get(name, name))


def type_of_variable(owner: etree._Element) -> TypeName | None:
    """The type of the `variable` of a decision, input, knowledge model, service or context entry."""
    return next((type_of(each.get("typeRef")) for each in children(owner, "variable")), None)


def item_types(root: etree._Element, tests: Tests) -> dict[str, TypeName]:
    """The types that the file defines, by name, with what their allowed values and type constraints say."""
    return {name_of(item): _defined(item, tests) for item in children(root, "itemDefinition")}


def allowed_values(root: etree._Element) -> dict[str, etree._Element]:
    """What limits a value of each defined type, by name of the type; for a collection that is its constraint alone."""
    return {
        name_of(item): allowed
        for item in children(root, "itemDefinition")
        for allowed in children(item, "allowedValues", "typeConstraint")
        if child_text(allowed, "text") and (tag(allowed) == "typeConstraint" or not _is_collection(item))
    }


def imported_types(alias: str, types: Mapping[str, TypeName]) -> dict[str, TypeName]:
    """The types of a model as the model sees them that imports it under the name `alias`; an empty one adds nothing."""
    prefix = f"{alias}." if alias else ""
    return {prefix + name: _renamed(wanted, prefix, types) for name, wanted in types.items()}


def _renamed(wanted: TypeName, prefix: str, types: Mapping[str, TypeName]) -> TypeName:
    parts = tuple(_renamed(part, prefix, types) for part in wanted.parts)
    return replace(wanted, name=prefix + wanted.name if wanted.name in types else wanted.name, parts=parts)


def _defined(item: etree._Element, tests: Tests) -> TypeName:
    single = _limited(_single(item, tests), item, "allowedValues", tests)
    if _is_collection(item):
        single = TypeName("list", (single,))
    return _limited(single, item, "typeConstraint", tests)


def _is_collection(item: etree._Element) -> bool:
    return item.get("isCollection") in ("true", "1")


def _single(item: etree._Element, tests: Tests) -> TypeName:
    components = list(children(item, "itemComponent"))
    function = next(children(item, "functionItem"), None)
    if function is not None:
        parameters = [type_of(each.get("typeRef")) or _ANY for each in children(function, "parameters")]
        return TypeName("function", (*parameters, type_of(function.get("outputTypeRef")) or _ANY))
    if components:
        keys = tuple(name_of(each) for each in components)
        return TypeName("context", tuple(_defined(each, tests) for each in components), keys)
    return type_of(child_text(item, "typeRef")) or _ANY


def _limited(wanted: TypeName, item: etree._Element, limit: str, tests: Tests) -> TypeName:
    element = next((each for each in children(item, limit) if child_text(each, "text")), None)
    return wanted if element is None else Limited.of(wanted, tests(element))
