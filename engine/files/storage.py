"""A folder of blobs, each named by the SHA-256 of its content: `ab/cd/abcd...`."""

from __future__ import annotations

import os
import random
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from engine.errors import NotFound, say

_NAME = re.compile(r"[0-9a-f]{64}")
_INCOMING = "incoming"


class FileStore:
    """Blobs below `root`, which is made when first written to."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, content: bytes) -> str:
        """Keep `content` durably and give its SHA-256. One that is there counts as new again for the sweep."""
        name = sha256(content).hexdigest()
        path = self._path(name)
        try:
            os.utime(path)
        except FileNotFoundError:
            self._write(path, content)
        return name

    def path(self, name: str) -> Path:
        """Where the blob `name` lies. Raises `NotFound`."""
        path = self._path(name)
        if not path.is_file():
            raise NotFound(say("The content of this file is missing."))
        return path

    def sample_old(self, older_than: datetime, limit: int) -> list[str]:
        """About `limit` blobs last written before `older_than`: all there are, or from folders picked at random."""
        found: list[str] = []
        for folder in self._folders():
            if len(found) >= limit:
                break
            found += [
                blob.name for blob in folder.iterdir() if _NAME.fullmatch(blob.name) and _is_old(blob, older_than)
            ]
        return found

    def remove_old(self, name: str, older_than: datetime) -> bool:
        """Remove the blob `name`, unless it has been written again since `older_than`."""
        path = self._path(name)
        if not _is_old(path, older_than):
            return False
        path.unlink(missing_ok=True)
        return True

    def remove_left_overs(self, older_than: datetime) -> None:
        """Remove what a process that died while writing has left behind."""
        incoming = self.root / _INCOMING
        for path in incoming.iterdir() if incoming.is_dir() else ():
            if _is_old(path, older_than):
                path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a blob is named by a SHA-256")
        return self.root / name[:2] / name[2:4] / name

    def _folders(self) -> Iterator[Path]:
        first = [path for path in self.root.iterdir() if len(path.name) == 2] if self.root.is_dir() else []
        for folder in random.sample(first, len(first)):
            yield from (path for path in folder.iterdir() if path.is_dir())

    def _write(self, path: Path, content: bytes) -> None:
        incoming = self.root / _INCOMING
        for folder in (incoming, path.parent):
            folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=incoming)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        for folder in (path.parent, path.parent.parent, self.root):
            _sync_folder(folder)


def _is_old(path: Path, older_than: datetime) -> bool:
    try:
        return path.stat().st_mtime < older_than.timestamp()
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
