"""Verifying a dossier with nothing but its file: no database, no network (S36, architecture.md 2, law 6)."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import Invalid, Problem, Sentence, say
from engine.history.operations import ZERO_HASH, chain_hash
from workflows.dossier.agreement import agreement_findings
from workflows.dossier.archive import ARCHIVED, FACTS, MANIFEST
from workflows.dossier.contents import FORMAT

MAX_TEXT = 64_000_000
"""Bytes of one text in a dossier: what unpacks to more is none."""
MAX_FILE = 200_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Verified:
    """What a dossier is about, the hashes to compare with the system it comes from or a signed print, and what is wrong
    with it. `number` is empty where the facts cannot be read."""

    number: str
    files: int
    events: int
    chain_head: str
    archived_hash: str | None
    findings: Sequence[Sentence]

    @property
    def is_intact(self) -> bool:
        return not self.findings


@dataclass(frozen=True)
class _Read:
    """A ZIP as it was read: the SHA-256 of each entry (None where it is damaged), texts, names seen twice."""

    hashes: Mapping[str, str | None]
    texts: Mapping[str, bytes]
    doubles: Sequence[str]


@dataclass(frozen=True)
class _History:
    """One case: where the facts say it ends, its events, and the hash after each."""

    chain: Mapping[str, Any]
    events: Sequence[Mapping[str, Any]]
    heads: Sequence[bytes]


def verify_dossier(path: Path, *, archived_hash: str | None = None) -> Verified:
    """Check every file against its hash, the history against its hashes, what was archived against both, and what the
    dossier says in words against all of them. `archived_hash`: what a signed print or the system names.

    Refused with `Invalid`: a file that is no dossier at all.
    """
    try:
        read = _read(path)
        manifest = _manifest(read.texts[MANIFEST])
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError) as error:
        raise Invalid([Problem("file", say("“%(name)s” is no dossier of Zhangshi.", name=path.name))]) from error
    findings = list(_file_findings(manifest, read))
    try:
        return _verified(read, findings, archived_hash)
    except (KeyError, TypeError, ValueError, AttributeError):
        if not findings:
            raise Invalid([Problem("file", say("“%(name)s” is no dossier of Zhangshi.", name=path.name))]) from None
        findings.append(say("What the dossier says cannot be read any more."))
        return Verified("", len(manifest), 0, "", None, findings)


def _verified(read: _Read, findings: list[Sentence], archived_hash: str | None) -> Verified:
    facts = json.loads(read.texts[FACTS])
    if facts["format"] != FORMAT:
        raise ValueError(facts["format"])
    histories = [_history(chain, read.texts[chain["path"]]) for chain in facts["chains"]]
    present = histories[-1]
    findings += [
        *_named_files(facts, read.hashes),
        *(finding for history in histories for finding in _chain_findings(history)),
        *_archive_findings(facts, read.texts.get(ARCHIVED), present),
        *agreement_findings(facts, _archived(read), [event for history in histories for event in history.events]),
    ]
    if archived_hash is not None and archived_hash.strip().lower() != facts["archived"]["hash"]:
        findings.append(say("The archived hash is not the one that you gave."))
    return Verified(
        number=str(facts["number"]),
        files=len(facts["files"]),
        events=sum(len(history.events) for history in histories),
        chain_head=present.heads[-1].hex() if present.heads else "",
        archived_hash=facts["archived"]["hash"],
        findings=findings,
    )


def _read(path: Path) -> _Read:
    hashes: dict[str, str | None] = {}
    texts: dict[str, bytes] = {}
    doubles = []
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            if entry.filename in hashes:
                doubles.append(entry.filename)
            hashes[entry.filename] = _hash_of(archive, entry)
            if entry.filename.endswith((".json", ".jsonl", MANIFEST)) and hashes[entry.filename] is not None:
                texts[entry.filename] = _text_of(archive, entry)
    return _Read(hashes, texts, doubles)


def _hash_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str | None:
    """None where the entry is damaged: its own checksum tells, or it cannot be unpacked."""
    if entry.file_size > MAX_FILE:
        raise ValueError(entry.filename)
    found = hashlib.sha256()
    try:
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return None
    return found.hexdigest()


def _text_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > MAX_TEXT:
        raise ValueError(entry.filename)
    return archive.read(entry)


def _manifest(text: bytes) -> dict[str, str]:
    """The hash of each file, by its path."""
    listed = {}
    for line in text.decode().splitlines():
        sha256, separator, name = line.partition("  ")
        if not separator or len(sha256) != 64:
            raise ValueError(line)
        listed[name] = sha256
    return listed


def _file_findings(manifest: Mapping[str, str], read: _Read) -> Iterator[Sentence]:
    for name, sha256 in manifest.items():
        if name not in read.hashes:
            yield say("%(file)s is missing.", file=name)
        elif read.hashes[name] != sha256:
            yield say("%(file)s has been changed.", file=name)
    for name in sorted(set(read.hashes) - set(manifest) - {MANIFEST}):
        yield say("%(file)s has been added.", file=name)
    for name in read.doubles:
        yield say("%(file)s is there twice.", file=name)


def _named_files(facts: Mapping[str, Any], hashes: Mapping[str, str | None]) -> Iterator[Sentence]:
    """What the manifest lists may be put right by a forger; the facts and the archived hash name the files as well."""
    for file in facts["files"]:
        if hashes.get(file["path"]) != file["sha256"]:
            yield say("%(file)s is not the file that the case names.", file=file["path"])


def _history(chain: Mapping[str, Any], text: bytes) -> _History:
    lines = text.decode().splitlines()
    return _History(chain, [json.loads(line) for line in lines], list(_heads(lines)))


def _heads(lines: Sequence[str]) -> Iterator[bytes]:
    head = ZERO_HASH
    for line in lines:
        head = chain_hash(head, line)
        yield head


def _chain_findings(history: _History) -> Iterator[Sentence]:
    chain, length = history.chain, len(history.events)
    for number, event in enumerate(history.events, 1):
        if event.get("number") != number or event.get("chain") != chain["id"]:
            yield say("Event %(number)s of the history is missing or not in its place.", number=number)
            return
    if length < chain["length"]:
        yield say("Event %(number)s of the history is missing or not in its place.", number=length + 1)
    elif length != chain["length"] or (history.heads and history.heads[-1].hex() != chain["head"]):
        yield say("The history is not the one that the dossier was made of.")


def _archive_findings(facts: Mapping[str, Any], text: bytes | None, history: _History) -> Iterator[Sentence]:
    """The archived hash stands in the facts and in the history, and is that of a text which names history and files."""
    archived = facts["archived"]["hash"]
    told = [event["data"]["variables"]["dossier_hash"] for event in history.events if _archives(event)]
    if (told[-1] if told else None) != archived:
        yield say("The archived hash is not the one that the history tells.")
    if archived is None:
        return
    if text is None or hashlib.sha256(text).hexdigest() != archived:
        yield say("The hash that was archived does not fit what the dossier says was archived.")
        return
    covered = json.loads(text)
    length = covered["chain"]["length"]
    if not 0 < length <= len(history.heads) or history.heads[length - 1].hex() != covered["chain"]["head"]:
        yield say("The hash that was archived does not fit this history.")
    have = {file["sha256"] for file in facts["files"]}
    for sha256 in covered["files"]:
        if sha256 not in have:
            yield say("A file that was archived is not in the dossier: %(hash)s", hash=sha256)


def _archives(event: Mapping[str, Any]) -> bool:
    variables = event["data"].get("variables")
    return isinstance(variables, dict) and "dossier_hash" in variables


def _archived(read: _Read) -> Mapping[str, Any] | None:
    return json.loads(read.texts[ARCHIVED]) if ARCHIVED in read.texts else None
