"""The rules as shipped; an installation changes them as data (domain.md B9)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Invalid, NotAllowed, NotFound, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import Role
from engine.people.permissions import Permission
from engine.people.queries import has_permission
from workflows.evidence.models import EvidenceItem, EvidenceRule

RULES_CHAIN = uuid5(NAMESPACE_URL, "zhangshi:evidence-rules")
"""The chain of events of the rules."""
SHIPPED_FROM = date(2000, 1, 1)
MAX_CONDITIONS = 1000
CHANGES_RULES = (Permission.PUBLISH, Permission.EDIT_TIMERS)


@dataclass(frozen=True)
class AskedFor:
    """What is asked for an item: its conditions and the role that brings it; without conditions it is always asked."""

    item: EvidenceItem
    brought_by: str
    conditions: str = ""


_LOSSES = "method:scrap method:damage method:loss method:shortage"
_ENDS_OF_OWNING = f"{_LOSSES} method:sale method:trade_in method:donation method:transfer"

SHIPPED = (
    AskedFor(EvidenceItem.TAX_BASIS, "finance_accountant", _ENDS_OF_OWNING),
    AskedFor(EvidenceItem.ASSET_CARD, "asset_manager"),
    AskedFor(EvidenceItem.PHOTOS, "asset_manager"),
    AskedFor(EvidenceItem.APPRAISAL, "tech_appraiser"),
    AskedFor(EvidenceItem.RESPONSIBILITY, "asset_manager", _LOSSES),
    AskedFor(EvidenceItem.APPROVAL, "finance_accountant"),
    AskedFor(EvidenceItem.DECLARATION, "finance_manager", "class:special loss:large"),
    AskedFor(EvidenceItem.SPECIAL_REPORT, "finance_manager", "class:special loss:large"),
    AskedFor(EvidenceItem.POLICE_REPORT, "asset_manager", "method:loss"),
    AskedFor(EvidenceItem.COUNT_SHEET, "asset_manager", "method:shortage"),
    AskedFor(EvidenceItem.QUOTES, "purchasing", "method:sale"),
    AskedFor(EvidenceItem.CONTRACT, "purchasing", "method:sale"),
    AskedFor(EvidenceItem.SALES_INVOICE, "finance_accountant", "method:sale"),
    AskedFor(EvidenceItem.PAYMENT, "finance_accountant", "method:sale"),
    AskedFor(EvidenceItem.CREDIT_NOTE, "purchasing", "method:trade_in"),
    AskedFor(EvidenceItem.VENDOR_NOTE, "purchasing", "method:return_to_vendor"),
    AskedFor(EvidenceItem.DONEE_RECEIPT, "asset_manager", "method:donation"),
    AskedFor(EvidenceItem.DEEMED_SUPPLY, "finance_accountant", "method:donation"),
    AskedFor(EvidenceItem.PARTS_LIST, "asset_manager", "method:parts"),
    AskedFor(EvidenceItem.MANIFEST, "ehs_officer", "flag:hazardous"),
    AskedFor(EvidenceItem.SANITIZATION, "it_security", "flag:data_bearing"),
    AskedFor(EvidenceItem.VEHICLE, "fleet_officer", "flag:vehicle"),
    AskedFor(EvidenceItem.USE_REGISTRATION, "ehs_officer", "flag:special_equipment"),
    AskedFor(EvidenceItem.TITLE, "contract_owner", "flag:property"),
    AskedFor(
        EvidenceItem.RELEASE,
        "treasury",
        "flag:leased flag:mortgaged flag:subsidised flag:under_customs_supervision method:return_to_lessor",
    ),
    AskedFor(EvidenceItem.RELEASE_SLIP, "asset_manager"),
    AskedFor(EvidenceItem.COMPENSATION, "finance_accountant", _LOSSES),
    AskedFor(EvidenceItem.EXPLANATION, "finance_accountant", "booking:late"),
    AskedFor(EvidenceItem.JOURNAL, "finance_accountant"),
)


def seed_evidence_rules(session: Session) -> None:
    """Add the shipped rules for items that have none; those that are there stay as somebody has changed them."""
    known = set(session.scalars(select(EvidenceRule.item)))
    session.add_all(
        EvidenceRule(
            item=rule.item,
            valid_from=SHIPPED_FROM,
            is_required=True,
            conditions=rule.conditions,
            brought_by=rule.brought_by,
        )
        for rule in SHIPPED
        if rule.item not in known
    )


def evidence_rules(session: Session, on: date) -> list[EvidenceRule]:
    """The rule of each item that is valid on this day, in the order of `EvidenceItem`."""
    rows = select(EvidenceRule).where(EvidenceRule.valid_from <= on).order_by(EvidenceRule.valid_from)
    rules = {rule.item: rule for rule in session.scalars(rows)}
    return [rules[item] for item in EvidenceItem if item in rules]


def rules_of(session: Session, item: str) -> list[EvidenceRule]:
    """Every rule of an item, the latest first. Refused: `NotFound`."""
    if item not in set(EvidenceItem):
        raise NotFound(say("There is no evidence “%(item)s”.", item=item[:60]))
    rows = select(EvidenceRule).where(EvidenceRule.item == item).order_by(EvidenceRule.valid_from.desc())
    return list(session.scalars(rows))


def applies(rule: EvidenceRule, facts: Collection[str]) -> bool:
    """Whether the rule asks for its item, given facts such as `class:normal`, `method:scrap`, `flag:vehicle`."""
    conditions = rule.conditions.split()
    return rule.is_required and (not conditions or any(condition in facts for condition in conditions))


def may_change_rules(session: Session, actor: Actor) -> bool:
    """Whoever publishes processes, or tunes them as an administrator."""
    return any(has_permission(session, actor, permission) for permission in CHANGES_RULES)


def change_rule(
    session: Session, actor: Actor, change: AskedFor, *, is_required: bool, valid_from: date, known: Collection[str]
) -> EvidenceRule:
    """From `valid_from` on, ask for an item as `change` says, or do without it; a rule of the same day is replaced.

    Refused: anybody but `may_change_rules`, a day that has passed (what was archived was right then), conditions that
    are not among `known`, a role that does not exist.
    """
    if not may_change_rules(session, actor):
        raise NotAllowed(say("Only a process owner or an administrator changes what has to be proved."))
    conditions = " ".join(dict.fromkeys(change.conditions.split()))
    problems = [
        (valid_from >= clock.now().date(), "valid_from", say("A rule begins today or later.")),
        (set(conditions.split()) <= set(known), "conditions", say("Choose among the conditions offered.")),
        (len(conditions) <= MAX_CONDITIONS, "conditions", say("These are too many conditions.")),
        (session.get(Role, change.brought_by) is not None, "brought_by", say("There is no such role.")),
    ]
    if refused := [Problem(where, sentence) for holds, where, sentence in problems if not holds]:
        raise Invalid(refused)
    same_day = select(EvidenceRule).where(EvidenceRule.item == change.item, EvidenceRule.valid_from == valid_from)
    rule = session.scalars(same_day).one_or_none() or EvidenceRule(item=change.item, valid_from=valid_from)
    rule.is_required, rule.conditions, rule.brought_by = is_required, conditions, change.brought_by
    rule.changed_by, rule.changed_at = actor.person_id, clock.now()
    session.add(rule)
    data = {"item": change.item, "is_required": is_required, "conditions": conditions, "brought_by": change.brought_by}
    event = {**data, "valid_from": valid_from.isoformat()}
    record_master_event(session, actor, RULES_CHAIN, "settings", "evidence_rule_changed", event)
    return rule
