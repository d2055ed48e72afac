"""The publication check of a bundle, kept with what it was held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.definitions.bundles import Bundle, content_hash
from engine.definitions.known import Known, known_things
from engine.definitions.problems import CheckProblem
from engine.definitions.validation import check_bundle


@dataclass(frozen=True)
class Examination:
    """What the check found in the bundle with this content hash, while it could name what `known` holds."""

    sha256: str
    known: Known
    problems: Sequence[CheckProblem]

    @property
    def errors(self) -> list[CheckProblem]:
        """The problems that forbid publication."""
        return [problem for problem in self.problems if problem.is_error]

    def holds_for(self, bundle: Bundle, known: Known) -> bool:
        """Whether examining again would find the same."""
        return self.sha256 == content_hash(bundle) and self.known == known


def examine(session: Session, bundle: Bundle, *, known: Known | None = None) -> Examination:
    """Check the bundle against everything it may name, by default `known_things`."""
    known = known or known_things(session)
    return Examination(content_hash(bundle), known, check_bundle(bundle, known))
