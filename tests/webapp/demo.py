"""The demo company behind the site: signing in as its people, and walking a case to a point."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from PIL import Image
from sqlalchemy import select

from engine import clock
from engine.actors import Actor
from engine.db import Database
from engine.people.models import Person
from engine.people.queries import find_person_by_login
from tests import databases
from tests.gate_answers import MANIFEST, RECYCLER, sanitized
from tests.webapp.conftest import Browser, settings_for
from tests.workflows import seeded
from webapp.app import create_app
from workflows.disposal.models import RequestStatus
from workflows.disposal.proving import bring_evidence, checklist_of
from workflows.disposal.queries import list_requests

ASSET = "SZ-IT-0006"


@cache
def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "grey").save(out, "JPEG")
    return out.getvalue()


@dataclass
class Site:
    """The site in demo mode, in English, with one browser per person."""

    db: Database
    folder: Path

    def __post_init__(self) -> None:
        self.app = create_app(settings_for(self.folder, "demo"), self.db)
        with self.db.transaction() as session:
            for person in session.scalars(select(Person)):
                person.language = "en"

    def as_(self, login: str) -> Browser:
        """A browser in which the person has signed in."""
        with self.db.reading() as session:
            person = find_person_by_login(session, login)
        assert person is not None
        browser = Browser(self.app.test_client())
        browser.get("/sign-in")
        browser.post("/sign-in/demo", {"person_id": str(person.id)})
        assert browser.get("/account").status_code == 200
        return browser

    def mark(self, asset_no: str = ASSET, login: str = "lin.gong", verdict: str = "irreparable") -> str:
        """Mark an asset for disposal; the path of its case."""
        browser = self.as_(login)
        photos = (io.BytesIO(photo()), "p.jpg")
        sent = browser.post(
            f"/a/{asset_no}/mark", {"reason": "burnt out", "verdict": verdict, "_upload_photos": photos}
        )
        assert sent.status_code == 302, sent.text
        return first_link(browser.get(f"/a/{asset_no}").text, "/cases/")

    def task_of(self, login: str) -> str:
        """The path of the first task in the person's inbox."""
        return first_link(self.as_(login).get("/inbox").text, "/tasks/")

    def collect(self, login: str = "zhao.min", asset_no: str = ASSET) -> None:
        """Bring the first collection of this asset manager into quarantine."""
        giver = self.person_id("lin.gong")
        self.complete(login, scanned_label=asset_no, given_by=str(giver), quarantine_location="SZ-Q1")

    def person_id(self, login: str) -> UUID:
        with self.db.reading() as session:
            person = find_person_by_login(session, login)
        assert person is not None
        return person.id

    def leave(self) -> None:
        """Settle the gates of an approved laptop and hand it out."""
        proof = (io.BytesIO(photo()), "p.jpg")
        operator, verifier = self.person_id("qin.lan"), self.person_id("he.wei")
        given = sanitized(ASSET, on=clock.now().date(), by=operator, verified_by=verifier)
        self.complete("qin.lan", **given, _upload_certificates=proof)
        self.complete("xu.an", **MANIFEST, _upload_manifests=(io.BytesIO(photo()), "p.jpg"))
        self.complete(
            "zhao.min",
            scanned_label=ASSET,
            recipient_name=RECYCLER,
            is_declared="true",
            guard_name="Wu",
            weight="2.4",
            _upload_photos=(io.BytesIO(photo()), "p.jpg"),
            _upload_receipt=(io.BytesIO(photo()), "p.jpg"),
        )
        self.prove()

    def prove(self, login: str = "wu.fang") -> None:
        """Say in words whatever the checklists of the open requests still ask for."""
        actor = Actor(self.person_id(login))
        with self.db.transaction() as session:
            for request in list_requests(session, actor, statuses=[RequestStatus.APPROVED]):
                for row in checklist_of(session, request.id):
                    if row.is_missing:
                        bring_evidence(session, actor, request.id, row.item, file_ids=[], statement="none")

    def complete(self, login: str, **sent: object) -> None:
        """Complete the first task in the person's inbox."""
        browser = self.as_(login)
        path = first_link(browser.get("/inbox").text, "/tasks/")
        response = browser.post(f"{path}/complete", sent)
        assert response.status_code == 302, response.text


def first_link(page: str, prefix: str) -> str:
    found = re.search(rf'href="({prefix}[0-9a-f-]{{36}})"', page)
    assert found, f"no link to {prefix}"
    return found[1]


@contextmanager
def demo_site(backend: str, folder: Path) -> Iterator[Site]:
    """The site on a copy of the seeded company."""
    url = seeded.new_url(backend)
    database = Database(url)
    yield Site(database, folder)
    database.dispose()
    databases.drop(url)
