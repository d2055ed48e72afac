"""The business record a case is about, for the facts beside its task and on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.instances.models import ProcessInstance
from engine.people.models import Person
from engine.people.queries import people_by_id
from webapp.cases.release import Release, read_release
from workflows.accounting.models import Account
from workflows.accounting.queries import accounts_by_code
from workflows.disposal.lateness import Lateness, lateness_of
from workflows.disposal.operations import SUBJECT_KIND
from workflows.disposal.queries import RequestFacts, request_facts
from workflows.organization.books import books_of


@dataclass(frozen=True)
class Subject:
    """A disposal request with the names that go with it."""

    facts: RequestFacts
    people: dict[UUID, Person]
    accounts: dict[str, Account]
    release: Release
    lateness: Lateness

    @property
    def asset_ids(self) -> Sequence[UUID]:
        return [item.asset.id for item in self.facts.assets]


def read_subject(session: Session, instance: ProcessInstance) -> Subject | None:
    """The record behind the case; None for a kind that has no facts of its own."""
    if instance.subject_kind != SUBJECT_KIND or instance.subject_id is None:
        return None
    facts = request_facts(session, instance.subject_id)
    wanted = [facts.request.requested_by, *(item.asset.custodian_id for item in facts.assets)]
    chart = books_of(session, facts.request.legal_entity_id).chart
    accounts = accounts_by_code(session, chart) if facts.journal_lines else {}
    people, release = people_by_id(session, wanted), read_release(session, facts)
    return Subject(facts, people, accounts, release, lateness_of(session, facts))
