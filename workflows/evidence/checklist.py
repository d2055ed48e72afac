"""The checklist of one request: what is required, what is there, who still has to bring what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.evidence.models import EvidenceItem, EvidencePaper, EvidenceWaiver
from workflows.evidence.rules import applies, evidence_rules


@dataclass(frozen=True)
class ChecklistRow:
    """An item: `is_proved` by the case itself, or by the `papers` brought, or waived."""

    item: EvidenceItem
    is_required: bool
    brought_by: str
    is_proved: bool
    papers: Sequence[EvidencePaper]
    waiver: EvidenceWaiver | None

    @property
    def is_there(self) -> bool:
        return self.is_proved or bool(self.papers)

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.is_there and self.waiver is None


def checklist(
    session: Session, request_id: UUID, *, facts: Collection[str], proved: Collection[EvidenceItem]
) -> list[ChecklistRow]:
    """The items that these facts require, and those that are there all the same. `proved` by the case itself."""
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
        )
        for rule in evidence_rules(session)
    ]
    return [row for row in found if row.is_required or row.papers]
