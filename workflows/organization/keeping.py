"""Setting by which rules a legal entity keeps its books."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from workflows.organization.books import Books, require_entity
from workflows.organization.models import EntityBooks

CHARTS = ("cas", "small", "ifrs")
LANGUAGES = ("zh", "en", "both")
CONVENTIONS = ("CN_NEXT_MONTH", "DAILY", "HALF_MONTH", "US_MID_MONTH", "HALF_YEAR")


def set_books(session: Session, actor: Actor, legal_entity_id: UUID, *, chart: str, convention: str) -> EntityBooks:
    """Keep the entity's books by this chart and depreciation convention from now on; what is booked stays.

    Refused: no permission to edit accounts, an unknown chart or convention.
    """
    require_permission(session, actor, Permission.EDIT_ACCOUNTS)
    require_entity(session, legal_entity_id)
    problems = []
    if chart not in CHARTS:
        problems.append(Problem("chart", say("Choose one of the charts of accounts.")))
    if convention not in CONVENTIONS:
        problems.append(Problem("convention", say("Choose one of the conventions of depreciation.")))
    if problems:
        raise Invalid(problems)
    kept = session.get(EntityBooks, legal_entity_id, with_for_update=True)
    if kept is None:
        kept = EntityBooks(legal_entity_id=legal_entity_id, chart="cas", depreciation_convention="CN_NEXT_MONTH")
        session.add(kept)
    data = {"chart": [kept.chart, chart], "convention": [kept.depreciation_convention, convention]}
    kept.chart, kept.depreciation_convention = chart, convention
    record_master_event(session, actor, legal_entity_id, "legal_entity", "books.set", data)
    return kept


def set_document_language(session: Session, actor: Actor, legal_entity_id: UUID, language: str) -> EntityBooks:
    """Write the entity's papers in zh, en or both from now on. Refused: no permission to edit accounts, another one."""
    require_permission(session, actor, Permission.EDIT_ACCOUNTS)
    if language not in LANGUAGES:
        raise Invalid([Problem("language", say("Choose Chinese, English or both."))])
    kept = session.get(EntityBooks, legal_entity_id, with_for_update=True)
    if kept is None:
        kept = EntityBooks(legal_entity_id=legal_entity_id, language=Books.language)
        session.add(kept)
    data = {"language": [kept.language, language]}
    kept.language = language
    record_master_event(session, actor, legal_entity_id, "legal_entity", "books.language_set", data)
    return kept
