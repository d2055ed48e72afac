"""Small readings of one XML element: its tag, its settings in the `zeebe:` dialect."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.definitions.namespaces import bpmn, zeebe


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; "" for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def is_true(value: str | None) -> bool:
    return value in ("true", "1")


def extension(element: etree._Element, name: str) -> etree._Element | None:
    """The first `zeebe:` extension element of that name in an element of BPMN."""
    return next(extensions(element, name), None)


def extensions(element: etree._Element, name: str) -> Iterator[etree._Element]:
    for holder in element.iterfind(bpmn("extensionElements")):
        yield from holder.iterfind(zeebe(name))


def properties(element: etree._Element) -> dict[str, str]:
    """`zeebe:properties` as name -> value."""
    return {
        prop.get("name") or "": prop.get("value") or ""
        for holder in extensions(element, "properties")
        for prop in holder.iterfind(zeebe("property"))
    }
