"""What the readers of a gate's form share: what a gate's row keeps, and refusing at the fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine.errors import Invalid, Problem, Sentence, say
from workflows.assets.models import CategoryKind
from workflows.assets.queries import categories_by_id
from workflows.disposal.arguments import Arguments, read_text
from workflows.disposal.locked import LockedRequest
from workflows.organization.books import today

MAX_NUMBER = 100
Check = tuple[str, bool, Sentence]


@dataclass(frozen=True)
class Papers:
    """What a gate's row keeps: the number of the paper, and what else the form said (days as YYYY-MM-DD)."""

    reference_no: str
    details: Mapping[str, Any]


def refuse_unless(*checks: Check) -> None:
    """Refuse, with `Invalid`, at the field of every check that does not hold."""
    problems = [Problem(where, sentence) for where, holds, sentence in checks if not holds]
    if problems:
        raise Invalid(problems)


def is_number(text: str) -> bool:
    """Whether this may be the number of a paper."""
    return 0 < len(text) <= MAX_NUMBER


def not_to_come(session: Session, locked: LockedRequest, field: str, day: date) -> Check:
    """The check that a day is not in the future for the company."""
    return (field, day <= today(session, locked.request.legal_entity_id), say("This day is still to come."))


def asset_nos_of_kind(session: Session, locked: LockedRequest, kind: CategoryKind) -> list[str]:
    """The numbers of the request's assets that are of this kind, in their order."""
    categories = categories_by_id(session)
    return [asset.asset_no for asset in locked.assets_in_order if categories[asset.category_id].kind == kind]


def listed_values(answers: Arguments, name: str) -> list[str]:
    """What stands in an entry with commas or lines between."""
    return [part.strip() for part in re.split(r"[,，、;；\n]", read_text(answers, name)) if part.strip()]


def numbers_by_asset(answers: Arguments, name: str, asset_nos: Sequence[str]) -> dict[str, str]:
    """A line for each asset: its number, a blank, the number of its paper; for a single asset the paper's number alone
    will do.

    Refused at the field: an asset that is missing, named twice or none of these, a line without a paper's number.
    """
    found: dict[str, str] = {}
    problems = []
    for line in read_text(answers, name).splitlines():
        asset_no, _, number = line.strip().partition(" ")
        if asset_no and not number and len(asset_nos) == 1 and asset_no not in asset_nos:
            asset_no, number = asset_nos[0], asset_no
        if not asset_no:
            continue
        if asset_no not in asset_nos or asset_no in found or not is_number(number.strip()):
            problems.append(Problem(name, say("This line cannot be read: “%(line)s”", line=line.strip()[:80])))
        found[asset_no] = number.strip()
    if missing := [asset_no for asset_no in asset_nos if asset_no not in found]:
        problems.append(Problem(name, say("Still missing: %(assets)s", assets=", ".join(missing))))
    if problems:
        raise Invalid(problems)
    return found
