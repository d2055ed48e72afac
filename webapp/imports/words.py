"""What imports and the fields of their reports are called."""

from __future__ import annotations

from engine.errors import Sentence, say
from workflows.imports.kinds import KINDS
from workflows.imports.models import ImportRun, ImportStatus, Outcome

OUTCOMES: dict[str, tuple[Sentence, str]] = {
    Outcome.NEW: (say("New"), "green"),
    Outcome.CHANGED: (say("Changed"), "blue"),
    Outcome.SAME: (say("Unchanged"), "secondary"),
    Outcome.REFUSED: (say("Refused"), "red"),
    Outcome.SKIPPED: (say("Skipped"), "secondary"),
}
STATUSES: dict[str, tuple[Sentence, str]] = {
    ImportStatus.RECEIVED: (say("Columns to be confirmed"), "yellow"),
    ImportStatus.CHECKING: (say("Being checked"), "blue"),
    ImportStatus.CHECKED: (say("To be taken over"), "yellow"),
    ImportStatus.APPLYING: (say("Being taken over"), "blue"),
    ImportStatus.APPLIED: (say("Taken over"), "green"),
}
_FIELDS: dict[str, Sentence] = {
    "imported_accumulated": say("Accumulated depreciation"),
    "imported_through": say("Depreciation counted to"),
    "org_unit_id": say("Department"),
    "category_id": say("Category"),
    "depreciation_method": say("Depreciation method"),
    "impaired_on": say("Month of the impairment"),
    "custom_fields": say("Custom fields"),
    "take_good": say("Good rows"),
}
FIELD_NAMES: dict[str, Sentence] = _FIELDS | {
    target.code: target.label for kind in KINDS.values() for target in kind.targets
}


def field_name(code: str) -> Sentence | str:
    """What a field of a report is called; a column of the file by its header."""
    return FIELD_NAMES.get(code, code.removeprefix("field:"))


def encoding_name(run: ImportRun) -> str:
    """How the file was read, as people know it."""
    return {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030 (GBK)"}.get(
        run.encoding, run.encoding.upper() or "Excel"
    )
