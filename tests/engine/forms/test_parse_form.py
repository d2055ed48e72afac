from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Invalid
from engine.forms import free_names, parse_form, problems, texts
from tests.engine.forms.examples import choices, component, form, schema


def sentences(*components: dict[str, Any]) -> list[str]:
    return [str(problem) for problem in problems(schema(*components), "x.form")]


def test_every_kind_of_component_is_read() -> None:
    parsed = form(
        component("textfield", "a"),
        component("textarea", "b"),
        component("number", "c", decimalDigits=2, increment="0.01"),
        component("checkbox", "d"),
        component("checklist", "e", values=choices("x", "y")),
        component("taglist", "f", valuesKey="tags"),
        component("radio", "g", values=choices("x", "y")),
        component("select", "h", valuesExpression="=people"),
        {"type": "datetime", "key": "i", "id": "Field_i", "subtype": "time", "timeLabel": "At"},
        {"type": "text", "id": "Text_1", "text": "# Read {{a}}"},
        {"type": "separator", "id": "Line_1"},
        {"type": "spacer", "id": "Space_1", "height": 30},
        {"type": "group", "id": "Group_1", "label": "Group", "components": [component("zs-money", "k")]},
        {"type": "button", "id": "Button_1", "label": "Submit"},
        component("zs-scan", "l"),
        component("zs-photo", "m", validate={"required": True, "minCount": 2}),
        component("zs-signature", "n"),
        component("zs-asset", "o"),
        component("zs-person", "p"),
    )
    assert parsed.id == "appraisal"
    assert "".join(parsed.inputs) == "abcdefghiklmnop"
    assert parsed.inputs["i"].label == "At"
    assert "button" not in {item.type for item in parsed.walk_all()}


def test_an_unknown_component_is_refused_at_its_id() -> None:
    assert sentences(component("dynamiclist", "a")) == ["x.form#Field_a: There is no component “dynamiclist”."]


@pytest.mark.parametrize("foreign", ["html", "iframe", "filepicker"])
def test_foreign_content_is_refused_with_the_way_out(foreign: str) -> None:
    assert ": " in sentences(component(foreign, "a"))[0]
    assert any(word in sentences(component(foreign, "a"))[0] for word in ("use a text", "zs-photo"))


def test_all_problems_are_listed_and_not_the_first_alone() -> None:
    found = sentences(component("html", "a"), component("textfield", "b"), component("textfield", "b"))
    assert found == [
        "x.form#Field_a: Foreign pages and HTML are not accepted in a form: use a text.",
        "x.form#Field_b: The id “Field_b” is used twice.",
        "x.form#Field_b: The key “b” is used twice.",
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (component("textfield", "a", conditional={"hide": "=1 +"}), "is not FEEL"),
        (component("textfield", "a", conditional={"hide": "true"}), "begins with “=”"),
        (component("textfield", "a", conditional={"hide": "=sha1(b)"}), "sha1"),
        (component("textfield", "a", readonly="locked"), "“readonly” cannot be read"),
        (component("textfield", "a", label=""), "needs a label"),
        (component("textfield", "a", label="{{#if b}}c{{/if}}"), "hide condition"),
        (component("textfield", "a", validate={"minLength": 5, "maxLength": 2}), "above the highest"),
        (component("textfield", "a", validate={"minLength": -1}), "“minLength” cannot be read"),
        (component("textfield", "a", validate={"pattern": "(["}), "not a pattern"),
        (component("textfield", "a", validate={"validationType": "iban"}), "iban"),
        (component("number", "a", decimalDigits=1.5), "“decimalDigits” cannot be read"),
        (component("number", "a", validate={"min": "low"}), "“min” cannot be read"),
        (component("number", "a", defaultValue="many"), "default value does not fit"),
        (component("radio", "a"), "Choices come"),
        (component("radio", "a", values=choices("x", "x")), "same value"),
        (component("radio", "a", values=choices("x"), defaultValue="y"), "not among the choices"),
        (component("select", "a", valuesExpression="people"), "begins with “=”"),
        (component("textfield", "a.b"), "needs a key"),
        (component("textfield", "_a"), "needs a key"),
        ({"type": "textfield", "id": "Field_a", "label": "A"}, "needs a key"),
        ({"type": "group", "id": "G", "label": "G", "path": "p", "components": []}, "cannot have a path"),
        ({"id": "Field_a"}, "needs a type"),
        ({"type": "text", "id": "a b", "text": "x"}, "not a component id"),
    ],
)
def test_what_cannot_work_is_said_before_publication(wrong: dict[str, Any], said: str) -> None:
    assert said in " ".join(sentences(wrong))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b'{"type": "default", "components": []}',
        b'{"type": "default", "id": "../x", "components": []}',
        b'{"type": "default", "id": "x", "id": "y", "components": []}',
        b'{"type": "default", "id": "x", "components": [NaN]}',
        b'{"type": "default", "id": "x", "components": [' + b"[" * 100_000 + b"]" * 100_000 + b"]}",
        b'{"type": "default", "id": "x", "components": [1e999999999]}',
        b" " * 600_000,
    ],
)
def test_a_hostile_file_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(Invalid):
        parse_form(data, "x.form")


def test_a_form_nested_too_deeply_or_too_large_is_refused() -> None:
    nested: dict[str, Any] = component("textfield", "a")
    for level in range(9):
        nested = {"type": "group", "id": f"G{level}", "label": "G", "components": [nested]}
    assert "at most 400 components in 8 levels" in sentences(nested)[0]
    many = sentences(*(component("textfield", f"k{number}") for number in range(500)))
    assert len(many) == 1
    assert "at most 400" in many[0]


def test_the_names_a_form_asks_for_are_known_before_it_runs() -> None:
    parsed = form(
        component("number", "amount", validate={"max": "=limit"}),
        component("textfield", "why", conditional={"hide": "=amount < threshold"}, label="Why {{asset.name}}?"),
        component("select", "who", valuesKey="people.near"),
    )
    assert free_names(parsed) == {"limit", "threshold", "asset", "people"}


def test_every_text_has_an_id_for_its_translation() -> None:
    parsed = form(
        component("radio", "verdict", label="结论", values=[{"value": "scrap", "label": "报废"}], description="选一项"),
        {"type": "text", "id": "Text_1", "text": "请检查"},
    )
    assert texts(parsed) == {
        "form:appraisal:verdict": "结论",
        "form:appraisal:verdict:description": "选一项",
        "form:appraisal:verdict:option:scrap": "报废",
        "form:appraisal:Text_1": "请检查",
    }


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    "type id key label values validate conditional readonly defaultValue text components layout appearance properties "
    "decimalDigits increment valuesExpression height path subtype"
)
names = st.sampled_from(NAMES.split())
types = st.sampled_from(
    ["textfield", "number", "select", "group", "text", "datetime", "zs-photo", "checkbox", "spacer"]
)


@given(st.lists(st.dictionaries(names, json_values, max_size=6), max_size=3), types)
def test_any_json_is_a_form_or_a_refusal(components: list[dict[str, Any]], component_type: str) -> None:
    data = json.dumps(
        {"type": "default", "id": "x", "components": [{"type": component_type, **item} for item in components]}
    ).encode()
    with suppress(Invalid):
        parse_form(data, "x.form")
