"""The form that marks an asset for disposal, as a browser sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from flask import request

from webapp.files.uploads import stored_under


@dataclass(frozen=True)
class MarkForm:
    """Reason, verdict and photos; an id that is none is dropped, and the missing photo is told."""

    reason: str = ""
    verdict: str = "pending"
    photo_ids: Sequence[UUID] = ()

    @classmethod
    def read(cls) -> MarkForm:
        return cls(
            reason=request.form.get("reason", ""),
            verdict=request.form.get("verdict", "pending"),
            photo_ids=_ids(request.form.getlist("photos")),
        )

    def with_uploads(self) -> MarkForm:
        """The form with the photos that a page without scripts sent along; refused as by `accept_file`."""
        return replace(self, photo_ids=[*self.photo_ids, *(file.id for file in stored_under("photos"))])


def _ids(texts: Sequence[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
