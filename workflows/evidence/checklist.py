"""The checklist of one request: what is required, what is there, who still has to bring what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.evidence.models import EvidenceItem, EvidencePaper, EvidenceWaiver
from workflows.evidence.rules import applies, evidence_rules


@dataclass(frozen=True)
class ChecklistRow:
    """An item: `is_proved` by the case itself, or by the `papers` brought, or waived. `has_alternative`: what stands in
    its place is there, so that it is not missing."""

    item: EvidenceItem
    is_required: bool
    brought_by: str
    is_proved: bool
    papers: Sequence[EvidencePaper]
    waiver: EvidenceWaiver | None
    has_alternative: bool = False

    @property
    def is_there(self) -> bool:
        return self.is_proved or bool(self.papers)

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.is_there and not self.has_alternative and self.waiver is None


ALTERNATIVES = {
    EvidenceItem.DECLARATION: EvidenceItem.SPECIAL_REPORT,
    EvidenceItem.SPECIAL_REPORT: EvidenceItem.DECLARATION,
}
"""For a large or special loss the company's own declaration will do instead of a report (公告2018年第65号)."""


def checklist(
    session: Session, request_id: UUID, *, facts: Collection[str], proved: Collection[EvidenceItem], on: date
) -> list[ChecklistRow]:
    """The items that these facts require by the rules of the day `on`, and those that are there all the same. `proved`
    by the case itself."""
    papers: dict[str, list[EvidencePaper]] = {}
    rows = select(EvidencePaper).where(EvidencePaper.request_id == request_id).order_by(EvidencePaper.id)
    for paper in session.scalars(rows):
        papers.setdefault(paper.item, []).append(paper)
    waived = select(EvidenceWaiver).where(EvidenceWaiver.request_id == request_id)
    waivers = {waiver.item: waiver for waiver in session.scalars(waived)}
    found = [
        ChecklistRow(
            item=EvidenceItem(rule.item),
            is_required=applies(rule, facts),
            brought_by=rule.brought_by,
            is_proved=rule.item in proved,
            papers=papers.get(rule.item, ()),
            waiver=waivers.get(rule.item),
            has_alternative=bool({ALTERNATIVES.get(EvidenceItem(rule.item))} & (papers.keys() | waivers.keys())),
        )
        for rule in evidence_rules(session, on)
    ]
    return [row for row in found if row.is_required or row.papers]
