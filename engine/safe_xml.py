"""The one way to read XML from strangers: no DOCTYPE, no entities, no network, a size cap."""

from __future__ import annotations

from lxml import etree

from engine.errors import Invalid, Problem, Sentence, say

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 100


def parse_xml(data: bytes, where: str = "", *, max_bytes: int = MAX_BYTES) -> etree._Element:
    """The root element of `data`; `where` names the file in problems.

    Refused as `Invalid`: too large, not well-formed, a DOCTYPE, nested too deep.
    """
    if len(data) > max_bytes:
        raise _invalid(where, say("The file is larger than %(limit)s MB.", limit=max_bytes // (1024 * 1024)))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _invalid(where, say("The file is not well-formed XML: %(reason)s", reason=str(error))) from error
    if root.getroottree().docinfo.doctype:
        raise _invalid(where, say("The file has a DOCTYPE; that is not accepted."))
    if _depth_exceeds(root, MAX_DEPTH):
        raise _invalid(where, say("The file is nested more than %(limit)s levels deep.", limit=MAX_DEPTH))
    return root


def _depth_exceeds(root: etree._Element, limit: int) -> bool:
    layer = [root]
    for _ in range(limit):
        layer = [child for element in layer for child in element]
        if not layer:
            return False
    return True


def _invalid(where: str, sentence: Sentence) -> Invalid:
    return Invalid([Problem(where, sentence, "xml")])
