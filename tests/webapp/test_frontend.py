"""The bundle, and what templates may contain."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import hatch_build
from tests.webapp.conftest import Browser
from webapp import frontend_files

WEBAPP = Path(__file__).parents[2] / "webapp"
TEMPLATES = {path: path.read_text(encoding="utf-8") for path in WEBAPP.glob("templates/**/*.html")}


def test_every_icon_that_a_page_uses_is_in_the_sprite() -> None:
    known = set(json.loads((WEBAPP / "frontend/src/icons.json").read_text()))
    used = {name for text in TEMPLATES.values() for name in re.findall(r'icon\("([\w-]+)"', text)}
    python = "".join(path.read_text(encoding="utf-8") for path in (WEBAPP / "words.py", WEBAPP / "template_tools.py"))
    used |= {name for name in re.findall(r'"([a-z-]+)"\)?[,)]', python) if name in known}
    assert used <= known


def test_no_template_holds_a_script_or_a_handler() -> None:
    for path, text in TEMPLATES.items():
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"\son\w+=|hx-on|javascript:", text), path


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (WEBAPP / "frontend/package-lock.json").read_text()


def test_a_page_without_its_bundle_says_how_to_build_it(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontend_files, "DIST", tmp_path)
    frontend_files._manifest.cache_clear()
    assert "hatch_build.py" in browser.get("/sign-in").text
    frontend_files._manifest.cache_clear()


@pytest.mark.skipif(not frontend_files.is_built(), reason="the web bundle is not built")
def test_an_unchanged_bundle_is_not_built_again() -> None:
    assert hatch_build.build_web() is False


@pytest.mark.skipif(not frontend_files.is_built(), reason="the web bundle is not built")
def test_a_built_file_is_kept_by_the_browser_and_packed(browser: Browser) -> None:
    name = frontend_files._manifest()["app.js"]
    response = browser.get(f"/static/dist/{name}", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.mimetype == "text/javascript"
    response.close()
