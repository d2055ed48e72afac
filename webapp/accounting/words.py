"""What the codes of journals, charts and conventions are called on pages."""

from __future__ import annotations

from engine.errors import Sentence, say

JOURNAL_KINDS: dict[str, Sentence] = {
    "disposal": say("Disposal"),
    "depreciation": say("Depreciation"),
    "impairment": say("Impairment"),
    "taking_over": say("Taking over"),
    "held_for_sale": say("Held for sale"),
}
CHARTS: dict[str, Sentence] = {
    "cas": say("Chinese Accounting Standards"),
    "small": say("Standards for small enterprises"),
    "ifrs": say("IFRS"),
}
CONVENTIONS: dict[str, Sentence] = {
    "CN_NEXT_MONTH": say("From the next month, the month of leaving in full"),
    "DAILY": say("To the day"),
    "HALF_MONTH": say("By halves of the month"),
    "US_MID_MONTH": say("Half a month at both ends"),
    "HALF_YEAR": say("Half a year at both ends"),
}
TAX_CODES: dict[str, Sentence] = {
    "general": say("General rate"),
    "used_asset": say("Used assets, simplified"),
    "exempt": say("No VAT"),
}
LAYOUTS: dict[str, Sentence] = {
    "plain": say("Plain columns"),
    "kingdee": say("Columns of Kingdee"),
    "yonyou": say("Columns of Yonyou"),
    "sap": say("Columns of SAP"),
}


def kind_name(kind: str) -> Sentence:
    """What a kind of journal is called."""
    return JOURNAL_KINDS.get(kind) or say("Journal")
