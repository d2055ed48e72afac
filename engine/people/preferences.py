"""What a person chooses for themselves."""

from __future__ import annotations

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Invalid, Problem, say
from engine.people.models import Person

LANGUAGES = ("zh_CN", "en")


def choose_language(session: Session, actor: Actor, language: str) -> None:
    """Show the house to the actor in `language` from now on (zh_CN or en)."""
    require_language(language)
    if actor.person_id is not None and (person := session.get(Person, actor.person_id)):
        person.language = language


def require_language(language: str) -> None:
    """Refuse with `Invalid` a language that there is none of here."""
    if language not in LANGUAGES:
        raise Invalid([Problem("language", say("There is no language “%(language)s” here.", language=language[:40]))])


def end_sessions(session: Session, actor: Actor) -> None:
    """Sign the actor out everywhere: every browser session begun before is refused from now on."""
    if actor.person_id is not None and (person := session.get(Person, actor.person_id)):
        person.session_epoch += 1
