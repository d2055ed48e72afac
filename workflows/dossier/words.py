"""What the codes in a dossier and the labels of its papers are called, for people; translated at the edge."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.errors import Sentence, say
from workflows.disposal.media_rules import Confidentiality, SanitizationMethod
from workflows.disposal.models import DisposalMethod, EvidenceKind, Gate, RequestStatus, TaxClass, Technique, Verdict
from workflows.disposal.names import flag_name, gate_name, method_name, status_name, verdict_name
from workflows.evidence.models import EvidenceItem
from workflows.evidence.names import item_name

Words = Mapping[str, Mapping[str, str]]
"""By language (`zh`, `en`), then by the keys of `WORDS`."""
FLAGS = (
    "data_bearing",
    "vehicle",
    "hazardous",
    "leased",
    "mortgaged",
    "subsidised",
    "under_customs_supervision",
    "state_owned",
)
_FILES = {
    "photo": say("Photo"),
    EvidenceKind.HAND_OUT_PHOTO: say("Photo of the hand-out"),
    EvidenceKind.HAND_OUT_RECEIPT: say("Signed receipt"),
    EvidenceKind.MINUTES: say("Minutes"),
}
_TECHNIQUES = {
    Technique.CLEAR: say("Clear"),
    Technique.PURGE: say("Purge"),
    Technique.DESTROY: say("Destroy"),
}
_CONFIDENTIALITY = {
    Confidentiality.LOW: say("low"),
    Confidentiality.MODERATE: say("moderate"),
    Confidentiality.HIGH: say("high"),
}
_METHODS = {
    SanitizationMethod.OVERWRITE: say("overwriting"),
    SanitizationMethod.BLOCK_ERASE: say("block erase"),
    SanitizationMethod.CRYPTO_ERASE: say("crypto erase"),
    SanitizationMethod.DEGAUSS: say("degaussing"),
    SanitizationMethod.SHRED: say("shredding"),
    SanitizationMethod.DISINTEGRATE: say("disintegration"),
    SanitizationMethod.INCINERATE: say("incineration"),
}
_LABELS = {
    "record": say("Disposal of fixed assets: record of the approval"),
    "slip": say("Disposal of fixed assets: hand-over slip"),
    "number": say("Number"),
    "revision": say("Revision"),
    "requester": say("Started by"),
    "requested": say("Requested"),
    "status": say("Request status"),
    "method": say("Method"),
    "buyer": say("Recipient"),
    "verdict": say("Verdict"),
    "tax_class": say("Declared as"),
    "flags": say("Flags"),
    "cost": say("Original cost"),
    "accumulated": say("Accumulated depreciation"),
    "net_value": say("Net book value"),
    "reason": say("Reason"),
    "total": say("Total"),
    "assets": say("Assets"),
    "asset_no": say("Asset number"),
    "name": say("Name"),
    "serial_no": say("Serial number"),
    "opinions": say("Opinions"),
    "step": say("Step"),
    "who": say("Handled by"),
    "conclusion": say("Conclusion"),
    "comment": say("Words"),
    "when": say("When"),
    "for": say("for"),
    "not_asked_again": say("not asked again: the earlier approval counts"),
    "gates": say("Gates"),
    "document": say("Document"),
    "certificates": say("Certificates of sanitization"),
    "certificate": say("Certificate"),
    "technique": say("Technique"),
    "performed_by": say("Carried out by"),
    "verified_by": say("Verified by"),
    "result": say("Result"),
    "passed": say("passed"),
    "failed": say("failed"),
    "day": say("Day"),
    "hand_out": say("Hand-out"),
    "recipient": say("Recipient"),
    "handed_out_by": say("Handed out by"),
    "guard": say("Guard"),
    "weight": say("Weight"),
    "voucher": say("Voucher"),
    "account": say("Account"),
    "debit": say("Debit"),
    "credit": say("Credit"),
    "posted_on": say("Posted on"),
    "erp_no": say("Number in the ERP"),
    "evidence": say("Evidence"),
    "there": say("there"),
    "missing": say("missing"),
    "waived": say("done without"),
    "optional": say("not required"),
    "files": say("Files"),
    "pictures": say("Pictures"),
    "verification": say("Verification"),
    "archived_hash": say("Archived hash (SHA-256)"),
    "chain_head": say("Head of the history, events:"),
    "how_to_verify": say("VERIFY.txt in the dossier says how anybody can check it."),
    "condition": say("Condition"),
    "checked": say("Checked"),
    "signature": say("Signature and day"),
    "nobody": say("Nobody has decided anything yet."),
    "page": say("Page"),
}


def _words() -> dict[str, Sentence]:
    return {
        **{f"label.{key}": sentence for key, sentence in _LABELS.items()},
        **{f"status.{status}": status_name(status) for status in RequestStatus},
        **{f"method.{method}": method_name(method) for method in DisposalMethod},
        **{f"verdict.{verdict}": verdict_name(verdict) for verdict in Verdict},
        **{f"gate.{gate}": gate_name(gate) for gate in Gate},
        **{f"flag.{flag}": flag_name(flag) for flag in FLAGS},
        **{f"item.{item}": item_name(item) for item in EvidenceItem},
        **{f"file.{item}": item_name(item) for item in EvidenceItem},
        **{f"file.{gate}": gate_name(gate) for gate in Gate},
        **{f"file.{kind}": sentence for kind, sentence in _FILES.items()},
        **{f"technique.{code}": sentence for code, sentence in _TECHNIQUES.items()},
        **{f"sanitization.{code}": sentence for code, sentence in _METHODS.items()},
        **{f"confidentiality.{code}": sentence for code, sentence in _CONFIDENTIALITY.items()},
        f"tax_class.{TaxClass.NORMAL}": say("By list"),
        f"tax_class.{TaxClass.SPECIAL}": say("Special item"),
        "decision.approve": say("approved"),
        "decision.reject": say("rejected"),
        "decision.send_back": say("sent back"),
        "decision.": say("done"),
    }


WORDS: Mapping[str, Sentence] = _words()


def words_in(say_in: Callable[[Sentence, str], str]) -> Words:
    """The words in both languages, as `say_in(sentence, language)` says them."""
    languages = {"zh": "zh_CN", "en": "en"}
    return {key: {word: say_in(sentence, code) for word, sentence in WORDS.items()} for key, code in languages.items()}
