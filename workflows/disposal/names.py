"""What the codes of a disposal are called, for people."""

from __future__ import annotations

from engine.errors import Sentence, say
from workflows.disposal.models import DisposalMethod, Gate, RequestStatus, Technique, Verdict


def status_name(status: RequestStatus | str) -> Sentence:
    """How far a request has come, for people."""
    return _STATUS_NAMES[RequestStatus(status)]


def verdict_name(verdict: Verdict | str) -> Sentence:
    """A verdict, for people."""
    return _VERDICT_NAMES[Verdict(verdict)]


def method_name(method: DisposalMethod | str) -> Sentence:
    """A disposal method, for people."""
    return _METHOD_NAMES[DisposalMethod(method)]


def flag_name(flag: str) -> Sentence:
    """A flag of `flags_of`, for people."""
    return _FLAG_NAMES[flag]


def technique_name(technique: Technique | str) -> Sentence:
    """How thoroughly data were made away with, for people."""
    return _TECHNIQUE_NAMES[Technique(technique)]


def gate_name(gate: Gate | str) -> Sentence:
    """What has to be settled before the assets leave, for people."""
    return _GATE_NAMES[Gate(gate)]


_STATUS_NAMES = {
    RequestStatus.MARKED: say("Marked"),
    RequestStatus.COLLECTED: say("Collected"),
    RequestStatus.SUBMITTED: say("Submitted"),
    RequestStatus.RETURNED: say("Returned for correction"),
    RequestStatus.REJECTED: say("Rejected"),
    RequestStatus.WITHDRAWN: say("Withdrawn"),
    RequestStatus.APPROVED: say("Approved"),
    RequestStatus.DISPOSED: say("Written off"),
    RequestStatus.RELOCATED: say("Relocated"),
    RequestStatus.REINSTATED: say("Reinstated"),
    RequestStatus.CANCELLED: say("Cancelled"),
}

_VERDICT_NAMES = {
    Verdict.IRREPARABLE: say("Beyond repair"),
    Verdict.REPAIRABLE: say("Repairable"),
    Verdict.PENDING: say("Not yet appraised"),
}

_METHOD_NAMES = {
    DisposalMethod.SCRAP: say("Scrap"),
    DisposalMethod.DAMAGE: say("Damage"),
    DisposalMethod.LOSS: say("Loss or theft"),
    DisposalMethod.SALE: say("Sale"),
    DisposalMethod.TRADE_IN: say("Trade-in"),
    DisposalMethod.DONATION: say("Donation"),
    DisposalMethod.RELOCATION: say("Relocation inside the company"),
    DisposalMethod.TRANSFER: say("Transfer to another company of the group"),
    DisposalMethod.RETURN_TO_LESSOR: say("Return to the lessor"),
    DisposalMethod.RETURN_TO_VENDOR: say("Return to the vendor"),
    DisposalMethod.PARTS: say("Taken apart for parts"),
    DisposalMethod.SHORTAGE: say("Missing at a stocktake"),
}

_FLAG_NAMES = {
    "data_bearing": say("Data-bearing"),
    "vehicle": say("Vehicle"),
    "hazardous": say("Hazardous"),
    "leased": say("Leased"),
    "mortgaged": say("Mortgaged"),
    "subsidised": say("Subsidised"),
    "under_customs_supervision": say("Under customs supervision"),
    "state_owned": say("State-owned"),
    "special_equipment": say("Special equipment"),
    "property": say("Land or building"),
}

_GATE_NAMES = {
    Gate.SANITIZATION: say("Data sanitization"),
    Gate.HAZARDOUS_WASTE: say("Hazardous waste manifest"),
    Gate.VEHICLE_PAPERS: say("Vehicle papers"),
    Gate.QUOTES: say("Quotes or auction"),
    Gate.RELEASE: say("Release by customs, lender or lessor"),
    Gate.SPECIAL_EQUIPMENT: say("Cancelled use registration"),
    Gate.PROPERTY_TITLE: say("Valuation and transfer of title"),
}

_TECHNIQUE_NAMES = {
    Technique.CLEAR: say("Cleared"),
    Technique.PURGE: say("Purged"),
    Technique.DESTROY: say("Destroyed"),
}
