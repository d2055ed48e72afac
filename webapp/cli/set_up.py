"""Setting up an installation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from webapp.cli.language import _
from webapp.cli.running import OPERATOR, opened_database

if TYPE_CHECKING:
    from engine.db import Database

MEASURING = "bench"
"""The bundle that `zhangshi bench` publishes for itself."""


@click.command(
    help=_("Create the database or bring it up to date; add roles, accounts, calendar and shipped processes.")
)
def init() -> None:
    with opened_database() as database:
        published = set_up(database)
    click.echo(_("The database is up to date."))
    for label in published:
        click.echo(f"  {label}")
    click.echo(_("Next: zhangshi org entity, zhangshi org unit, zhangshi user add, then zhangshi serve."))


def set_up(database: Database) -> list[str]:
    """Run what is missing of migrations, seeds and shipped bundles; gives the versions that run now (`disposal@1`)."""
    from webapp.database import upgrade

    upgrade(database)
    add_what_every_house_needs(database)
    return publish_shipped(database)


def add_what_every_house_needs(database: Database) -> None:
    """Roles, chart of accounts and the Chinese calendar, or their newest state."""
    from engine.calendars.seed import seed_chinese_calendar
    from workflows.accounting.chart import seed_chart
    from workflows.disposal.waste import seed_waste_codes
    from workflows.evidence.rules import seed_evidence_rules
    from workflows.organization.roles import seed_roles
    from workflows.radar.watching import ensure_watch

    with database.transaction() as session:
        seed_roles(session)
        seed_chart(session)
        seed_chinese_calendar(session)
        seed_evidence_rules(session)
        seed_waste_codes(session)
        ensure_watch(session)


def publish_shipped(database: Database) -> list[str]:
    """Publish the bundles of this version of the program; unchanged ones stay as they are."""
    from engine.commands import deploy_bundle, examine_bundle, perform
    from engine.definitions.bundles import package_keys, read_package

    published = []
    for bundle in [read_package("bpmn", key) for key in package_keys("bpmn") if key != MEASURING]:
        with database.reading() as session:
            examination = examine_bundle(session, OPERATOR, bundle)
        version = perform(database, partial(deploy_bundle, actor=OPERATOR, bundle=bundle, examination=examination))
        published.append(version.label)
    return published
