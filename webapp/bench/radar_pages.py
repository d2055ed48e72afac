"""How fast the radar answers over a large register of which some assets are old, lost or on their way out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import quantiles

from sqlalchemy import select, update

from engine import clock
from engine.commands import perform
from engine.db import Database
from engine.errors import say
from webapp.bench.browsing import Browser
from webapp.bench.company import PASSWORD
from webapp.bench.figures import Figure
from webapp.bench.over_http import servers
from workflows.assets.models import Asset, AssetState
from workflows.radar.watching import label_assets

SLOWEST_MS = 300
PAGES = (
    "/radar",
    "/radar/old",
    "/radar/old?unit=B1-R03",
    "/radar/stale",
    "/radar/stale?unit=B1-R07",
    "/radar/left",
    "/radar/ageing",
    "/radar/ageing?by=custodian",
    "/radar/ageing?by=unit",
    "/radar/tax",
)
ROUNDS = 10
OLD, UNSEEN, LEAVING = 50, 70, 60
"""One asset of so many is not maintained, not seen, on its way out."""
DAYS = 120
"""What is on its way out has been there for fewer."""


def measure_radar(database: Database, login: str, runs: int) -> Iterator[Figure]:
    """The pages of the radar over HTTP, for a person who may see every asset."""
    _neglect(database)
    while perform(database, label_assets):
        pass
    with servers(database, 1) as ports:
        browser = Browser(ports[0]).sign_in(login, PASSWORD)
        _answered(browser)
        yield Figure(
            "radar_p95",
            say("The pages of the radar: 95 of 100 answers come within"),
            "ms",
            [quantiles([t for _ in range(ROUNDS) for t in _answered(browser)], n=20)[-1] for _ in range(runs)],
            at_most=SLOWEST_MS,
        )


def _neglect(database: Database) -> None:
    long_ago = clock.now() - timedelta(days=400)
    with database.transaction() as session:
        ids = session.scalars(select(Asset.id).order_by(Asset.asset_no)).all()
        session.execute(
            update(Asset),
            [
                *({"id": one, "last_maintenance_on": None} for one in ids[1::OLD]),
                *({"id": one, "last_maintenance_on": None} for one in ids[2::UNSEEN]),
            ],
        )
        session.execute(update(Asset), [{"id": one, "last_physical_evidence_at": long_ago} for one in ids[2::UNSEEN]])
        leaving = [
            {
                "id": one,
                "state": AssetState.QUARANTINED.value,
                "state_since": clock.now() - timedelta(days=number % DAYS),
            }
            for number, one in enumerate(ids[3::LEAVING])
        ]
        session.execute(update(Asset), leaving)


def _answered(browser: Browser) -> list[float]:
    times = []
    for path in PAGES:
        begin = time.perf_counter()
        browser.get(path)
        times.append((time.perf_counter() - begin) * 1000)
    return times
