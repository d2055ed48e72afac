"""The diagram of a process for the viewer: file, labels, what is marked; and a list of its steps that says the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.definitions.definition import Definition
from webapp.i18n import element_name, language

STEP_TYPES = {"userTask", "serviceTask", "sendTask", "businessRuleTask", "scriptTask", "callActivity"}


@dataclass(frozen=True)
class Step:
    """One step for readers who cannot see the drawing. `state`: live, passed, trouble or empty."""

    name: str
    state: str


@dataclass(frozen=True)
class Diagram:
    """What the viewer needs. `labels` are the reader's texts by element id; `markers` ids by CSS class."""

    version_id: UUID
    path: str
    labels: dict[str, str]
    markers: dict[str, list[str]]
    centre: str
    steps: Sequence[Step]


def diagram_of(
    definition: Definition,
    process_id: str,
    *,
    passed: Iterable[str] = (),
    live: Iterable[str] = (),
    trouble: Iterable[str] = (),
) -> Diagram:
    """The diagram of a process with the elements a case has passed, stands at, or is stopped at."""
    process = definition.process(process_id)
    live_ids, trouble_ids = list(live), list(trouble)
    passed_ids = sorted(set(passed) - set(live_ids) - set(trouble_ids))
    marked = {"passed": passed_ids, "live": live_ids, "trouble": trouble_ids}
    states = {element_id: state for state, ids in marked.items() for element_id in ids}
    return Diagram(
        version_id=definition.bundle_version_id,
        path=process.file,
        labels=_labels(definition),
        markers={"is-passed": passed_ids, "is-live": live_ids, "has-trouble": trouble_ids},
        centre=next(iter([*trouble_ids, *live_ids]), ""),
        steps=[
            Step(element_name(definition, process_id, element.element_id), states.get(element.element_id, ""))
            for element in process.elements.values()
            if element.type in STEP_TYPES
        ],
    )


def _labels(definition: Definition) -> dict[str, str]:
    """Names of elements, lanes and flows in the reader's language, where it is not the one in the file."""
    texts = definition.labels.get(language(), {})
    shown = {element_id: text for element_id, text in texts.items() if ":" not in element_id}
    lanes = {
        text_id.removeprefix("lane:"): text
        for text_id, text in texts.items()
        if text_id.startswith("lane:") and text_id.count(":") == 1
    }
    return shown | lanes
