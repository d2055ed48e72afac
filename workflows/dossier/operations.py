"""Asking for a dossier, and the job that makes it piece by piece."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import Conflict, NotAllowed, say
from engine.files.storage import FileStore
from engine.jobs.models import Job
from engine.jobs.operations import enqueue, job_kind
from engine.types import new_id
from workflows.disposal.queries import find_request
from workflows.dossier.archive import begin, copy_files, pack, read_facts
from workflows.dossier.contents import chain_lines, read_contents
from workflows.dossier.models import Dossier
from workflows.dossier.paper import may_set_paper, set_paper

MAKE = "make_dossier"
FILES_AT_ONCE = 10


def ask_for_dossier(
    session: Session, actor: Actor, request_id: UUID, *, store: FileStore, folder: Path, address: str
) -> Dossier:
    """Have the dossier of a request made by a job; whether the actor may see its case is for the caller to know.

    `store` holds the files, `folder` takes the ZIP, `address` is the case's page. Refused: nobody, a request without a
    case.
    """
    if actor.person_id is None:
        raise NotAllowed(say("Only a person can ask for a dossier."))
    request = find_request(session, request_id)
    if request.instance_id is None:
        raise Conflict(say("Request %(number)s has no case yet.", number=request.number))
    dossier_id = new_id()
    target = folder / f"{dossier_id}.zip"
    payload = {
        "dossier": str(dossier_id),
        "store": str(store.root),
        "address": address,
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
        path=str(target),
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
        if may_set_paper():
            set_paper(folder, job.payload["address"])
            dossier.has_paper = True
        job.payload = {**job.payload, "step": "zip"}
    else:
        dossier.sha256, dossier.size_bytes = pack(folder, target)
        dossier.made_at = clock.now()
    job.progress_done += 1
    return dossier.made_at is not None


def _write_facts(session: Session, job: Job, dossier: Dossier, folder: Path) -> None:
    contents = read_contents(session, dossier.request_id)
    begin(folder, contents, chain_lines(session, contents["case_id"]))
    job.progress_done = 0
    job.progress_total = 3 + -(-len(contents["files"]) // FILES_AT_ONCE)
    job.payload = {**job.payload, "step": "files" if contents["files"] else "paper", "copied": 0}


def _copy_some(job: Job, folder: Path) -> None:
    files, copied = read_facts(folder)["files"], job.payload["copied"]
    copy_files(folder, FileStore(Path(job.payload["store"])), files[copied : copied + FILES_AT_ONCE])
    copied += FILES_AT_ONCE
    job.payload = {**job.payload, "copied": copied, "step": "files" if copied < len(files) else "paper"}
