"""Item definitions and type references as FEEL types (DMN 1.5, 7.3)."""

from __future__ import annotations

from lxml import etree

from engine.decisions.xml import child_text, children, name_of
from engine.feel.syntax import TypeName

_ALIASES = {
    "integer": "number",
    "long": "number",
    "double": "number",
    "any": "Any",
    "context": "context",
    "duration": "days and time duration",
}


def type_of(reference: str | None) -> TypeName | None:
    """The type that a `typeRef` names, None for none; a prefix such as `feel:` is left out."""
    name = (reference or "").strip().removeprefix("feel:")
    if not name:
        return None
    return TypeName(_ALIASES.get(name, name))


def item_types(root: etree._Element) -> dict[str, TypeName]:
    """The types that the file defines, by name."""
    return {name_of(item): _defined(item) for item in children(root, "itemDefinition")}


def _defined(item: etree._Element) -> TypeName:
    components = list(children(item, "itemComponent"))
    function = next(children(item, "functionItem"), None)
    if function is not None:
        parameters = [type_of(each.get("typeRef")) or TypeName("Any") for each in children(function, "parameters")]
        result = type_of(function.get("outputTypeRef")) or TypeName("Any")
        single = TypeName("function", (*parameters, result))
    elif components:
        keys = tuple(name_of(each) for each in components)
        single = TypeName("context", tuple(_defined(each) for each in components), keys)
    else:
        single = type_of(child_text(item, "typeRef")) or TypeName("Any")
    return TypeName("list", (single,)) if item.get("isCollection") == "true" else single
