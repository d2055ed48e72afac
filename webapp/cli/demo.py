"""The demo: a company, its people and machines, served at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.errors import EngineError, say
from webapp.cli.language import _, said
from webapp.cli.running import PORT, demo_settings, opened_database

if TYPE_CHECKING:
    from engine.db import Database

PASSWORD = "zhangshi-demo"  # noqa: S105 - printed on the screen and offered as cards on the sign-in page


@click.command(help=_("Set up a demo company and serve it. Nothing happens twice: run it as often as you like."))
@click.option("--once", is_flag=True, help=_("Set everything up and exit."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("The address to listen on."))
@click.option("--port", default=8000, show_default=True, type=PORT, help=_("The port to listen on."))
def demo(once: bool, host: str, port: int) -> None:
    from webapp.cli.serving import run_server

    settings = demo_settings()
    with opened_database(settings, pool_size=8) as database:
        furnish(database)
        _print_welcome(f"http://{host}:{port}", is_served=not once)
        if not once:
            run_server(settings, database, host=host, port=port, threads=8)


def furnish(database: Database) -> None:
    """Migrations, the demo company and the shipped processes. Refused: a database with people of its own."""
    from engine.people.credentials import hash_password
    from webapp.cli.set_up import publish_shipped
    from webapp.database import upgrade
    from workflows.demo import seed_demo

    upgrade(database)
    if not _is_furnished(database):
        password_hash = hash_password(PASSWORD)
        with database.transaction() as session:
            seed_demo(session, password_hash=password_hash)
    publish_shipped(database)


def _is_furnished(database: Database) -> bool:
    from engine.people.directory import legal_entities
    from workflows.demo import DEMO_ENTITY

    with database.reading() as session:
        codes = {entity.code for entity in legal_entities(session)}
    if codes and DEMO_ENTITY not in codes:
        raise EngineError(
            say("This database belongs to a company of its own. Set ZHANGSHI_DATA_DIR to another folder for the demo.")
        )
    return bool(codes)


def _print_welcome(address: str, *, is_served: bool) -> None:
    if is_served:
        first = say("Zhangshi runs at %(address)s", address=address)
    else:
        first = say("The demo is set up. zhangshi demo serves it at %(address)s", address=address)
    click.secho(said(first), bold=True)
    click.echo(_("Open it and choose a person on the sign-in page. A walk from the scan to the write-off:"))
    for line in (
        _("  lin.gong marks SZ-IT-0006 for disposal, with a photo and a verdict"),
        _("  zhao.min collects it, scans it in, and prepares the disposal; wu.fang reviews it for finance"),
        _("  qin.lan and xu.an countersign; sun.li and qian.hao approve in turn (more where the level asks for it)"),
        _("  qin.lan and xu.an attach certificate and manifest; zhao.min hands it out"),
        _("  wu.fang confirms the voucher: the machine is written off"),
        _("wei.lan administers: time limits, calendars, people, messages."),
    ):
        click.echo(line)
    click.echo(said(say("Everybody's password is %(password)s.", password=PASSWORD)))
    click.echo(_("For commands in another shell: export ZHANGSHI_ENVIRONMENT=demo"))
