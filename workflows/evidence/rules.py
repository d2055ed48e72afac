"""The rules as shipped; an installation changes them as data (domain.md B9)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, NotFound, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from workflows.evidence.models import EvidenceItem, EvidenceRule

RULES_CHAIN = uuid5(NAMESPACE_URL, "zhangshi:evidence-rules")
"""The chain of events of the rules."""


@dataclass(frozen=True)
class ShippedRule:
    """An item with its conditions and the role that brings it; without conditions it is always required."""

    item: EvidenceItem
    brought_by: str
    conditions: str = ""


_LOSSES = "method:scrap method:damage method:loss"
_ENDS_OF_OWNING = f"{_LOSSES} method:sale method:trade_in method:donation method:transfer"

SHIPPED = (
    ShippedRule(EvidenceItem.TAX_BASIS, "finance_accountant", _ENDS_OF_OWNING),
    ShippedRule(EvidenceItem.ASSET_CARD, "asset_manager"),
    ShippedRule(EvidenceItem.PHOTOS, "asset_manager"),
    ShippedRule(EvidenceItem.APPRAISAL, "tech_appraiser"),
    ShippedRule(EvidenceItem.RESPONSIBILITY, "asset_manager", _LOSSES),
    ShippedRule(EvidenceItem.APPROVAL, "finance_accountant"),
    ShippedRule(EvidenceItem.DECLARATION, "finance_manager", "class:special"),
    ShippedRule(EvidenceItem.POLICE_REPORT, "asset_manager", "method:loss"),
    ShippedRule(EvidenceItem.QUOTES, "purchasing", "method:sale"),
    ShippedRule(EvidenceItem.CONTRACT, "purchasing", "method:sale"),
    ShippedRule(EvidenceItem.SALES_INVOICE, "finance_accountant", "method:sale"),
    ShippedRule(EvidenceItem.PAYMENT, "finance_accountant", "method:sale"),
    ShippedRule(EvidenceItem.DONEE_RECEIPT, "asset_manager", "method:donation"),
    ShippedRule(EvidenceItem.MANIFEST, "ehs_officer", "flag:hazardous"),
    ShippedRule(EvidenceItem.SANITIZATION, "it_security", "flag:data_bearing"),
    ShippedRule(EvidenceItem.VEHICLE, "fleet_officer", "flag:vehicle"),
    ShippedRule(
        EvidenceItem.RELEASE,
        "treasury",
        "flag:leased flag:mortgaged flag:subsidised flag:under_customs_supervision",
    ),
    ShippedRule(EvidenceItem.RELEASE_SLIP, "asset_manager"),
    ShippedRule(EvidenceItem.COMPENSATION, "finance_accountant", _LOSSES),
    ShippedRule(EvidenceItem.JOURNAL, "finance_accountant"),
)


def seed_evidence_rules(session: Session) -> None:
    """Add the shipped rules that are not there; those that are stay as somebody has changed them."""
    known = set(session.scalars(select(EvidenceRule.item)))
    session.add_all(
        EvidenceRule(item=rule.item, is_required=True, conditions=rule.conditions, brought_by=rule.brought_by)
        for rule in SHIPPED
        if rule.item not in known
    )


def evidence_rules(session: Session) -> list[EvidenceRule]:
    """Every rule, in the order of `EvidenceItem`."""
    rules = {rule.item: rule for rule in session.scalars(select(EvidenceRule))}
    return [rules[item] for item in EvidenceItem if item in rules]


def applies(rule: EvidenceRule, facts: Collection[str]) -> bool:
    """Whether the rule asks for its item, given facts such as `class:normal`, `method:scrap`, `flag:vehicle`."""
    conditions = rule.conditions.split()
    return rule.is_required and (not conditions or any(condition in facts for condition in conditions))


def require_item(session: Session, actor: Actor, item: str, *, is_required: bool) -> EvidenceRule:
    """Require an item from now on, or do without it everywhere; whoever may publish processes decides."""
    require_permission(session, actor, Permission.PUBLISH)
    if item not in set(EvidenceItem):
        raise Invalid([Problem("item", say("There is no evidence “%(item)s”.", item=item[:60]))])
    rule = session.get(EvidenceRule, item)
    if rule is None:
        raise NotFound(say("There is no evidence “%(item)s”.", item=item))
    if rule.is_required != is_required:
        rule.is_required = is_required
        data = {"item": item, "is_required": is_required}
        record_master_event(session, actor, RULES_CHAIN, "settings", "evidence_rule_changed", data)
    return rule
