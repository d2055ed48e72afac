"""What every command needs: the settings, the database, and who acts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from engine.actors import Actor
from engine.errors import EngineError, NotFound, say
from engine.settings import Settings, read_settings
from webapp.cli.language import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.db import Database

OPERATOR = Actor(None, channel="cli")
"""Whoever may run commands on the machine and holds its secret key: the system itself, by hand."""

PORT = click.IntRange(1, 65535)

as_person = click.option("--as", "login", metavar="LOGIN", help=_("Who acts, by sign-in name."))
as_person_required = click.option(
    "--as", "login", metavar="LOGIN", required=True, envvar="ZHANGSHI_AS", help=_("Who acts, by sign-in name.")
)
as_json = click.option("--json", "is_json", is_flag=True, help=_("Print JSON, for programs."))


@contextmanager
def opened_database(settings: Settings | None = None, *, pool_size: int = 2) -> Iterator[Database]:
    """The database of this installation. One that was never set up is a refusal, not a failure."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    import workflows.service_tasks  # noqa: F401  registers what diagrams call
    from webapp.schema import import_all_models

    import_all_models()
    database = _database((settings or read_settings()).database_url, pool_size)
    try:
        yield database
    except (OperationalError, ProgrammingError) as error:
        raise _cannot_use(str(error.orig)) from error
    finally:
        database.dispose()


def _database(url: str, pool_size: int) -> Database:
    from sqlalchemy.exc import ArgumentError, InvalidRequestError

    from engine.db import Database

    if url.partition(":")[0].partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise _bad_url()
    try:
        return Database(url, pool_size=pool_size)
    except (ArgumentError, InvalidRequestError, ImportError, ValueError) as error:  # a typing error, no such driver
        raise _bad_url() from error


def _bad_url() -> EngineError:
    return EngineError(
        say("ZHANGSHI_DATABASE_URL is no address of a database. Write it as “postgresql://user:password@host/name”.")
    )


def _cannot_use(reason: str) -> EngineError:
    if "no such table" in reason or "does not exist" in reason:
        return EngineError(say("The database is not set up, or not up to date. Run: zhangshi init"))
    return EngineError(say("The database cannot be used: %(reason)s", reason=reason.strip()))


def actor_named(session: Session, login: str | None) -> Actor:
    """The person with this sign-in name, acting from the shell; without a name the operator. Refused: `NotFound`."""
    if login is None:
        return OPERATOR
    from engine.people.queries import find_person_by_login

    person = find_person_by_login(session, login)
    if person is None or not person.is_active:
        raise NotFound(say("There is nobody with the sign-in name “%(login)s”.", login=login))
    return Actor(person.id, channel="cli")


def demo_settings() -> Settings:
    """The settings of the demo: as set, but never a production installation."""
    env = dict(os.environ)
    if env.get("ZHANGSHI_ENVIRONMENT", "demo") == "production":
        raise EngineError(
            say("The demo adds people whose password everybody knows; this is set up for production. Nothing was done.")
        )
    return read_settings({**env, "ZHANGSHI_ENVIRONMENT": "demo"})
