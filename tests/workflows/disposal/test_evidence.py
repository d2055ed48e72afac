"""No case is closed before what the tax office asks for is there, or finance goes without it (domain.md B9)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.errors import Conflict, Invalid, NotAllowed
from engine.history.queries import events_of
from tests.workflows.company import Company
from tests.workflows.disposal.test_releasing import cleared
from tests.workflows.disposal.walk import Walk, start
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.evidence_facts import KNOWN_FACTS, is_large_loss
from workflows.disposal.explaining import explanation_of
from workflows.disposal.proving import bring_evidence, checklist_of, waive_evidence
from workflows.disposal.queries import request_facts
from workflows.evidence.models import EvidenceItem
from workflows.evidence.rules import AskedFor, change_rule


def missing(walk: Walk) -> list[str]:
    with walk.company.db.reading() as session:
        return [row.item.value for row in checklist_of(session, walk.request_id) if row.is_missing]


def confirm(walk: Walk) -> None:
    walk.complete("accountant", "Task_ConfirmVoucher", answers={"posting_date": walk.today(), "voucher_no": ""})


def test_the_voucher_waits_for_the_evidence(company: Company) -> None:
    walk = cleared(company)
    walk.hand_out()
    assert missing(walk) == ["tax_basis", "responsibility", "compensation"]
    with pytest.raises(Conflict, match="Evidence is missing"):
        confirm(walk)
    accountant, finance = company["accountant"], company["finance_manager"]
    invoice = [UUID(file_id) for file_id in walk.attach("accountant")]
    walk.act(lambda s: bring_evidence(s, accountant, walk.request_id, "tax_basis", file_ids=invoice))
    walk.act(lambda s: bring_evidence(s, accountant, walk.request_id, "compensation", file_ids=[], statement="无"))
    with pytest.raises(Conflict):
        confirm(walk)
    walk.act(lambda s: waive_evidence(s, finance, walk.request_id, "responsibility", reason="自然老化"))
    confirm(walk)
    assert walk.states() == {AssetState.DISPOSED}
    with company.db.reading() as session:
        kinds = [event.kind for event in events_of(session, walk.instance_id)]
    assert kinds.count("evidence_brought") == 2
    assert kinds.count("evidence_waived") == 1


def test_a_special_loss_needs_a_signed_declaration(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.collect()
    walk.prepare()
    answers = {"tax_class": "special"}
    walk.complete("accountant", "Task_FinanceReview", decision="approve", answers=answers)
    assert "declaration" in missing(walk)


def test_only_finance_goes_without_evidence_and_says_why(sqlite_company: Company) -> None:
    walk = cleared(sqlite_company)
    for role in ("accountant", "asset_manager", "process_owner"):
        waive = partial(
            waive_evidence, actor=sqlite_company[role], request_id=walk.request_id, item="tax_basis", reason="丢失"
        )
        with pytest.raises(NotAllowed):
            walk.act(waive)
    finance = sqlite_company["finance_manager"]
    with pytest.raises(Invalid):
        walk.act(lambda s: waive_evidence(s, finance, walk.request_id, "tax_basis", reason=" "))
    with pytest.raises(Conflict):
        walk.act(lambda s: waive_evidence(s, finance, walk.request_id, "asset_card", reason="丢失"))


def test_neither_file_nor_words_are_no_evidence(sqlite_company: Company) -> None:
    walk = cleared(sqlite_company)
    actor = sqlite_company["accountant"]
    with pytest.raises(Invalid):
        walk.act(lambda s: bring_evidence(s, actor, walk.request_id, "tax_basis", file_ids=[], statement=" "))


def test_the_process_owner_decides_what_is_required(sqlite_company: Company) -> None:
    walk = cleared(sqlite_company)
    owner = sqlite_company["process_owner"]
    gone = AskedFor(EvidenceItem.RESPONSIBILITY, "asset_manager")
    today = date.fromisoformat(walk.today())
    asked = partial(change_rule, change=gone, is_required=False, known=KNOWN_FACTS)
    walk.act(lambda s: asked(s, owner, valid_from=today + timedelta(days=3)))
    assert "responsibility" in missing(walk)
    walk.act(lambda s: asked(s, owner, valid_from=today))
    assert "responsibility" not in missing(walk)
    accountant = sqlite_company["accountant"]
    with pytest.raises(NotAllowed):
        walk.act(lambda s: asked(s, accountant, valid_from=today))


def test_a_rule_cannot_be_wrong(sqlite_company: Company) -> None:
    owner, yesterday = sqlite_company["process_owner"], clock.now().date() - timedelta(days=2)
    asked = AskedFor(EvidenceItem.TAX_BASIS, "nobody", "method:magic")
    with pytest.raises(Invalid) as refused, sqlite_company.db.transaction() as session:
        change_rule(session, owner, asked, is_required=True, valid_from=yesterday, known=KNOWN_FACTS)
    assert {problem.where for problem in refused.value.problems} == {"valid_from", "conditions", "brought_by"}


def test_a_report_will_do_for_the_declaration_of_a_special_loss(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    walk.collect()
    walk.prepare()
    walk.complete("accountant", "Task_FinanceReview", decision="approve", answers={"tax_class": "special"})
    assert {"declaration", "special_report"} <= set(missing(walk))
    actor = sqlite_company["finance_manager"]
    walk.act(lambda s: bring_evidence(s, actor, walk.request_id, "special_report", file_ids=[], statement="审计报告"))
    assert not {"declaration", "special_report"} & set(missing(walk))


def test_a_loss_booked_in_a_later_year_has_to_be_explained(sqlite_company: Company) -> None:
    with time_machine.travel("2026-12-28T02:00:00Z"):
        walk = cleared(sqlite_company)
        walk.hand_out()
        assert "explanation" not in missing(walk)
    with time_machine.travel("2027-01-05T02:00:00Z"):
        assert "explanation" in missing(walk)
        with sqlite_company.db.reading() as session:
            told = explanation_of(session, walk.facts())
    assert told.is_late
    assert [name for name, _, _ in told.steps] == ["marked", "submitted", "approved", "left"]
    assert told.posted_on.year == 2027


def test_a_loss_of_a_tenth_of_its_class_is_large(company: Company) -> None:
    walk = start(company, "SZ-IT-0006")
    walk.collect()
    walk.prepare()

    def others_cost(much: str) -> bool:
        def change(session: Session) -> bool:
            mine = find_asset_by_no(session, "SZ-IT-0006")
            same = (Asset.category_id == mine.category_id) & (Asset.legal_entity_id == mine.legal_entity_id)
            others = list(session.scalars(select(Asset).where(same, Asset.id != mine.id)))
            for one in others:
                one.state = AssetState.DISPOSED
            others[0].state, others[0].cost = AssetState.IN_USE, Decimal(much)
            session.flush()
            facts = request_facts(session, walk.request_id)
            facts.assets[0].line.net_value = Decimal("8800.00")
            return is_large_loss(session, facts)

        return bool(walk.act(change))

    assert others_cost("79200.00")
    assert not others_cost("79200.01")
