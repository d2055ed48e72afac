"""Codes of hazardous wastes as data, and which categories become which waste (domain.md B5)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from workflows.assets.categories import find_category
from workflows.disposal.models import CategoryWasteCode, WasteCode

WASTE_CHAIN = uuid5(NAMESPACE_URL, "zhangshi:waste-codes")
"""The chain of events of the codes."""
_CODE = re.compile(r"HW[0-9]{2} [0-9]{3}-[0-9]{3}-[0-9]{2}")
SHIPPED_CODES = (
    ("HW31 900-052-31", "废铅蓄电池及其拆解废物", "Waste lead-acid batteries"),
    ("HW49 900-045-49", "废电路板", "Waste circuit boards"),
    ("HW29 900-023-29", "废含汞荧光灯管", "Waste fluorescent tubes with mercury"),
)


def seed_waste_codes(session: Session) -> None:
    """Add the shipped codes that are not there."""
    known = set(session.scalars(select(WasteCode.code)))
    rows = (WasteCode(code=code, name=name, name_en=name_en) for code, name, name_en in SHIPPED_CODES)
    session.add_all(row for row in rows if row.code not in known)


def waste_codes(session: Session) -> list[WasteCode]:
    """Every code."""
    return list(session.scalars(select(WasteCode).order_by(WasteCode.code)))


def codes_by_category(session: Session) -> dict[UUID, list[str]]:
    """The codes of each category that has any, in order."""
    found: dict[UUID, list[str]] = {}
    for row in session.scalars(select(CategoryWasteCode).order_by(CategoryWasteCode.code)):
        found.setdefault(row.category_id, []).append(row.code)
    return found


def codes_of(session: Session, category_ids: Collection[UUID]) -> list[str]:
    """The codes that assets of these categories need, in order."""
    rows = select(CategoryWasteCode.code).where(CategoryWasteCode.category_id.in_(category_ids)).distinct()
    return sorted(session.scalars(rows))


def add_waste_code(session: Session, actor: Actor, code: str, name: str, *, name_en: str = "") -> WasteCode:
    """A new code, or a new name for one. Refused: without `edit_assets`, a code of another form, no name."""
    require_permission(session, actor, Permission.EDIT_ASSETS)
    code, name, name_en = (" ".join(text.split()) for text in (code.upper(), name, name_en))
    checks = [
        ("code", bool(_CODE.fullmatch(code)), say("A waste code looks like HW31 900-052-31.")),
        ("name", 0 < len(name) <= 100, say("Say what waste this is.")),
        ("name_en", len(name_en) <= 100, say("At most %(limit)s characters.", limit=100)),
    ]
    if problems := [Problem(where, sentence) for where, holds, sentence in checks if not holds]:
        raise Invalid(problems)
    row = session.get(WasteCode, code) or WasteCode(code=code)
    row.name, row.name_en = name, name_en
    session.add(row)
    data = {"code": code, "name": name, "name_en": name_en}
    record_master_event(session, actor, WASTE_CHAIN, "settings", "waste_code_saved", data)
    return row


def give_codes(session: Session, actor: Actor, category_id: UUID, codes: Iterable[str]) -> list[str]:
    """Say which wastes assets of a category become; those named before and not any more are gone.

    Refused: without `edit_assets`, `NotFound`, a code that is not known.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    category = find_category(session, category_id)
    codes = sorted(set(codes))
    if unknown := set(codes) - set(session.scalars(select(WasteCode.code))):
        raise Invalid([Problem("codes", say("There is no waste code “%(code)s”.", code=min(unknown)[:40]))])
    before = codes_of(session, [category.id])
    if before != codes:
        session.execute(delete(CategoryWasteCode).where(CategoryWasteCode.category_id == category.id))
        session.add_all(CategoryWasteCode(category_id=category.id, code=code) for code in codes)
        changes = {"waste_codes": [before, codes]}
        record_master_event(session, actor, category.id, "asset_category", "category.changed", {"changes": changes})
    return codes
