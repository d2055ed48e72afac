"""Writing a dossier: a folder that grows piece by piece, and at last one ZIP with a manifest of hashes."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.files.storage import FileStore
from engine.types import canonical_json

FACTS, CHAIN, MANIFEST, PAPER = "dossier.json", "chain.jsonl", "manifest.json", "approval.pdf"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""So that the same dossier packed twice has the same bytes."""


def begin(folder: Path, contents: Mapping[str, Any], chain: Sequence[str]) -> None:
    """Begin the folder anew with the facts and the history."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "files").mkdir(parents=True)
    (folder / FACTS).write_text(canonical_json(contents), encoding="utf-8")
    (folder / CHAIN).write_text("".join(f"{line}\n" for line in chain), encoding="utf-8")


def read_facts(folder: Path) -> dict[str, Any]:
    """The facts that `begin` wrote."""
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts


def copy_files(folder: Path, store: FileStore, files: Sequence[Mapping[str, Any]]) -> None:
    """Put these files of the facts into the folder. Raises `NotFound` where the store has lost one."""
    for file in files:
        shutil.copyfile(store.path(file["sha256"]), folder / file["path"])


def pack(folder: Path, target: Path) -> tuple[str, int]:
    """Write the ZIP with its manifest; gives its SHA-256 in hex and its size in bytes. The folder is gone after it."""
    facts = read_facts(folder)
    names = sorted(str(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file())
    entries = [
        {"path": name, "sha256": _sha256(folder / name), "size": (folder / name).stat().st_size} for name in names
    ]
    manifest = {"format": facts["format"], "number": facts["number"], "files": entries}
    partial = target.with_suffix(".part")
    with zipfile.ZipFile(partial, "w") as out:
        for name in names:
            _add(out, name, (folder / name).read_bytes())
        _add(out, MANIFEST, canonical_json(manifest).encode())
    shutil.rmtree(folder)
    partial.replace(target)
    return _sha256(target), target.stat().st_size


def _add(out: zipfile.ZipFile, name: str, content: bytes) -> None:
    is_text = name.endswith((".json", ".jsonl"))
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED if is_text else zipfile.ZIP_STORED
    out.writestr(entry, content)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
