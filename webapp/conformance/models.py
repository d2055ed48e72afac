"""DMN files in a folder, which may import each other."""

from __future__ import annotations

from pathlib import Path


def files_beside(path: Path) -> dict[str, bytes]:
    """The other DMN files of the folder, by name."""
    return {each.name: each.read_bytes() for each in sorted(path.parent.glob("*.dmn")) if each.name != path.name}
