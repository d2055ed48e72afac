"""Making a dossier, and verifying one with nothing but its file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.errors import Conflict, EngineError, NotFound, say
from webapp.cli.finding import find_case
from webapp.cli.language import _, said
from webapp.cli.output import print_facts, print_json
from webapp.cli.running import actor_named, as_json, as_person, opened_database

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.orm import Session


@click.command(help=_("Make the dossier of a case as a ZIP, or verify one (--verify FILE), which needs no database."))
@click.argument("case", required=False)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help=_("Where to write it."))
@click.option(
    "--language", type=click.Choice(["zh", "en", "both"]), help=_("Of its papers; without it that of the company.")
)
@click.option("--keep-language", is_flag=True, help=_("Write every paper of the company in that language from now on."))
@click.option("--verify", "verified", type=click.Path(path_type=Path, exists=True), help=_("Verify this file."))
@click.option(
    "--hash", "archived_hash", help=_("The archived hash on the signed print or in the system, to compare with.")
)
@as_person
@as_json
def dossier(
    case: str | None,
    out: Path | None,
    language: str | None,
    keep_language: bool,
    verified: Path | None,
    archived_hash: str | None,
    login: str | None,
    is_json: bool,
) -> None:
    if verified is not None:
        _verify(verified, archived_hash, is_json=is_json)
        return
    if case is None:
        raise EngineError(say("Give the number of a case, or a file with --verify."))
    if keep_language and language is None:
        raise EngineError(say("Say which language is kept, with --language."))
    _make(case, out, language, login, keep_language=keep_language, is_json=is_json)


def _verify(path: Path, archived_hash: str | None, *, is_json: bool) -> None:
    from workflows.dossier.verification import verify_dossier

    result = verify_dossier(path, archived_hash=archived_hash)
    facts: dict[str, Any] = {
        "number": result.number,
        "is_intact": result.is_intact,
        "files": result.files,
        "events": result.events,
        "chain_head": result.chain_head,
        "archived_hash": result.archived_hash,
        "findings": [said(finding) for finding in result.findings],
    }
    if is_json:
        print_json(facts)
    else:
        print_facts((name, value) for name, value in facts.items() if name != "findings")
        for finding in facts["findings"]:
            click.echo(finding)
        if result.is_intact:
            click.echo(_("The dossier is intact. Compare the hashes with a signed print or the page of the case."))
    if not result.is_intact:
        raise SystemExit(1)


def _make(
    case: str, out: Path | None, language: str | None, login: str | None, *, keep_language: bool, is_json: bool
) -> None:
    from engine.commands import perform
    from engine.commands.run_jobs import run_jobs
    from engine.files.storage import FileStore
    from engine.settings import read_settings
    from webapp.sayings import say_in
    from workflows.disposal.operations import SUBJECT_KIND
    from workflows.dossier.operations import Place, ask_for_dossier
    from workflows.dossier.queries import dossier_state
    from workflows.dossier.words import words_in
    from workflows.organization.keeping import set_document_language

    settings = read_settings()
    folder = settings.data_dir / "dossiers"
    folder.mkdir(parents=True, exist_ok=True)

    def ask(session: Session) -> tuple[UUID, str]:
        actor = actor_named(session, login)
        instance = find_case(session, actor, case)
        if instance.subject_kind != SUBJECT_KIND or instance.subject_id is None:
            raise NotFound(say("This case has no papers of its own."))
        address = f"{settings.public_url}/cases/{instance.id}"
        place = Place(FileStore(settings.files_dir), folder, address, words_in(say_in))
        if keep_language and language:
            set_document_language(session, actor, instance.legal_entity_id, language)
        made = ask_for_dossier(session, actor, instance.subject_id, place, language=language)
        return made.id, instance.business_key or str(instance.id)

    with opened_database(settings) as database:
        dossier_id, number = perform(database, ask)
        run_jobs(database)
        with database.reading() as session:
            made = dossier_state(session, dossier_id).dossier
    if made.made_at is None:
        raise Conflict(say("The dossier is not made yet; a worker goes on with it."))
    target = out or Path(f"{number}.zip")
    shutil.copyfile(made.path, target)
    if is_json:
        print_json({"file": str(target), "sha256": made.sha256, "size_bytes": made.size_bytes})
    else:
        click.echo(f"{target}  {made.sha256}")
