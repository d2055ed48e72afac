"""What evidence is called, for people."""

from __future__ import annotations

from engine.errors import Sentence, say
from workflows.evidence.models import EvidenceItem


def item_name(item: EvidenceItem | str) -> Sentence:
    """An item of the checklist, for people."""
    return _NAMES[EvidenceItem(item)]


_NAMES = {
    EvidenceItem.TAX_BASIS: say("Purchase invoice or other tax basis"),
    EvidenceItem.ASSET_CARD: say("Asset card"),
    EvidenceItem.PHOTOS: say("Photos, two at least"),
    EvidenceItem.APPRAISAL: say("Technical appraisal"),
    EvidenceItem.RESPONSIBILITY: say("Finding on responsibility"),
    EvidenceItem.APPROVAL: say("Record of the approval"),
    EvidenceItem.DECLARATION: say("Signed declaration of the company"),
    EvidenceItem.SPECIAL_REPORT: say("Special report by professionals"),
    EvidenceItem.POLICE_REPORT: say("Police report"),
    EvidenceItem.COUNT_SHEET: say("Count sheet of the stocktake"),
    EvidenceItem.QUOTES: say("Quotes or auction"),
    EvidenceItem.CONTRACT: say("Contract of sale"),
    EvidenceItem.SALES_INVOICE: say("Sales invoice"),
    EvidenceItem.PAYMENT: say("Receipt of the payment"),
    EvidenceItem.CREDIT_NOTE: say("Credit note for the trade-in"),
    EvidenceItem.VENDOR_NOTE: say("Credit note of the vendor"),
    EvidenceItem.DONEE_RECEIPT: say("Receipt of the donee"),
    EvidenceItem.DEEMED_SUPPLY: say("Check of the deemed taxable supply"),
    EvidenceItem.PARTS_LIST: say("List of the parts kept"),
    EvidenceItem.MANIFEST: say("Recycler's licence and manifest"),
    EvidenceItem.SANITIZATION: say("Certificates of sanitization"),
    EvidenceItem.VEHICLE: say("Vehicle papers"),
    EvidenceItem.USE_REGISTRATION: say("Cancelled use registration"),
    EvidenceItem.TITLE: say("Valuation and transfer of title"),
    EvidenceItem.RELEASE: say("Release by customs, lender or lessor"),
    EvidenceItem.RELEASE_SLIP: say("Signed hand-over slip"),
    EvidenceItem.COMPENSATION: say("Statement on insurance and compensation"),
    EvidenceItem.EXPLANATION: say("Signed explanation of a late booking"),
    EvidenceItem.JOURNAL: say("Voucher"),
}
