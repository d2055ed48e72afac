"""The list of third-party software that Zhangshi ships or installs, with licences: `python -m webapp.third_party`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "docs" / "third-party.md"
LOCK = ROOT / "webapp" / "frontend" / "package-lock.json"
BUNDLED_BY_TOOL = {"node_modules/@tabler/icons"}
"""Needed at build time only, but what is built from it is shipped."""

HEADING = """# Third-party software

Made by `make licences`; a test fails where it is out of date. Python packages are installed beside Zhangshi; the
JavaScript packages are in the browser bundle. No fonts are shipped: pages use the fonts of the reader's system.
"""


@dataclass(frozen=True, order=True)
class Part:
    """A package and the licence it names."""

    name: str
    licence: str


def python_parts() -> list[Part]:
    """What Zhangshi requires at run time, and what that requires in turn; extras left out."""
    seen: dict[str, Part] = {}
    waiting = list(_required(distribution("zhangshi")))
    while waiting:
        name = waiting.pop()
        key = _normalized(name)
        if key in seen:
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # for another system or Python
        seen[key] = Part(found.metadata["Name"], _licence(found))
        waiting += _required(found)
    return sorted(seen.values(), key=lambda part: part.name.lower())


def javascript_parts() -> list[Part]:
    """What the lock file installs for the browser; build tools left out."""
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    return sorted(
        {
            Part(path.rpartition("node_modules/")[2], package.get("license", "see its package"))
            for path, package in packages.items()
            if path and (path in BUNDLED_BY_TOOL or not (package.get("dev") or package.get("optional")))
        }
    )


def render() -> str:
    """The list as Markdown; without versions, which the lock file and the installation tell."""
    sections = (("Python", python_parts()), ("JavaScript", javascript_parts()))
    tables = [
        "\n".join(
            [f"\n## {title}\n", "| package | licence |", "|---|---|", *(f"| {p.name} | {p.licence} |" for p in parts)]
        )
        for title, parts in sections
    ]
    return HEADING + "\n".join(tables) + "\n"


def _required(found: Distribution) -> Iterator[str]:
    for requirement in found.requires or ():
        if "extra ==" not in requirement:
            match = re.match(r"[A-Za-z0-9._-]+", requirement)
            if match:
                yield match[0]


def _licence(found: Distribution) -> str:
    metadata = found.metadata
    if "License-Expression" in metadata:
        return str(metadata["License-Expression"])
    classifiers = [c.rpartition(" :: ")[2] for c in metadata.get_all("Classifier", []) if c.startswith("License ::")]
    text = "\n".join(metadata.get_all("License", [])).strip().splitlines()
    return ", ".join(classifiers) or (text[0] if text and len(text[0]) < 60 else "see its package")


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    LIST.write_text(render(), encoding="utf-8")
