"""The documents name things that exist."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
QUOTED = sorted(set(re.findall(r"`([^`\s]+)`", TEXT)))
PATHS = [
    name for name in QUOTED if re.fullmatch(r"(engine|workflows|webapp|bpmn|tests|docs)/[\w/.]*|pyproject\.toml", name)
]
NAMES = [name for name in QUOTED if re.fullmatch(r"(engine|workflows|webapp)(\.\w+)+", name)]


@pytest.mark.parametrize("path", PATHS)
def test_every_path_in_the_tour_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", NAMES)
def test_every_name_in_the_tour_exists(name: str) -> None:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for attribute in parts[length:]:
            found = getattr(found, attribute)
        return
    raise AssertionError(f"no module of {name}")


def test_the_tour_is_about_two_pages() -> None:
    assert len(PATHS) > 15
    assert len(NAMES) > 15
    assert len(TEXT.split()) < 1300
