"""Writing a dossier: a folder that grows piece by piece, and at last one ZIP with the hash of everything in it."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from engine.files.storage import FileStore
from engine.types import canonical_json

FACTS, ARCHIVED, WORDS = "dossier.json", "archived.json", "words.json"
PAPER, SLIP, HOW_TO_VERIFY = "approval.pdf", "hand-over.pdf", "VERIFY.txt"
MANIFEST = "SHA256SUMS"
"""As `sha256sum` writes and checks it: one line per file, its hash in hex, two spaces, its path."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""So that the same dossier packed twice has the same bytes."""
_TEXTS = (".json", ".jsonl", ".txt", MANIFEST)


def begin(
    folder: Path,
    contents: Mapping[str, Any],
    chains: Mapping[str, Sequence[str]],
    archived: str | None,
    words: Mapping[str, Any],
) -> None:
    """Begin the folder anew with the facts, the histories by the paths of their files, the text that was archived, the
    words for the codes in the facts, and how all that is verified."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "files").mkdir(parents=True)
    texts = {
        FACTS: canonical_json(contents),
        **{path: "".join(f"{line}\n" for line in lines) for path, lines in chains.items()},
        WORDS: canonical_json(words),
        HOW_TO_VERIFY: files("workflows.dossier").joinpath(HOW_TO_VERIFY).read_text(encoding="utf-8"),
    }
    if archived is not None:
        texts[ARCHIVED] = archived
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())


def read_facts(folder: Path) -> dict[str, Any]:
    """The facts that `begin` wrote."""
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts


def copy_files(folder: Path, store: FileStore, copied: Sequence[Mapping[str, Any]]) -> None:
    """Put these files of the facts into the folder. Raises `NotFound` where the store has lost one."""
    for file in copied:
        shutil.copyfile(store.path(file["sha256"]), folder / file["path"])


def pack(folder: Path, target: Path) -> tuple[str, int]:
    """Write the ZIP with the hash of every file; gives its SHA-256 in hex and its size in bytes. The folder is gone
    after it."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    manifest = "".join(f"{_sha256(folder / name)}  {name}\n" for name in names)
    partial = target.with_suffix(".part")
    with zipfile.ZipFile(partial, "w") as out:
        for name in names:
            _add(out, name, (folder / name).read_bytes())
        _add(out, MANIFEST, manifest.encode())
    shutil.rmtree(folder)
    partial.replace(target)
    return _sha256(target), target.stat().st_size


def _add(out: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED if name.endswith(_TEXTS) else zipfile.ZIP_STORED
    entry.external_attr = 0o644 << 16
    out.writestr(entry, content)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
