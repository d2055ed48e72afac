"""The words for technical kinds, so that sentences of the check read well in every language."""

from __future__ import annotations

from engine.errors import Sentence, say

_WORDS = {
    "process": say("process"),
    "decision": say("decision"),
    "form": say("form"),
    "message": say("message"),
    "signal": say("signal"),
    "error": say("error"),
    "escalation": say("escalation"),
    "timer": say("timer"),
    "conditional": say("condition"),
    "link": say("link"),
    "compensate": say("compensation"),
    "cancel": say("cancel"),
    "terminate": say("terminate"),
    "complexGateway": say("complex gateway"),
    "adHocSubProcess": say("ad-hoc sub-process"),
    "transaction": say("transaction"),
    "standardLoopCharacteristics": say("loop marker"),
    "dataStore": say("data store"),
    "dataStoreReference": say("data store"),
    "choreography": say("choreography"),
    "globalChoreographyTask": say("choreography"),
    "conversation": say("conversation"),
    "globalConversation": say("conversation"),
    "globalTask": say("global task"),
    "globalUserTask": say("global task"),
    "globalManualTask": say("global task"),
    "globalScriptTask": say("global task"),
    "globalBusinessRuleTask": say("global task"),
    "ioSpecification": say("data specification"),
}


def word(kind: str) -> Sentence | str:
    """The word for a kind, or the kind itself where there is none."""
    return _WORDS.get(kind, kind)
