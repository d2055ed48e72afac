"""Inbox items with the texts and names that a reader needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_copies import CopyItem
from engine.definitions.queries import load_definition
from engine.inbox import InboxItem
from engine.people.models import Person
from engine.people.queries import people_by_id
from webapp.i18n import element_name, process_name
from webapp.inbox.quick import asks_only_for_a_decision
from webapp.tasks.handed_on import HandedOn, handed_on_in


@dataclass(frozen=True)
class InboxRow:
    """One line of the inbox. `is_quick`: it can be approved without opening it. `handed_on`: how it has come to the
    reader, where they were not asked from the beginning."""

    item: InboxItem
    task_name: str
    process_name: str
    initiator: Person | None
    taken_by: Person | None
    on_behalf_of: Person | None
    is_quick: bool
    handed_on: HandedOn | None = None


def inbox_rows(session: Session, items: Sequence[InboxItem], reader: Actor | None = None) -> list[InboxRow]:
    """The rows of `items`: one statement for the people, two more where tasks may have been handed on to `reader`;
    definitions come from memory."""
    came = handed_on_in(session, items, reader.person_id) if reader else {}
    people = people_by_id(
        session, (person for item in items for person in (item.initiator_id, item.taken_by, item.on_behalf_of))
    )
    rows = []
    for item in items:
        definition = load_definition(session, item.bundle_version_id)
        rows.append(
            InboxRow(
                item=item,
                task_name=element_name(definition, item.process_id, item.element_id),
                process_name=process_name(definition, item.process_id),
                initiator=people.get(item.initiator_id) if item.initiator_id else None,
                taken_by=people.get(item.taken_by) if item.taken_by else None,
                on_behalf_of=people.get(item.on_behalf_of) if item.on_behalf_of else None,
                is_quick=asks_only_for_a_decision(definition, item),
                handed_on=came.get(item.task_id),
            )
        )
    return rows


@dataclass(frozen=True)
class CopyRow:
    """A case that was sent to the reader to read."""

    item: CopyItem
    process_name: str
    sender: Person | None


def copy_rows(session: Session, items: Sequence[CopyItem]) -> list[CopyRow]:
    """The rows of `items`: one statement for the people."""
    people = people_by_id(session, (item.sent_by for item in items))
    return [
        CopyRow(
            item=item,
            process_name=process_name(load_definition(session, item.bundle_version_id), item.process_id),
            sender=people.get(item.sent_by) if item.sent_by else None,
        )
        for item in items
    ]
