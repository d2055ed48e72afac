"""No case is closed before what the tax office asks for is there, or finance goes without it (domain.md B9)."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest

from engine.errors import Conflict, Invalid, NotAllowed
from engine.history.queries import events_of
from tests.workflows.company import Company
from tests.workflows.disposal.test_releasing import cleared
from tests.workflows.disposal.walk import Walk, start
from workflows.assets.models import AssetState
from workflows.disposal.proving import bring_evidence, checklist_of, waive_evidence
from workflows.evidence.models import EvidenceItem
from workflows.evidence.rules import require_item


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
    walk.act(lambda s: require_item(s, owner, EvidenceItem.RESPONSIBILITY, is_required=False))
    assert "responsibility" not in missing(walk)
    accountant = sqlite_company["accountant"]
    with pytest.raises(NotAllowed):
        walk.act(lambda s: require_item(s, accountant, EvidenceItem.TAX_BASIS, is_required=False))
