"""The file of checkpoints: outside the database, one JSON line each, only ever appended to."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from engine.history.merkle import ChainEnd, root_of
from engine.types import canonical_json


@dataclass(frozen=True)
class Line:
    """A checkpoint as the file has it: number, instant, the ends of chains, the root over them, and how it is chained.

    `hash = SHA-256(previous, 32 raw bytes, zeros at first ‖ canonical JSON of number, made_at, root and chains)`.
    """

    number: int
    made_at: datetime
    ends: tuple[ChainEnd, ...]
    root: bytes
    previous: bytes
    hash: bytes

    def is_sound(self) -> bool:
        """Whether root and hash are those of what the line says."""
        return self.root == root_of(self.ends) and self.hash == line_hash(
            self.previous, self.number, self.made_at, self.root, len(self.ends)
        )


def line_hash(previous: bytes, number: int, made_at: datetime, root: bytes, chains: int) -> bytes:
    """What the next line is chained to."""
    text = canonical_json({"number": number, "made_at": made_at, "root": root, "chains": chains})
    return hashlib.sha256(previous + text.encode()).digest()


class CheckpointFile:
    """A text file of checkpoints. Keep a copy where the administrators of the database cannot write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, line: Line) -> None:
        """Write the line and wait until it is on the disk. A line that a crash has left unfinished is closed first."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        is_new = not self.path.exists()
        with self.path.open("ab+") as file:
            text = canonical_json(_data(line)) + "\n"
            file.write((b"" if _ends_a_line(file) else b"\n") + text.encode())
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _sync_folder(self.path.parent)

    def lines(self) -> Iterator[Line]:
        """Every line that can be read, in the order of the file; what a crash left unfinished, or somebody has
        spoilt, is passed over: its number is missing then."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for text in file:
                if (line := _read(text)) is not None:
                    yield line

    def last(self) -> Line | None:
        """The last readable line; cost proportional to the length of the last two."""
        if not self.path.exists():
            return None
        with self.path.open("rb") as file:
            return next((line for text in _backwards(file) if (line := _read(text)) is not None), None)


def _data(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "made_at": line.made_at,
        "previous": line.previous,
        "root": line.root,
        "hash": line.hash,
        "ends": [[end.chain_id.hex, end.kind, end.length, end.head] for end in line.ends],
    }


def _read(text: bytes) -> Line | None:
    try:
        data = json.loads(text)
        return Line(
            number=int(data["number"]),
            made_at=datetime.fromisoformat(data["made_at"]),
            ends=tuple(
                ChainEnd(UUID(hex=chain), str(kind), int(length), bytes.fromhex(head))
                for chain, kind, length, head in data["ends"]
            ),
            root=bytes.fromhex(data["root"]),
            previous=bytes.fromhex(data["previous"]),
            hash=bytes.fromhex(data["hash"]),
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _ends_a_line(file: Any) -> bool:
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


_BLOCK = 1 << 16


def _backwards(file: Any) -> Iterator[bytes]:
    """The lines of a file from its end."""
    position, rest = file.seek(0, os.SEEK_END), b""
    while position > 0:
        size = min(_BLOCK, position)
        position = file.seek(position - size)
        first, *others = (file.read(size) + rest).split(b"\n")
        yield from (text for text in reversed(others) if text)
        rest = first
    if rest:
        yield rest


def _sync_folder(folder: Path) -> None:
    """On POSIX the entry of a new file is safe only once its folder is."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
