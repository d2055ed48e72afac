"""Forms and element templates fit the diagram that uses them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from engine.forms import parse_form, problems
from tests.bpmn_disposal.drawing import BPMN, BUNDLES, ROOT, ZEEBE, Drawing
from workflows.organization.roles import STANDARD_ROLES

FORMS = sorted(ROOT.glob("*/*.form"))
TEMPLATES = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob("disposal/templates/*.json"))]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_has_no_problems_and_the_name_of_its_file(path: Path) -> None:
    assert not problems(path.read_bytes())
    assert parse_form(path.read_bytes(), path.name).id == path.stem


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_a_form_asks_for_each_answer_once(path: Path) -> None:
    keys = [each.key for each in parse_form(path.read_bytes(), path.name).walk_all() if each.kind.is_input]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("key", BUNDLES)
def test_every_form_is_used_and_every_used_form_is_there(key: str) -> None:
    used = {e.get("formId") for e in Drawing(ROOT / key / f"{key}.bpmn").root.iter(f"{ZEEBE}formDefinition")}
    assert used == {path.stem for path in FORMS if path.parent.name == key}


def test_every_variable_a_task_gives_is_its_decision_or_an_answer_of_its_form() -> None:
    drawing = Drawing(ROOT / "disposal" / "disposal.bpmn")
    for node_id, node in drawing.nodes.items():
        form = node.find(f".//{ZEEBE}formDefinition")
        if form is not None:
            path = ROOT / "disposal" / f"{form.get('formId')}.form"
            answers = {"decision", *parse_form(path.read_bytes(), path.name).inputs}
            given = {e.get("source").removeprefix("=") for e in node.iter(f"{ZEEBE}output")}
            assert given <= answers, node_id


def test_every_step_names_a_template_that_fits_its_kind() -> None:
    by_id: dict[str, Any] = {template["id"]: template for template in TEMPLATES}
    drawing = Drawing(ROOT / "disposal" / "disposal.bpmn")
    for node_id, node in drawing.nodes.items():
        tag = drawing.tag(node_id)
        if tag.endswith("Task") or node.find(f"{BPMN}timerEventDefinition") is not None:
            template = by_id[node.get(f"{ZEEBE}modelerTemplate")]
            assert template["elementType"]["value"].lower() == f"bpmn:{tag}".lower(), node_id
            assert str(template["version"]) == node.get(f"{ZEEBE}modelerTemplateVersion")


def test_templates_and_their_fields_have_ids_of_their_own() -> None:
    assert len({template["id"] for template in TEMPLATES}) == len(TEMPLATES)
    for template in TEMPLATES:
        counted = Counter(each["id"] for each in template["properties"])
        assert max(counted.values()) == 1, template["id"]


def test_every_property_of_a_human_task_has_a_field_in_its_template() -> None:
    by_id = {template["id"]: template for template in TEMPLATES}
    drawing = Drawing(ROOT / "disposal" / "disposal.bpmn")
    for node_id in drawing.nodes:
        template = drawing.nodes[node_id].get(f"{ZEEBE}modelerTemplate")
        if template is not None:
            bindings = [each["binding"] for each in by_id[template]["properties"]]
            fields = {binding["name"] for binding in bindings if binding["type"] == "zeebe:property"}
            assert set(drawing.properties(node_id)) <= fields, node_id


def test_templates_offer_the_roles_by_the_names_they_have_everywhere() -> None:
    roles = {role.code: role for role in STANDARD_ROLES}
    english = json.loads((ROOT / "disposal" / "labels.en.json").read_text(encoding="utf-8"))
    for template in TEMPLATES:
        for each in template["properties"]:
            if each["id"] in ("role", "candidateGroups"):
                for choice in each.get("choices", []):
                    role = roles[choice["value"]]
                    assert choice["name"] == role.name
                    assert english[f"template:{template['id']}:{each['id']}:{role.code}"] == role.name_en
