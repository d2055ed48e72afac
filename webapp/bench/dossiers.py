"""How fast a dossier with twenty photos is made, as the job makes it."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import SYSTEM, Actor
from engine.commands import deploy_bundle, perform
from engine.commands.run_jobs import run_jobs
from engine.db import Database
from engine.definitions.bundles import read_package
from engine.errors import say
from engine.files.operations import store_file
from engine.files.storage import FileStore
from webapp.bench.figures import Figure
from webapp.cli.set_up import add_what_every_house_needs
from webapp.sayings import say_in
from workflows.assets.models import Asset, AssetState
from workflows.disposal.operations import mark_for_disposal
from workflows.dossier.operations import Place, ask_for_dossier
from workflows.dossier.words import words_in

SLOWEST_S = 5
PHOTOS = 20
SIZE = (1600, 1200)


def measure_dossier(database: Database, keeper: Actor, runs: int) -> Iterator[Figure]:
    """From the request for it to the ZIP: facts, files, papers, hashes."""
    add_what_every_house_needs(database)
    perform(database, lambda session: deploy_bundle(session, SYSTEM, read_package("bpmn", "disposal")))
    with TemporaryDirectory(prefix="zhangshi-bench-") as folder:
        place = Place(FileStore(Path(folder, "files")), Path(folder), "https://bench.example/", words_in(say_in))
        request_id = perform(database, lambda session: _request(session, keeper, place.store))
        yield Figure(
            "dossier_20_photos",
            say("Making a dossier with %(count)s photos", count=PHOTOS),
            "s",
            [_seconds(database, keeper, request_id, place) for _ in range(runs)],
            at_most=SLOWEST_S,
        )


def _request(session: Session, keeper: Actor, store: FileStore) -> UUID:
    asset_id = session.scalars(select(Asset.id).where(Asset.state == AssetState.IN_USE).limit(1)).one()
    photos = [store_file(session, keeper, _photo(number), "photo.jpg", store).id for number in range(PHOTOS)]
    return mark_for_disposal(session, keeper, [asset_id], reason="bench", verdict="pending", photo_ids=photos).id


def _photo(number: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(SIZE, 40 + number).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def _seconds(database: Database, keeper: Actor, request_id: UUID, place: Place) -> float:
    begin = time.perf_counter()
    made = perform(database, lambda session: ask_for_dossier(session, keeper, request_id, place).path)
    run_jobs(database)
    assert Path(made).is_file()
    return time.perf_counter() - begin
