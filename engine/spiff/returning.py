"""What it means for the elements around it that an element is taken up again."""

from __future__ import annotations

from engine.spiff.process_spec import ProcessSpec
from engine.spiff.regions import regions
from engine.spiff.specs import ProcessSpecs

Path = tuple[str, ...]
"""Element ids from a process down to one element, through sub-processes and call activities."""


def takes_back(process: ProcessSpecs, target: Path, other: Path) -> bool:
    """Whether what `other` did is passed again once `target` is taken up again: it lies within the target's regions.

    A parallel branch that the target is not in stands; of one element itself it is true.
    """
    at = process
    spec: ProcessSpec = process.spec
    for mine, theirs in zip(target, other, strict=False):
        if mine != theirs:
            return _is_within_regions(spec, mine, theirs)
        inner = _inside(at, spec, mine)
        if inner is None:
            break
        at, spec = inner
    return True


def path_to(process: ProcessSpecs, process_id: str, element_id: str) -> Path | None:
    """The path to an element of this process or of one that it calls, the nearest one; None where there is none."""
    pending: list[tuple[Path, ProcessSpecs]] = [((), process)]
    seen: set[str] = set()
    while pending:
        way_in, at = pending.pop(0)
        if at.process_id in seen:
            continue
        seen.add(at.process_id)
        if at.process_id == process_id and element_id in at.elements:
            return (*way_in, *at.elements[element_id].scope, element_id)
        for call in at.called:
            if (called := at.callable.get(call.name)) is not None:
                pending.append(((*way_in, *at.elements[call.element_id].scope, call.element_id), called))
    return None


def process_at(process: ProcessSpecs, path: Path) -> ProcessSpecs:
    """The process that the element at the end of the path belongs to."""
    at = process
    for element_id in path[:-1]:
        called = next((call.name for call in at.called if call.element_id == element_id), None)
        at = at.callable.get(called, at) if called is not None else at
    return at


def _inside(at: ProcessSpecs, spec: ProcessSpec, element_id: str) -> tuple[ProcessSpecs, ProcessSpec] | None:
    if (inner := spec.inner_specs().get(element_id)) is not None:
        return at, inner
    called = next((call.name for call in at.called if call.element_id == element_id), None)
    process = at.callable.get(called) if called is not None else None
    return (process, process.spec) if process is not None else None


def _is_within_regions(spec: ProcessSpec, target_id: str, other_id: str) -> bool:
    target, other = spec.spec_of(target_id), spec.spec_of(other_id)
    if target is None or other is None:
        return False
    known = regions(spec)
    return known.around[target.name] <= known.beside[other.name]
