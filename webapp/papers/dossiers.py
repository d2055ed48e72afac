"""Where dossiers are kept, and whose they are to take away."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.case_view import view_case
from engine.errors import NotFound, say
from engine.instances.models import ProcessInstance
from webapp.edge import file_store, settings
from webapp.sayings import say_in
from workflows.disposal.operations import SUBJECT_KIND
from workflows.disposal.queries import find_request
from workflows.dossier.models import Dossier
from workflows.dossier.operations import Place, ask_for_dossier
from workflows.dossier.queries import DossierState, dossier_state
from workflows.dossier.words import words_in
from workflows.organization.keeping import set_document_language


def dossier_folder() -> Path:
    """The folder of the finished ones; not that of the uploads, which is swept."""
    return settings().data_dir / "dossiers"


def view_disposal_case(session: Session, actor: Actor, instance_id: UUID) -> tuple[ProcessInstance, UUID]:
    """The case of a disposal and its request, or `NotFound` where it is not for the actor to see."""
    instance = view_case(session, actor, instance_id)
    if instance.subject_kind != SUBJECT_KIND or instance.subject_id is None:
        raise NotFound(say("This case has no papers of its own."))
    return instance, instance.subject_id


def ask(session: Session, actor: Actor, instance_id: UUID, *, language: str | None = None) -> Dossier:
    """Have the dossier of this case made, if the actor may see it; `language` as in `ask_for_dossier`."""
    _, request_id = view_disposal_case(session, actor, instance_id)
    folder = dossier_folder()
    folder.mkdir(parents=True, exist_ok=True)
    address = settings().public_url + url_for("cases.show", instance_id=instance_id)
    place = Place(file_store(), folder, address, words_in(say_in))
    return ask_for_dossier(session, actor, request_id, place, language=language)


def keep_language(session: Session, actor: Actor, instance_id: UUID, language: str) -> None:
    """Write the papers of the case's company in this language from now on."""
    _, request_id = view_disposal_case(session, actor, instance_id)
    set_document_language(session, actor, find_request(session, request_id).legal_entity_id, language)


def view_dossier(session: Session, actor: Actor, dossier_id: UUID) -> DossierState:
    """The dossier, or `NotFound` where its case is not for the actor to see."""
    state = dossier_state(session, dossier_id)
    request = find_request(session, state.dossier.request_id)
    if request.instance_id is None:
        raise NotFound(say("There is no such dossier."))
    view_case(session, actor, request.instance_id)
    return state


def content_of(state: DossierState) -> Path:
    """The ZIP. Refused: one that is not made yet, or that has been removed from the data folder."""
    path = Path(state.dossier.path)
    if state.dossier.made_at is None or not path.is_file():
        raise NotFound(say("This dossier is not there: have it made again."))
    return path
