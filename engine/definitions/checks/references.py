"""What a bundle offers and uses: every id once, every use answered by the bundle itself or by exactly one other."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.bundles import Bundle
from engine.definitions.checks.material import Material
from engine.definitions.checks.words import word
from engine.definitions.models import PartKind
from engine.definitions.parts import Parts, read_parts
from engine.definitions.problems import CheckProblem, error
from engine.errors import say

MAX_ID = 200


def check_references(bundle: Bundle, material: Material) -> Iterator[CheckProblem]:
    """Ids that are taken twice, and uses of processes, decisions and forms that do not exist."""
    parts = read_parts(bundle)
    yield from _ids(parts)
    for process in parts.processes:
        for owner in material.known.parts.get((PartKind.PROCESS, process.process_id), ()):
            sentence = say(
                "The process id “%(id)s” belongs to the bundle “%(bundle)s”.",
                id=process.process_id,
                bundle=owner.bundle_key,
            )
            yield error("reference", process.where, sentence)
    for use in parts.foreign_references():
        owners = material.known.parts.get((use.kind, use.id), ())
        if not owners:
            sentence = say("There is no %(kind)s “%(id)s”.", kind=word(use.kind.value), id=use.id)
            yield error("reference", use.where, sentence)
        elif len(owners) > 1:
            sentence = say(
                "Several bundles have a %(kind)s “%(id)s”: %(bundles)s.",
                kind=word(use.kind.value),
                id=use.id,
                bundles=", ".join(sorted(owner.bundle_key for owner in owners)),
            )
            yield error("reference", use.where, sentence)


def _ids(parts: Parts) -> Iterator[CheckProblem]:
    seen: set[tuple[PartKind, str]] = set()
    for part in parts.offered:
        if len(part.id) > MAX_ID or not part.id.isprintable():
            yield error("reference", part.where[:MAX_ID], say("An id has at most %(limit)s signs.", limit=MAX_ID))
        if (part.kind, part.id) in seen:
            yield error("reference", part.where, say("The id “%(id)s” is taken twice.", id=part.id))
        seen.add((part.kind, part.id))
