"""Tasks that ask for nothing but the decision."""

from __future__ import annotations

from engine.definitions.definition import Definition
from engine.inbox import InboxItem

APPROVE = "approve"


def asks_only_for_a_decision(definition: Definition, item: InboxItem) -> bool:
    """Whether the task offers to approve, demands no comment for it and no entry of its form, but for such as show only
    in some cases: those are refused when it comes to it."""
    description = definition.process(item.process_id).user_tasks[item.element_id]
    properties = description.properties
    if item.is_advice or APPROVE not in _listed(properties.get("decisions", "")):
        return False
    if APPROVE in _listed(properties.get("commentRequiredOn", "")):
        return False
    form = definition.form(description.form_id) if description.form_id else None
    return form is None or not any(each.rules.is_required and not each.hide for each in form.walk_all())


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]
