"""Reading elements of a DMN file, whichever of its versions (1.2 to 1.5) it is."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

NAMESPACES = frozenset(
    {
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)


def tag(element: etree._Element) -> str:
    """The local name of a DMN element, empty for a comment or an element of another language."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES else ""


def children(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The child elements of these local names, all DMN elements if none is given."""
    return (child for child in element if (tag(child) in names if names else tag(child)))


def child_text(element: etree._Element, name: str) -> str:
    """The text of the first child of that name, without comments; empty if there is none."""
    found = next(children(element, name), None)
    return "" if found is None else "".join(found.itertext()).strip()


def text_of(element: etree._Element | None) -> str:
    """The content of the `text` child of an expression or cell."""
    return "" if element is None else child_text(element, "text")


def names_in(element: etree._Element, *tags: str) -> set[str]:
    """The names of all elements of these local names inside `element`."""
    return {name_of(each) for each in element.iter() if tag(each) in tags}


def name_of(element: etree._Element) -> str:
    """The `name` with single spaces."""
    return " ".join((element.get("name") or "").split())


def place_of(element: etree._Element) -> str:
    """The nearest id, so that a problem can be shown where it is."""
    here: etree._Element | None = element
    while here is not None:
        if here.get("id"):
            return str(here.get("id"))
        here = here.getparent()
    return ""
