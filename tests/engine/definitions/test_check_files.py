from __future__ import annotations

import json

import pytest

from engine.definitions.bundles import Bundle
from engine.definitions.validation import check_bundle
from tests.bpmn import bpmn
from tests.engine.definitions.bundles import KNOWN, errors, form, problems, warnings

STRAIGHT = (
    bpmn("p", name="审批")
    .start()
    .user_task("ask", name="填写", groups="clerk")
    .end()
    .properties(cancelHook="case.cancel")
)
BILLION_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="&b;"/></definitions>"""
OUTSIDE_ENTITY = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="&e;"/></definitions>"""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<unclosed>",
        b"\xff\xfe\x00",
        BILLION_LAUGHS,
        OUTSIDE_ENTITY,
        b"<a>" * 200 + b"</a>" * 200,
        b'<definitions xmlns="http://example.org/other"><process id="p"/></definitions>',
        b'<process xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="p"/>',
    ],
    ids=["empty", "text", "unclosed", "binary", "laughs", "entity", "deep", "namespace", "root"],
)
def test_what_is_no_diagram_is_refused_and_named(content: bytes) -> None:
    assert [(category, where) for category, where in errors(content)] == [("xml", "")]


def test_a_sound_bundle_has_no_errors() -> None:
    assert errors(STRAIGHT) == []


def test_a_bundle_without_anything_to_run_is_refused() -> None:
    assert [problem.category for problem in check_bundle(Bundle("test", {"README.md": b""}), KNOWN)] == ["schema"]


def test_a_broken_form_is_refused_where_it_is_broken() -> None:
    [problem] = problems(
        STRAIGHT, f_form=b'{"type": "default", "id": "f", "components": [{"type": "html", "id": "H"}]}'
    )[:1]
    assert (problem.category, problem.where) == ("form", "f.form#H")


def test_a_broken_table_is_refused() -> None:
    assert {category for category, _ in errors(STRAIGHT, t_dmn=b"<definitions/>")} == {"table"}


def test_a_form_id_that_two_files_have_is_refused() -> None:
    assert errors(STRAIGHT, a_form=form("f"), b_form=form("f")) == [("reference", "")]


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"ask": 1}'], ids=["list", "broken", "number"])
def test_a_label_file_that_holds_no_texts_is_refused(content: bytes) -> None:
    found = check_bundle(Bundle("test", {"p.bpmn": STRAIGHT.xml(), "labels.en.json": content}), KNOWN)
    assert {problem.category for problem in found if problem.is_error} == {"label"}


@pytest.mark.parametrize(
    ("text_id", "text", "refused"),
    [
        ("form:f:reason", "Why {{reason", False),
        ("form:f:reason", "Why {{as_money(amount)}}", False),
        ("form:f:reason", "Why {{amount +}}", True),
        ("form:f:reason:description", "=launch(amount)", True),
        ("ask:done", "Done: {{launch(amount)}}", True),
        ("form:f", "= the form", False),
        ("ask", "= {{ask +}}", False),
    ],
)
def test_a_translation_whose_feel_cannot_be_run_is_refused(text_id: str, text: str, refused: bool) -> None:
    labels = json.dumps({text_id: text}).encode()
    found = check_bundle(Bundle("test", {"p.bpmn": STRAIGHT.xml(), "labels.en.json": labels}), KNOWN)
    places = [problem.where for problem in found if problem.is_error]
    assert places == ([f"labels.en.json#{text_id}"] if refused else [])


def test_a_name_without_a_text_in_english_is_a_warning() -> None:
    assert warnings(STRAIGHT, "label") == ["p", "ask"]


def test_a_form_field_without_a_text_in_english_is_a_warning() -> None:
    assert "form:f:reason" in warnings(STRAIGHT, "label", f_form=form("f", "reason"))


def test_what_the_schema_does_not_allow_is_refused_where_it_is() -> None:
    assert ("schema", "ask") in errors(STRAIGHT.xml().replace(b'id="ask"', b'id="ask" colour="red"'))
