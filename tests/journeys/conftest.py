"""A real server with the demo company, and Chromium in front of it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from engine import commands
from engine.actors import SYSTEM
from engine.db import Database
from engine.definitions.bundles import read_package
from engine.settings import Settings, read_settings
from webapp.app import create_app
from workflows import service_tasks as _registered  # noqa: F401
from workflows.assets.labels import asset_url
from workflows.demo import seed_demo

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": (1280, 800), "phone": (390, 844)}


@dataclass(frozen=True)
class Site:
    """The demo company on a port of this machine."""

    url: str
    db: Database
    settings: Settings

    def label(self, asset_no: str) -> str:
        """What the QR code on an asset says."""
        return asset_url(asset_no, public_url=self.url, secret=self.settings.secret_key)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed on this machine (apt install chromium): the browser is not driven")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(db: Database, tmp_path: Path) -> Iterator[Site]:
    settings = read_settings({"ZHANGSHI_ENVIRONMENT": "demo", "ZHANGSHI_DATA_DIR": str(tmp_path)})
    with db.transaction() as session:
        seed_demo(session, password_hash="nobody signs in by password here")
    commands.perform(db, lambda session: commands.deploy_bundle(session, SYSTEM, read_package("bpmn", "disposal")))
    server = create_server(create_app(settings, db), host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", db, settings)
    server.close()


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keep a picture of the page in the folder that ZHANGSHI_SCREENSHOTS names, if it names one."""
    folder = os.environ.get("ZHANGSHI_SCREENSHOTS")

    def take(page: Page, name: str) -> None:
        if folder:
            page.screenshot(path=str(Path(folder) / f"{request.node.callspec.id}-{name}.png"), full_page=True)

    return take
