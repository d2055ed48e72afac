"""Every code that a dossier shows has its word."""

from __future__ import annotations

from workflows.disposal.media_rules import Confidentiality, SanitizationMethod
from workflows.disposal.models import DisposalMethod, EvidenceKind, Gate, RequestStatus, TaxClass, Technique, Verdict
from workflows.dossier.words import WORDS
from workflows.evidence.models import EvidenceItem

KINDS = {
    "status": RequestStatus,
    "method": DisposalMethod,
    "verdict": Verdict,
    "tax_class": TaxClass,
    "gate": Gate,
    "item": EvidenceItem,
    "technique": Technique,
    "sanitization": SanitizationMethod,
    "confidentiality": Confidentiality,
}


def test_every_code_has_a_word() -> None:
    codes = {f"{kind}.{code}" for kind, values in KINDS.items() for code in values}
    codes |= {f"file.{kind}" for kinds in (EvidenceKind, EvidenceItem) for kind in kinds}
    assert sorted(codes - WORDS.keys()) == []
