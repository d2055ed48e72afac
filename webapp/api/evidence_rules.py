"""The rules of evidence, and the wastes that categories become."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from webapp.api.blueprint import blueprint
from webapp.api.callers import caller
from webapp.api.reading import Entry, Idempotency
from webapp.api.replies import act, reply
from webapp.edge import database
from workflows.disposal.evidence_facts import KNOWN_FACTS
from workflows.disposal.waste import add_waste_code, codes_by_category, give_codes, waste_codes
from workflows.evidence.models import EvidenceItem, EvidenceRule
from workflows.evidence.rules import AskedFor, change_rule, evidence_rules, rules_of

EVIDENCE = Tag(name="evidence", description="What disposals have to prove, and the codes of hazardous wastes.")


class Rule(BaseModel):
    """When an item is asked for from a day on: always where there are no conditions. `brought_by` is a role."""

    item: EvidenceItem
    valid_from: date
    is_required: bool
    conditions: list[str]
    brought_by: str
    changed_by: UUID | None


class Rules(BaseModel):
    """Rules, and every condition that one may have."""

    items: list[Rule]
    known_conditions: list[str]


class RuleBody(Entry):
    """A rule from `valid_from` on, which is today or later."""

    valid_from: date
    is_required: bool = True
    conditions: list[str] = Field(default_factory=list, max_length=50)
    brought_by: str = Field(max_length=40)


class RulePath(BaseModel):
    """Which item."""

    item: EvidenceItem


class Waste(BaseModel):
    """A kind of hazardous waste, and the categories whose assets become it."""

    code: str
    name: str
    name_en: str
    category_ids: list[UUID]


class Wastes(BaseModel):
    """Every kind of waste."""

    items: list[Waste]


class WasteBody(Entry):
    """A code of the National List of Hazardous Wastes, such as HW31 900-052-31."""

    code: str = Field(max_length=40)
    name: str = Field(max_length=100)
    name_en: str = Field("", max_length=100)


class CodesBody(Entry):
    """The codes of every waste that assets of the category become."""

    codes: list[str] = Field(max_length=50)


class CategoryPath(BaseModel):
    """Which category."""

    category_id: UUID


@blueprint.get("/evidence-rules", responses={200: Rules}, tags=[EVIDENCE])
def list_evidence_rules() -> Response:
    """The rules valid today."""
    with database().reading() as session:
        return reply(_rules(evidence_rules(session, clock.now().date())))


@blueprint.get("/evidence-rules/<item>", responses={200: Rules}, tags=[EVIDENCE])
def show_evidence_rules(path: RulePath) -> Response:
    """Every rule of an item, the latest first."""
    with database().reading() as session:
        return reply(_rules(rules_of(session, path.item)))


@blueprint.post("/evidence-rules/<item>", responses={200: Rule}, tags=[EVIDENCE])
def change_evidence_rule(header: Idempotency, path: RulePath, body: RuleBody) -> Response:
    """Ask for an item otherwise from a day on: for process owners and administrators."""

    def change(session: Session, actor: Actor) -> BaseModel:
        asked = AskedFor(path.item, body.brought_by, " ".join(body.conditions))
        return _rule(
            change_rule(
                session, actor, asked, is_required=body.is_required, valid_from=body.valid_from, known=KNOWN_FACTS
            )
        )

    return act(change, header=header)


@blueprint.get("/waste-codes", responses={200: Wastes}, tags=[EVIDENCE])
def list_waste_codes() -> Response:
    """The kinds of hazardous waste."""
    with database().reading() as session:
        caller()
        return reply(_wastes(session))


@blueprint.post("/waste-codes", responses={200: Wastes}, tags=[EVIDENCE])
def save_waste_code(header: Idempotency, body: WasteBody) -> Response:
    """Add a code, or name one anew."""

    def save(session: Session, actor: Actor) -> BaseModel:
        add_waste_code(session, actor, body.code, body.name, name_en=body.name_en)
        session.flush()  # the answer reads it by query
        return _wastes(session)

    return act(save, header=header)


@blueprint.post("/categories/<uuid:category_id>/waste-codes", responses={200: Wastes}, tags=[EVIDENCE])
def choose_waste_codes(header: Idempotency, path: CategoryPath, body: CodesBody) -> Response:
    """Say which wastes the assets of a category become; those not named are gone."""

    def choose(session: Session, actor: Actor) -> BaseModel:
        give_codes(session, actor, path.category_id, body.codes)
        session.flush()  # as above
        return _wastes(session)

    return act(choose, header=header)


def _rules(rules: list[EvidenceRule]) -> Rules:
    return Rules(items=[_rule(rule) for rule in rules], known_conditions=list(KNOWN_FACTS))


def _rule(rule: EvidenceRule) -> Rule:
    return Rule(
        item=EvidenceItem(rule.item),
        valid_from=rule.valid_from,
        is_required=rule.is_required,
        conditions=rule.conditions.split(),
        brought_by=rule.brought_by,
        changed_by=rule.changed_by,
    )


def _wastes(session: Session) -> Wastes:
    given = codes_by_category(session)
    return Wastes(
        items=[
            Waste(
                code=row.code,
                name=row.name,
                name_en=row.name_en,
                category_ids=[category_id for category_id, codes in given.items() if row.code in codes],
            )
            for row in waste_codes(session)
        ]
    )
