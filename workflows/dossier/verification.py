"""Verifying a dossier with nothing but its file: no database, no network (S36, architecture.md 2, law 6)."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.errors import Invalid, Problem, Sentence, say
from engine.history.operations import ZERO_HASH, chain_hash
from engine.types import canonical_json
from workflows.dossier.archive import CHAIN, FACTS, MANIFEST
from workflows.dossier.contents import FORMAT

MAX_ENTRY = 200_000_000
"""Bytes of one entry: a ZIP that unpacks to more is no dossier."""


@dataclass(frozen=True)
class Verified:
    """What a dossier is about, the hashes to compare with the system it comes from, and what is wrong with it."""

    number: str
    files: int
    events: int
    chain_head: str
    archived_hash: str | None
    findings: Sequence[Sentence]

    @property
    def is_intact(self) -> bool:
        return not self.findings


def verify_dossier(path: Path) -> Verified:
    """Check every file against the manifest, the history against its hashes, and the archived hash against both.

    Refused with `Invalid`: a file that is no dossier at all.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {entry.filename: archive.read(entry) for entry in archive.infolist() if _is_small(entry)}
        manifest, facts = json.loads(entries[MANIFEST]), json.loads(entries[FACTS])
        lines = entries[CHAIN].decode().splitlines()
        if manifest["format"] != FORMAT:
            raise KeyError(FORMAT)
        heads = list(_heads(lines))
        return Verified(
            number=str(facts["number"]),
            files=len(facts["files"]),
            events=len(lines),
            chain_head=heads[-1].hex() if heads else "",
            archived_hash=facts["archived"]["hash"],
            findings=[
                *_file_findings(manifest, facts, entries),
                *_chain_findings(facts, lines, heads),
                *_archive_findings(facts, heads),
            ],
        )
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise Invalid([Problem("file", say("“%(name)s” is no dossier of Zhangshi.", name=path.name))]) from error


def _is_small(entry: zipfile.ZipInfo) -> bool:
    if entry.file_size > MAX_ENTRY:
        raise ValueError(entry.filename)
    return True


def _file_findings(
    manifest: Mapping[str, Any], facts: Mapping[str, Any], entries: Mapping[str, bytes]
) -> Iterator[Sentence]:
    listed = {file["path"]: file["sha256"] for file in manifest["files"]}
    for name, sha256 in listed.items():
        if name not in entries:
            yield say("%(file)s is missing.", file=name)
        elif hashlib.sha256(entries[name]).hexdigest() != sha256:
            yield say("%(file)s has been changed.", file=name)
    for name in sorted(set(entries) - set(listed) - {MANIFEST}):
        yield say("%(file)s has been added.", file=name)
    for file in facts["files"]:
        if listed.get(file["path"]) != file["sha256"]:
            yield say("%(file)s is not the file that the case names.", file=file["name"])


def _heads(lines: Sequence[str]) -> Iterator[bytes]:
    head = ZERO_HASH
    for line in lines:
        head = chain_hash(head, line)
        yield head


def _chain_findings(facts: Mapping[str, Any], lines: Sequence[str], heads: Sequence[bytes]) -> Iterator[Sentence]:
    chain = facts["chain"]
    for number, line in enumerate(lines, 1):
        body = json.loads(line)
        if body.get("number") != number or body.get("chain") != chain["id"]:
            yield say("Event %(number)s of the history is missing or not in its place.", number=number)
            return
    if len(lines) != chain["length"] or (heads and heads[-1].hex() != chain["head"]):
        yield say("The history is not the one that the dossier was made of.")


def _archive_findings(facts: Mapping[str, Any], heads: Sequence[bytes]) -> Iterator[Sentence]:
    """The archived hash covers the history as long as it was when the request was archived."""
    archived, covered = facts["archived"]["hash"], facts["covered"]
    if archived is None:
        return
    for length, head in enumerate(heads, 1):
        chain = {"length": length, "head": head.hex()}
        if hashlib.sha256(canonical_json({**covered, "chain": chain}).encode()).hexdigest() == archived:
            break
    else:
        yield say("The hash that was archived does not fit this history and these files.")
    have = {file["sha256"] for file in facts["files"]}
    for sha256 in covered["files"]:
        if sha256 not in have:
            yield say("A file that was archived is not in the dossier: %(hash)s", hash=sha256)
    if covered["number"] != facts["number"]:
        yield say("The archived hash belongs to another request.")
