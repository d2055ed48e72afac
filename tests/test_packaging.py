"""The wheel, installed in an environment of its own outside the tree, sets up the demo company."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)])
    [built] = folder.glob("*.whl")
    return built


def run(command: list[str], **options: object) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)  # type: ignore[call-overload]
    assert result.returncode == 0, result.stdout + result.stderr
    return str(result.stdout)


def test_the_wheel_brings_bundles_migrations_templates_texts_and_the_browser_bundle(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in (
        "bpmn/disposal/disposal.bpmn",
        "bpmn/disposal/templates/",
        "webapp/migrations/versions/",
        "webapp/templates/base.html",
        "webapp/translations/zh_CN/LC_MESSAGES/messages.mo",
        "webapp/static/dist/",
    ):
        assert any(name.startswith(wanted) for name in names), wanted
    assert not any("node_modules" in name or name.startswith("tests/") for name in names)


def test_the_demo_company_can_be_set_up_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)])
    data = tmp_path / "data"
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "ZHANGSHI_DATA_DIR": str(data)}
    for _ in range(2):  # the second time changes nothing
        run([str(environment / "bin" / "zhangshi"), "demo", "--once"], cwd=tmp_path, env=clean)
    assert (data / "zhangshi.db").exists()
