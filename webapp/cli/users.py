"""People from the shell: for the operator who sets an installation up."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from engine.errors import NotFound, say
from webapp.cli.language import _, said
from webapp.cli.leaving import back, leave, left
from webapp.cli.naming import named
from webapp.cli.output import print_json, print_table
from webapp.cli.running import OPERATOR, actor_named, as_json, opened_database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.people.models import OrgUnit, Person, ResetLink


@click.group(help=_("Add people, set passwords, make tokens."))
def user() -> None:
    pass


user.add_command(left)
user.add_command(leave)
user.add_command(back)


@user.command(help=_("Add a person, or give a person who is there already further roles."))
@click.argument("login")
@click.argument("name")
@click.option("--unit", required=True, metavar="CODE", help=_("The department, by its code."))
@click.option("--name-en", default="", help=_("The name for English readers."))
@click.option("--email", default="", help=_("Where mail goes."))
@click.option("--manager", metavar="LOGIN", help=_("The superior, by sign-in name."))
@click.option("--role", "roles", multiple=True, metavar="ROLE[@UNIT]", help=_("A role, in a department or everywhere."))
@click.option(
    "--language", type=click.Choice(["zh_CN", "en"]), default="zh_CN", show_default=True, help=_("For pages and mail.")
)
def add(
    login: str,
    name: str,
    unit: str,
    name_en: str,
    email: str,
    manager: str | None,
    roles: tuple[str, ...],
    language: str,
) -> None:
    from engine.commands.add_person import add_person

    with opened_database() as database, database.transaction() as session:
        person = add_person(
            session,
            OPERATOR,
            login,
            name,
            _unit(session, unit),
            name_en=name_en,
            email=email,
            manager=_person(session, manager) if manager else None,
            language=language,
            roles=[(role, _unit(session, code).id if code else None) for role, _at, code in map(_split, roles)],
        )
    click.echo(person.login)
    click.echo(said(say("Next: zhangshi user password %(login)s", login=person.login)))


@user.command("list", help=_("List everybody with their roles."))
@as_json
def list_people(is_json: bool) -> None:
    from engine.people.directory import directory

    with opened_database() as database, database.reading() as session:
        rows = [
            {
                "login": entry.person.login,
                "name": named(entry.person),
                "unit": entry.unit.code,
                "email": entry.person.email,
                "roles": [role.code for role in entry.roles],
            }
            for entry in directory(session, OPERATOR)
        ]
    if is_json:
        print_json(rows)
        return
    headings = [_("Sign-in name"), _("Name"), _("Department"), _("Mail"), _("Roles")]
    print_table(headings, [list(row.values()) for row in rows], empty=_("Nobody yet. Begin with: zhangshi user add"))


@user.command(help=_("Set a person's password: asked for twice, or one line of standard input."))
@click.argument("login")
def password(login: str) -> None:
    from engine.commands.set_password import set_password
    from engine.people.credentials import hash_password

    if sys.stdin.isatty():
        text = click.prompt(_("New password"), hide_input=True, confirmation_prompt=True)
    else:
        text = sys.stdin.readline().rstrip("\r\n")
    password_hash = hash_password(text)
    with opened_database() as database, database.transaction() as session:
        set_password(session, OPERATOR, _person(session, login), password_hash)
    click.echo(_("The password is set; sessions begun before are ended."))


@user.command(help=_("Make a personal token for programs. It is shown this once."))
@click.argument("login")
@click.option("--name", required=True, help=_("What it is for."))
@click.option("--days", default=90, show_default=True, help=_("How long it is valid."))
def token(login: str, name: str, days: int) -> None:
    from engine.actors import Actor
    from engine.commands.issue_token import issue_token

    with opened_database() as database, database.transaction() as session:
        actor = Actor(_person(session, login).id, channel="cli")
        _token, text = issue_token(session, actor, name, days=days)
    click.echo(text)


@user.command("reset-link", help=_("Make a link by which a person chooses a password. It is shown this once."))
@click.argument("login")
@click.option("--mail", "is_mailed", is_flag=True, help=_("Mail it to the person instead of showing it."))
@click.option("--as", "login_of_actor", metavar="LOGIN", help=_("Who acts, by sign-in name."))
@as_json
def reset_link(login: str, is_mailed: bool, login_of_actor: str | None, is_json: bool) -> None:
    from engine.commands import perform
    from engine.commands.reset_password import give_link
    from engine.settings import read_settings
    from webapp.auth.reset_addresses import address_of

    settings = read_settings()

    def give(session: Session) -> ResetLink:
        actor, person = actor_named(session, login_of_actor), _person(session, login)
        return give_link(session, actor, person.id, secret_key=settings.secret_key, is_mailed=is_mailed)

    with opened_database(settings) as database:
        link = perform(database, give)
    address = None if is_mailed else address_of(settings, link.id)
    if is_json:
        print_json({"login": login, "address": address, "expires_at": link.expires_at})
    elif address is None:
        click.echo(_("The link is on its way."))
    else:
        click.echo(address)


@user.command(help=_("Mail a link to everybody who has a mail address and no password yet."))
@click.option("--as", "login_of_actor", metavar="LOGIN", help=_("Who acts, by sign-in name."))
@as_json
def invite(login_of_actor: str | None, is_json: bool) -> None:
    from engine.commands import perform
    from engine.commands.reset_password import invite_people
    from engine.settings import read_settings

    settings = read_settings()

    def invite_all(session: Session) -> int:
        return invite_people(session, actor_named(session, login_of_actor), secret_key=settings.secret_key)

    with opened_database(settings) as database:
        count = perform(database, invite_all)
    if is_json:
        print_json({"count": count})
    else:
        click.echo(said(say("%(count)s people are mailed a link.", count=count)))


def _split(role: str) -> tuple[str, str, str]:
    return role.partition("@")


def _person(session: Session, login: str) -> Person:
    from engine.people.queries import find_person_by_login

    person = find_person_by_login(session, login)
    if person is None:
        raise NotFound(say("There is nobody with the sign-in name “%(login)s”.", login=login))
    return person


def _unit(session: Session, code: str) -> OrgUnit:
    from engine.people.directory import org_units

    for unit in org_units(session):
        if unit.code == code:
            return unit
    raise NotFound(say("There is no department “%(code)s”.", code=code))
