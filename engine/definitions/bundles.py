"""A bundle: the files of one business process and its tables, forms and texts, kept and versioned as one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from engine.errors import Invalid, NotFound, Problem, Sentence, say
from engine.types import canonical_json

MAX_FILE_BYTES = 2 * 1024 * 1024
MAX_BUNDLE_BYTES = 10 * 1024 * 1024
MAX_FILES = 200

_KEY = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_PATH = re.compile(
    r"README\.md|labels\.[a-z]{2,3}(_[A-Z]{2})?\.json"
    r"|(?!\.)[\w .()-]{1,120}\.(bpmn|dmn|form)|templates/(?!\.)[\w .()-]{1,120}\.json"
)


@dataclass(frozen=True)
class Bundle:
    """Path -> content of every file. Refused (`Invalid`): an unknown kind of file, a wrong path, too many bytes."""

    key: str
    files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        if problems := list(_problems(self)):
            raise Invalid(problems)

    def with_suffix(self, suffix: str) -> dict[str, bytes]:
        """The files whose path ends with `suffix`, by path."""
        return {path: self.files[path] for path in sorted(self.files) if path.endswith(suffix)}

    @property
    def label_files(self) -> dict[str, bytes]:
        """Language -> content of `labels.<language>.json`."""
        return {path.split(".")[1]: self.files[path] for path in sorted(self.files) if path.startswith("labels.")}


def manifest(bundle: Bundle) -> dict[str, str]:
    """Path -> SHA-256 (hexadecimal) of each file."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in sorted(bundle.files.items())}


def content_hash(bundle: Bundle) -> str:
    """SHA-256 (hexadecimal) of the manifest as canonical JSON: equal files, equal hash."""
    return hashlib.sha256(canonical_json(manifest(bundle)).encode()).hexdigest()


def read_folder(path: Path, *, key: str | None = None) -> Bundle:
    """The bundle in a folder; its key is the folder's name unless given. Links are refused, hidden files ignored."""
    if not path.is_dir():
        raise NotFound(say("There is no folder “%(path)s”.", path=str(path)))
    return _read(path.resolve(), key or path.resolve().name)


def read_package(package: str, key: str) -> Bundle:
    """The bundle in the sub-folder `key` of an installed package, also from a zipped one."""
    folder = resources.files(package).joinpath(key)
    if not _KEY.fullmatch(key) or not folder.is_dir():
        raise NotFound(say("There is no bundle “%(key)s”.", key=key))
    return _read(folder, key)


def package_keys(package: str) -> list[str]:
    """The keys of the bundles shipped in a package: its sub-folders that hold a diagram."""
    folders = (item for item in resources.files(package).iterdir() if item.is_dir() and _KEY.fullmatch(item.name))
    return sorted(f.name for f in folders if any(item.name.endswith(".bpmn") for item in f.iterdir()))


def _read(folder: Traversable, key: str) -> Bundle:
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path, item in _walk(folder):
        if isinstance(item, Path) and item.is_symlink():
            problems.append(_problem(path, say("A bundle may not contain links.")))
        elif item.is_dir():
            problems.append(_problem(path, say("This folder has no place in a bundle.")))
        elif not item.is_file():
            problems.append(_problem(path, say("This file has no place in a bundle.")))
        elif isinstance(item, Path) and item.stat().st_size > MAX_FILE_BYTES:
            problems.append(_problem(path, _too_large()))
        else:
            files[path] = item.read_bytes()
        if len(files) > MAX_FILES:
            break
    if problems:
        raise Invalid(problems)
    return Bundle(key, files)


def _walk(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.name.startswith((".", "__")):
            continue
        if item.is_dir() and not prefix and not (isinstance(item, Path) and item.is_symlink()):
            yield from _walk(item, f"{item.name}/")
        else:
            yield f"{prefix}{item.name}", item


def _problems(bundle: Bundle) -> Iterable[Problem]:
    if not _KEY.fullmatch(bundle.key):
        yield _problem("", say("“%(key)s” cannot name a bundle: use small letters, digits, - and _.", key=bundle.key))
    if len(bundle.files) > MAX_FILES:
        yield _problem("", say("A bundle holds at most %(limit)s files.", limit=MAX_FILES))
    if sum(map(len, bundle.files.values())) > MAX_BUNDLE_BYTES:
        yield _problem("", say("The bundle is larger than %(limit)s MB.", limit=MAX_BUNDLE_BYTES // (1024 * 1024)))
    for path, content in bundle.files.items():
        if not _PATH.fullmatch(path):
            yield _problem(path, say("This file has no place in a bundle."))
        elif len(content) > MAX_FILE_BYTES:
            yield _problem(path, _too_large())


def _too_large() -> Sentence:
    return say("The file is larger than %(limit)s MB.", limit=MAX_FILE_BYTES // (1024 * 1024))


def _problem(path: str, sentence: Sentence) -> Problem:
    return Problem(path, sentence, "file")
