"""The list of third-party software is complete."""

from __future__ import annotations

from webapp.third_party import LIST, javascript_parts, python_parts


def test_every_package_that_is_installed_or_bundled_stands_in_the_list() -> None:
    text = LIST.read_text(encoding="utf-8")
    parts = [*python_parts(), *javascript_parts()]
    assert len(parts) > 30
    assert [part.name for part in parts if f"| {part.name} |" not in text] == [], "run: make licences"
