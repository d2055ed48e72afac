"""Whatever is thrown at the check, it answers with problems: it never fails, and what it passes can be loaded."""

from __future__ import annotations

import random
import time
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.definitions.bundles import Bundle, read_package
from engine.definitions.definition import build_definition
from engine.definitions.known import Known
from engine.definitions.validation import check_bundle
from tests.bpmn import Loop, bpmn
from tests.engine.definitions.bundles import KNOWN, problems

DISPOSAL = read_package("bpmn", "disposal")
EVERYTHING = (
    bpmn().start().parallel("fork").user_task("ask", groups="clerk", outputs={"x": "=decision"}).parallel("join")
    .sub_process("inner", bpmn().start("s").script_task("sum", "=1 + 1", "y").end("e"), loop=Loop("=[1]", "each"))
    .xor("gate").when("=x = y").end("one").at("gate").otherwise().event_gateway("wait").timer("t", "PT1H").end("two")
    .at("wait").message("m", "paid", "=x").end("three").at("fork").service_task("pay", "money.pay").to("join")
    .boundary("oops", on="pay", error="E").end("four")
)  # fmt: skip


def mutated(xml: bytes, seed: int) -> bytes:
    """The diagram with a few elements or attributes removed, doubled, moved or renamed."""
    chance = random.Random(seed)
    root = etree.fromstring(xml)
    for _ in range(chance.randint(1, 4)):
        elements = [element for element in root.iter() if isinstance(element.tag, str) and element is not root]
        element, other = chance.choice(elements), chance.choice(elements)
        act = chance.randrange(5)
        if act == 0:
            element.getparent().remove(element)
        elif act == 1 and element.attrib:
            del element.attrib[chance.choice(sorted(element.attrib))]
        elif act == 2 and element.attrib and other.attrib:
            element.set(chance.choice(sorted(element.attrib)), other.get(chance.choice(sorted(other.attrib))) or "")
        elif act == 3:
            element.tag = other.tag
        else:
            element.text = chance.choice(["", "=", "=[", "R/", "\U0001f600", "x" * 5000])
    return bytes(etree.tostring(root))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_a_damaged_diagram_gives_problems_and_what_passes_can_be_loaded(seed: int) -> None:
    damaged = Bundle("test", {"p.bpmn": mutated(EVERYTHING.xml(), seed)})
    if not any(problem.is_error for problem in check_bundle(damaged, KNOWN)):
        build_definition(uuid4(), "test", 1, damaged.files, {})


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(sorted(DISPOSAL.files)))
def test_a_damaged_file_of_a_shipped_bundle_gives_problems(seed: int, path: str) -> None:
    content = bytearray(DISPOSAL.files[path])
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 5)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    check_bundle(Bundle("disposal", {**DISPOSAL.files, path: bytes(content)}), Known())


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["p.bpmn", "p.dmn", "p.form", "labels.en.json"]))
def test_any_bytes_give_problems(content: bytes, path: str) -> None:
    assert check_bundle(Bundle("test", {path: content}), KNOWN)


def test_a_diagram_of_thousands_of_elements_is_checked_within_seconds() -> None:
    diagram = bpmn().start()
    for number in range(1000):
        diagram.parallel(f"f{number}").script_task(f"a{number}", "=1", "x").parallel(f"j{number}")
        diagram.at(f"f{number}").script_task(f"b{number}", "=2", "y").to(f"j{number}").at(f"j{number}")
    started = time.monotonic()
    problems(diagram.end("last"))
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("depth", [30, 90, 1000])
def test_deep_nesting_is_answered(depth: int) -> None:
    start, end = b"", b""
    for number in range(depth):
        start += b'<subProcess id="p%d"><startEvent id="s%d"/>' % (number, number)
        end += b"</subProcess>"
    process = b'<process id="p" isExecutable="true"><startEvent id="s"/>' + start + end + b"</process>"
    xml = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">%s</definitions>'
    assert problems(xml % process)
