"""How fast the register answers a browser: as somebody types, and narrowed to what its filters offer."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Sequence
from statistics import quantiles
from urllib.parse import quote

from sqlalchemy import select

from engine.db import Database
from engine.errors import say
from engine.people.models import OrgUnit
from webapp.bench.browsing import Browser
from webapp.bench.company import PASSWORD
from webapp.bench.figures import Figure
from webapp.bench.over_http import servers
from workflows.assets.models import Asset, AssetCategory, Location

SLOWEST_MS = 100
SEED = 20261123
WARM_UP = 20
TYPED = (
    "笔记本电脑",
    "叉车",
    "服务器 型号 13",
    "保管员007",
    "保管员123 车床",
    "zc-0421",
    "SN000",
    "库位",
    "不存在的东西",
)


def measure_page(database: Database, login: str, runs: int) -> Iterator[Figure]:
    """The register over HTTP, for a person who may see every asset: 95 of 100 answers come within so many
    milliseconds."""
    searches, pages = list(_searches(database)), list(_pages(database))
    with servers(database, 1) as ports:
        browser = Browser(ports[0]).sign_in(login, PASSWORD)
        for path in searches[:WARM_UP]:
            browser.get(path, is_htmx=True)
        yield Figure(
            "register_typed_p95",
            say("Searching as one types: 95 of 100 answers come within"),
            "ms",
            [_p95(_answered(browser, searches, is_htmx=True)) for _ in range(runs)],
            at_most=SLOWEST_MS,
        )
        yield Figure(
            "register_page_p95",
            say("The register's page with its filters: 95 of 100 answers come within"),
            "ms",
            [_p95(_answered(browser, pages, is_htmx=False)) for _ in range(runs)],
            at_most=SLOWEST_MS,
        )


def _searches(database: Database) -> Iterator[str]:
    """What is asked while these words, and the numbers of some assets, are typed sign by sign."""
    with database.reading() as session:
        numbers = list(session.execute(select(Asset.asset_no, Asset.serial_no).order_by(Asset.asset_no)))
    chosen = random.Random(SEED).sample(numbers, min(12, len(numbers)))  # noqa: S311
    for word in (*TYPED, *(number for asset in chosen for number in asset)):
        for length in range(1, len(word) + 1):
            yield f"/assets?search={quote(word[:length])}"


def _pages(database: Database) -> Iterator[str]:
    yield "/assets"
    with database.reading() as session:
        last = session.scalars(select(Asset.asset_no).order_by(Asset.asset_no.desc()).limit(1)).one()
        for field, model in (("unit", OrgUnit), ("category", AssetCategory), ("location", Location)):
            for one in session.scalars(select(model.id).order_by(model.id).limit(8)):
                yield f"/assets?{field}={one}"
                yield f"/assets?{field}={one}&search={quote('型号 7')}"
    yield f"/assets?after={last[:-3]}"
    for asked in ("state=in_use", "state=idle", "state=quarantined", "custodian=none", "age=7", "cost_from=890000"):
        yield f"/assets?{asked}"
        yield f"/assets?{asked}&search={quote('电')}"


def _answered(browser: Browser, paths: Sequence[str], *, is_htmx: bool) -> Iterator[float]:
    for path in paths:
        begin = time.perf_counter()
        browser.get(path, is_htmx=is_htmx)
        yield (time.perf_counter() - begin) * 1000


def _p95(times: Iterable[float]) -> float:
    return quantiles(times, n=20)[-1]
