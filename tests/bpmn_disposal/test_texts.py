"""Both languages are complete: the files are Chinese, `labels.en.json` is English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine.forms import parse_form, texts
from tests.bpmn_disposal.drawing import BPMN, BUNDLES, ROOT, Drawing

DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
SYSTEM_STEPS = ("serviceTask", "businessRuleTask", "sendTask")
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@pytest.fixture(params=BUNDLES)
def folder(request: pytest.FixtureRequest) -> Path:
    return ROOT / str(request.param)


def english(folder: Path) -> dict[str, str]:
    labels: dict[str, str] = json.loads((folder / "labels.en.json").read_text(encoding="utf-8"))
    return labels


def diagram_texts(path: Path) -> Iterator[str]:
    drawing = Drawing(path)
    for element_id, element in drawing.elements.items():
        text_id = f"lane:{element_id}" if drawing.tag(element_id) == "lane" else element_id
        if element.get("name"):
            yield text_id
        if element.find(f"{BPMN}documentation") is not None:
            yield f"{text_id}:documentation"
        if drawing.tag(element_id) == "sendTask":
            yield f"{text_id}:message"
        if path.parent.name == "disposal" and drawing.tag(element_id) in SYSTEM_STEPS:
            yield f"{text_id}:done"


def table_texts(path: Path) -> Iterator[str]:
    for element in etree.parse(path).getroot().iter(f"{DMN}*"):
        text_id = f"dmn:{element.get('id')}"
        if element.tag.removeprefix(DMN) in ("definitions", "decision", "inputData", "input", "output", "rule"):
            yield text_id
        if element.tag == f"{DMN}decision":
            yield f"{text_id}:description"


def form_texts(path: Path) -> Iterator[str]:
    form = parse_form(path.read_bytes(), path.name)
    yield f"form:{form.id}"
    yield from texts(form)


def template_texts(path: Path) -> Iterator[str]:
    template: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    text_id = f"template:{template['id']}"
    yield text_id
    yield f"{text_id}:description"
    yield from (f"{text_id}:group:{group['id']}" for group in template["groups"])
    for each in template["properties"]:
        if "label" in each:
            yield f"{text_id}:{each['id']}"
        if "description" in each:
            yield f"{text_id}:{each['id']}:description"
        yield from (f"{text_id}:{each['id']}:{choice['value']}" for choice in each.get("choices", []))


READERS = {"*.bpmn": diagram_texts, "*.dmn": table_texts, "*.form": form_texts, "templates/*.json": template_texts}


def test_every_text_has_an_english_one_and_no_english_text_is_left_over(folder: Path) -> None:
    needed = {text for pattern, read in READERS.items() for path in folder.glob(pattern) for text in read(path)}
    assert needed == set(english(folder))


def test_what_the_system_did_is_told_in_both_languages(folder: Path) -> None:
    path = folder / "labels.zh.json"
    written = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    assert {key for key in written if key.endswith(":done")} == {
        key for key in english(folder) if key.endswith(":done")
    }


def test_no_english_text_is_empty_or_chinese(folder: Path) -> None:
    assert not [key for key, text in english(folder).items() if not text.strip() or CHINESE.search(text)]


def test_the_read_me_speaks_both_languages(folder: Path) -> None:
    chinese, _, translated = (folder / "README.md").read_text(encoding="utf-8").partition("\n---\n")
    assert CHINESE.search(chinese)
    assert translated.strip()
    assert not CHINESE.search(translated)
