"""How fast the first page of an inbox is, with very many tasks open in the pools of a company."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.commands import perform
from engine.commands.set_absence import set_absence
from engine.db import Database, table_of
from engine.errors import say
from engine.inbox import inbox
from engine.people.models import LegalEntity, OrgUnit
from engine.people.operations import add_org_unit, add_person, grant_role
from engine.people.queries import pool_key
from engine.settings import read_settings
from engine.tasks.models import InboxEntry, Seat
from webapp.app import create_app, keep_what_is_loaded
from webapp.bench.company import Company, found
from webapp.bench.copies import open_cases
from webapp.bench.databases import new_database, server
from webapp.bench.figures import Figure
from webapp.bench.machine import database_facts, machine_facts
from webapp.bench.report import Report
from webapp.bench.statements import counted

POOLS = 30
POOLS_EACH = 3
PEOPLE = 300
STAND_IN_FOR = 2
SLOWEST_PAGE_MS = 25
MOST_STATEMENTS = 12
ROLE = "employee"
SEED = 20261122
PER_STATEMENT = 10_000


@dataclass(frozen=True)
class InboxPlan:
    """What to measure: on `database` (as in `Plan`), with so many open tasks, so many pages a run."""

    database: str
    open_tasks: int
    pages: int
    runs: int


def measure_inboxes(plan: InboxPlan, begin: Callable[[Report], None], tell: Callable[[Figure], None]) -> Report:
    """Measure on a throw-away database. `begin` hears what is measured on, `tell` of each figure."""
    with server(plan.database) as place, new_database(place) as database:
        report = Report(machine_facts(), database_facts(database), 1)
        begin(report)
        company = found(database)
        people = perform(database, lambda session: _staff(session, company))
        _spread(database, company, plan.open_tasks)
        for figure in _figures(database, plan, people):
            report.figures.append(figure)
            tell(figure)
    return report


def _figures(database: Database, plan: InboxPlan, people: Sequence[UUID]) -> Iterator[Figure]:
    """The page as a request through the whole application, without a network; its statements; its query alone."""
    ordinary, substitutes = people[: PEOPLE // 2], people[PEOPLE // 2 : PEOPLE // 2 + PEOPLE // 10]
    _stand_in(database, substitutes, people[-PEOPLE // 10 * STAND_IN_FOR :])
    tasks, pools = f"{plan.open_tasks:,}", POOLS
    with TemporaryDirectory(prefix="zhangshi-bench-") as folder:
        pages = _Pages(database, Path(folder))
        yield Figure(
            "inbox_page",
            say("First page of an inbox, p95: %(tasks)s tasks in %(pools)s pools", tasks=tasks, pools=pools),
            "ms",
            [_p95(pages.show, ordinary, plan.pages) for _ in range(plan.runs)],
            at_most=SLOWEST_PAGE_MS,
        )
        yield Figure(
            "inbox_page_substitute",
            say("The same page of somebody who stands in for %(count)s others, p95", count=STAND_IN_FOR),
            "ms",
            [_p95(pages.show, substitutes, plan.pages) for _ in range(plan.runs)],
            at_most=SLOWEST_PAGE_MS,
        )
        for key, of, label in (
            ("inbox_statements", ordinary, say("SQL statements of that page")),
            ("inbox_statements_substitute", substitutes, say("SQL statements of the page of somebody who stands in")),
        ):
            statements = [float(pages.statements(person)) for person in of[:10]]
            yield Figure(key, label, "", [max(statements)], at_most=MOST_STATEMENTS)
    reading = say("The query of that page alone, p95")
    yield Figure("inbox_query", reading, "ms", [_p95(_query(database), ordinary, plan.pages) for _ in range(plan.runs)])


class _Pages:
    """Browsers of signed-in people, as far as the application can tell."""

    def __init__(self, database: Database, folder: Path) -> None:
        settings = read_settings({"ZHANGSHI_ENVIRONMENT": "development", "ZHANGSHI_DATA_DIR": str(folder)})
        self._database = database
        self._app = create_app(settings, database)
        keep_what_is_loaded()  # as the server does
        self._clients: dict[UUID, FlaskClient] = {}

    def show(self, person_id: UUID) -> None:
        """Ask for the first page; anything but a full page is an error of the measurement."""
        answer = self._client(person_id).get("/inbox")
        if answer.status_code != 200 or b"after=" not in answer.data:
            raise RuntimeError(f"the inbox was answered {answer.status_code}")

    def statements(self, person_id: UUID) -> int:
        self.show(person_id)
        with counted(self._database, is_reading=True) as sent:
            self.show(person_id)
        return len(sent.texts)

    def _client(self, person_id: UUID) -> FlaskClient:
        if person_id not in self._clients:
            client = self._app.test_client()
            with client.session_transaction() as kept:
                kept["_user_id"], kept["_fresh"] = f"{person_id}:0", True
            self._clients[person_id] = client
        return self._clients[person_id]


def _query(database: Database) -> Callable[[UUID], None]:
    def ask(person_id: UUID) -> None:
        with database.reading() as session:
            inbox(session, Actor(person_id))

    return ask


def _p95(ask: Callable[[UUID], None], people: Sequence[UUID], count: int) -> float:
    """The 95th percentile, in milliseconds, of so many requests of these people in turn, each asked once before."""
    for person_id in people:
        ask(person_id)
    seconds = []
    for number in range(count):
        begin = time.perf_counter()
        ask(people[number % len(people)])
        seconds.append(time.perf_counter() - begin)
    return sorted(seconds)[ceil(count * 0.95) - 1] * 1000


def _staff(session: Session, company: Company) -> list[UUID]:
    """Units with a pool each, and people who belong to three of the pools."""
    chosen = random.Random(SEED)  # noqa: S311 - the same company each time
    entity = session.get_one(LegalEntity, company.entity_id)
    units = [add_org_unit(session, entity, f"B1-P{number:02}", f"Pool {number}") for number in range(POOLS)]
    people = []
    for number in range(PEOPLE):
        person = add_person(session, f"bench{number:03}", f"Bench {number}", units[number % POOLS], language="en")
        for unit in chosen.sample(units, POOLS_EACH):
            grant_role(session, person.id, ROLE, org_unit_id=unit.id)
        people.append(person.id)
    return people


def _spread(database: Database, company: Company, count: int) -> None:
    """Open so many tasks and deal them out among the pools, due at different times."""
    task_ids = open_cases(database, company, count)
    chosen = random.Random(SEED)  # noqa: S311
    now = clock.now()
    with database.reading() as session:
        units = select(OrgUnit.id).where(OrgUnit.code.startswith("B1-P")).order_by(OrgUnit.code)
        pools = [pool_key(ROLE, unit) for unit in session.scalars(units)]
    rows = [
        {
            "of_task": task_id,
            "recipient": (pool := pools[number % POOLS]),
            "pools": [pool],
            "due": now + timedelta(minutes=chosen.randrange(-2_000, 40_000)),
        }
        for number, task_id in enumerate(task_ids)
    ]
    seats, entries = table_of(Seat), table_of(InboxEntry)
    deal_seat = update(seats).where(seats.c.task_id == bindparam("of_task"))
    deal_entry = update(entries).where(entries.c.task_id == bindparam("of_task"))
    for begin in range(0, count, PER_STATEMENT):
        some = rows[begin : begin + PER_STATEMENT]
        with database.transaction() as session:
            session.execute(deal_seat.values(pools=bindparam("pools"), due_at=bindparam("due")), some)
            session.execute(deal_entry.values(recipient=bindparam("recipient"), sort_at=bindparam("due")), some)
    with database.transaction() as session:
        session.execute(text("ANALYZE"))  # as the database does by itself in time


def _stand_in(database: Database, substitutes: Sequence[UUID], absent: Sequence[UUID]) -> None:
    """Each substitute stands in for two people away."""
    now = clock.now()
    with database.transaction() as session:
        for number, person_id in enumerate(absent):
            set_absence(
                session,
                Actor(person_id),
                person_id,
                starts_at=now - timedelta(hours=1),
                ends_at=now + timedelta(days=7),
                substitute_id=substitutes[number % len(substitutes)],
            )
