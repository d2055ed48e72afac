"""Asking for a dossier, and the job that makes it piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotAllowed, Problem, say
from engine.files.storage import FileStore
from engine.jobs.models import Job
from engine.jobs.operations import enqueue, job_kind
from engine.types import new_id
from workflows.disposal.queries import find_request
from workflows.dossier.archive import begin, copy_files, pack, read_facts
from workflows.dossier.contents import read_contents
from workflows.dossier.histories import archived_text, chain_lines, hold_chains
from workflows.dossier.models import Dossier, PaperLanguage
from workflows.dossier.paper import may_set_papers, set_papers
from workflows.dossier.words import Words
from workflows.organization.books import books_of

MAKE, REMOVE = "make_dossier", "remove_dossier"
FILES_AT_ONCE = 10
KEPT = timedelta(days=30)
"""How long a ZIP is kept; after that it is made again for whoever asks."""


@dataclass(frozen=True)
class Place:
    """Where dossiers are made: `store` holds the files, `folder` takes the ZIPs, `address` is the page of the case, and
    `words` are what codes are called."""

    store: FileStore
    folder: Path
    address: str
    words: Words


def ask_for_dossier(
    session: Session, actor: Actor, request_id: UUID, place: Place, *, language: str | None = None
) -> Dossier:
    """Have the dossier of a request made by a job; whether the actor may see its case is for the caller to know.

    `language` of its papers: zh, en or both; None: that of the company's documents. Refused: nobody, a request without
    a case, another language.
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can ask for a dossier."))
    request = find_request(session, request_id)
    if request.instance_id is None:
        raise Conflict(say("Request %(number)s has no case yet.", number=request.number))
    language = language or books_of(session, request.legal_entity_id).language
    if language not in set(PaperLanguage):
        raise Invalid([Problem("language", say("Choose Chinese, English or both."))])
    dossier_id = new_id()
    payload = {
        "dossier": str(dossier_id),
        "store": str(place.store.root),
        "address": place.address,
        "words": place.words,
        "step": "facts",
        "copied": 0,
    }
    job = enqueue(session, MAKE, payload)
    session.flush()  # the dossier refers to its job by id
    dossier = Dossier(
        id=dossier_id,
        request_id=request_id,
        job_id=job.id,
        asked_by=actor.person_id,
        asked_at=clock.now(),
        path=str(place.folder / f"{dossier_id}.zip"),
        language=language,
        has_paper=False,
    )
    session.add(dossier)
    return dossier


@job_kind(MAKE)
def _make(session: Session, job: Job) -> bool:
    """One piece: the facts, some files, the paper, the ZIP. Each may be done again."""
    dossier = session.get_one(Dossier, UUID(job.payload["dossier"]))
    target = Path(dossier.path)
    folder = target.with_suffix("")
    step = job.payload["step"] if folder.is_dir() else "facts"
    if step == "facts":
        _write_facts(session, job, dossier, folder)
    elif step == "files":
        _copy_some(job, folder)
    elif step == "paper":
        if may_set_papers():
            set_papers(folder, job.payload["address"], dossier.language)
            dossier.has_paper = True
        job.payload = {**job.payload, "step": "zip"}
    else:
        dossier.sha256, dossier.size_bytes = pack(folder, target)
        dossier.made_at = clock.now()
        enqueue(session, REMOVE, {"dossier": str(dossier.id)}, run_at=dossier.made_at + KEPT)
    job.progress_done += 1
    return dossier.made_at is not None


@job_kind(REMOVE)
def _remove(session: Session, job: Job) -> bool:
    dossier = session.get_one(Dossier, UUID(job.payload["dossier"]))
    Path(dossier.path).unlink(missing_ok=True)
    dossier.removed_at = clock.now()
    return True


def _write_facts(session: Session, job: Job, dossier: Dossier, folder: Path) -> None:
    hold_chains(session, dossier.request_id)
    contents = read_contents(session, dossier.request_id)
    chains = {chain["path"]: chain_lines(session, chain["id"]) for chain in contents["chains"]}
    present = chains[contents["chains"][-1]["path"]]
    archived = archived_text(session, dossier.request_id, present)
    begin(folder, contents, chains, archived, job.payload["words"])
    job.progress_done = 0
    job.progress_total = 3 + -(-len(contents["files"]) // FILES_AT_ONCE)
    job.payload = {**job.payload, "step": "files" if contents["files"] else "paper", "copied": 0}


def _copy_some(job: Job, folder: Path) -> None:
    files, copied = read_facts(folder)["files"], job.payload["copied"]
    copy_files(folder, FileStore(Path(job.payload["store"])), files[copied : copied + FILES_AT_ONCE])
    copied += FILES_AT_ONCE
    job.payload = {**job.payload, "copied": copied, "step": "files" if copied < len(files) else "paper"}
