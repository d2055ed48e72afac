"""How fast a large register is taken over, and its page answers."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

import workflows.service_tasks  # noqa: F401 - registers the jobs of imports
from engine import clock
from engine.actors import SYSTEM, Actor
from engine.commands import perform
from engine.db import Database
from engine.errors import say
from engine.people.credentials import hash_password
from engine.people.models import LegalEntity, OrgUnit
from engine.people.operations import add_org_unit, add_person, add_role, grant_role
from engine.people.permissions import Permission
from engine.people.queries import find_person
from webapp.bench.company import PASSWORD, Company, found
from webapp.bench.databases import new_database, server
from webapp.bench.dossiers import measure_dossier
from webapp.bench.figures import Figure
from webapp.bench.machine import database_facts, machine_facts
from webapp.bench.radar_pages import measure_radar
from webapp.bench.register_page import measure_page
from webapp.bench.report import Report
from webapp.imports.receiving import receive
from workflows.accounting.chart import seed_chart
from workflows.assets.operations import add_category
from workflows.imports.models import ImportKind
from workflows.imports.operations import apply_import, apply_more, check_more, choose
from workflows.month_end.depreciating import begin_month, depreciate_more

SLOWEST_IMPORT_S = 60
SLOWEST_MONTH_S = 20
LONGEST_CHUNK_MS = 300
UNITS, PEOPLE = 20, 500
SEED = 20261122
KEEPER = "keeper"
HEADERS = (
    "资产编码,资产名称,资产类别,规格型号,序列号,开始使用日期,原值(元),累计折旧,预计使用期间数(月),净残值率,使用部门,使用人,"
    "资产位置,资产状态,最近维护日期,产地"
)
NAMES = ("笔记本电脑", "机架式服务器", "数控车床", "办公桌", "激光打印机", "注塑机", "电动叉车", "交换机")


@dataclass(frozen=True)
class RegisterPlan:
    """What to measure: on `database` (as in `Plan`), with so many assets."""

    database: str
    assets: int
    runs: int


def measure_register(plan: RegisterPlan, begin: Callable[[Report], None], tell: Callable[[Figure], None]) -> Report:
    """Measure on a throw-away database. `begin` hears what is measured on, `tell` of each figure."""
    with server(plan.database) as place, new_database(place) as database:
        report = Report(machine_facts(), database_facts(database), 1)
        begin(report)
        company = found(database)
        keeper = perform(database, lambda session: staff(session, company))
        for figure in _figures(database, plan, keeper):
            report.figures.append(figure)
            tell(figure)
    return report


def _figures(database: Database, plan: RegisterPlan, keeper: Actor) -> Iterator[Figure]:
    content, rows = register_file(plan.assets), f"{plan.assets:,}"
    yield Figure(
        "register_import",
        say("Taking a register of %(rows)s rows over: received, checked, applied", rows=rows),
        "s",
        [_seconds(lambda: import_register(database, keeper, content))],
        at_most=SLOWEST_IMPORT_S,
    )
    yield Figure(
        "register_import_again",
        say("The same register again: nothing differs"),
        "s",
        [_seconds(lambda: import_register(database, keeper, content))],
        at_most=SLOWEST_IMPORT_S,
    )

    yield from measure_page(database, KEEPER, plan.runs)
    yield from measure_dossier(database, keeper, plan.runs)

    year, month = clock.now().year, clock.now().month
    longest: list[float] = []
    yield Figure(
        "depreciation_month",
        say("Depreciating a month of %(rows)s assets, with lines and journal", rows=rows),
        "s",
        [_seconds(lambda: longest.append(depreciate_month(database, keeper, year, month))) for _ in range(plan.runs)],
        at_most=SLOWEST_MONTH_S,
    )
    yield Figure(
        "depreciation_chunk",
        say("The longest of its transactions"),
        "ms",
        [1000 * seconds for seconds in longest],
        at_most=LONGEST_CHUNK_MS,
    )
    yield from measure_radar(database, KEEPER, plan.runs)


def depreciate_month(database: Database, keeper: Actor, year: int, month: int) -> float:
    """The month of the keeper's entity, worked out anew each time; the seconds that the longest chunk took."""

    def begin(session: Session) -> UUID:
        seed_chart(session)
        person = find_person(session, keeper.person_id) if keeper.person_id else None
        assert person is not None
        entity_id = session.get_one(OrgUnit, person.org_unit_id).legal_entity_id
        begin_month(session, SYSTEM, entity_id, year, month)
        return entity_id

    def chunk() -> bool:
        return perform(database, lambda session: depreciate_more(session, entity_id, year, month))

    entity_id, longest, is_done = perform(database, begin), 0.0, False
    while not is_done:
        start = time.perf_counter()
        is_done = chunk()
        longest = max(longest, time.perf_counter() - start)
    return longest


def staff(session: Session, company: Company) -> Actor:
    """Units, categories and people that the register names; gives who may change assets everywhere."""
    entity = session.get_one(LegalEntity, company.entity_id)
    units = [add_org_unit(session, entity, f"B1-R{number:02}", f"部门{number}") for number in range(UNITS)]
    for number in range(PEOPLE):
        add_person(session, f"keeper{number:03}", f"保管员{number:03}", units[number % UNITS])
    for name in NAMES:
        add_category(session, name, name, life_months=60, residual_rate=Decimal("0.05"))
    add_role(session, "asset_manager", "资产管理员", permissions=(Permission.EDIT_ASSETS,))
    keeper = add_person(session, KEEPER, "资产管理员", units[0], language="en")
    keeper.password_hash = hash_password(PASSWORD)
    grant_role(session, keeper.id, "asset_manager")
    return Actor(keeper.id)


def register_file(count: int) -> bytes:
    """A register in GBK with so many rows, the same each time."""
    chosen = random.Random(SEED)  # noqa: S311
    out = io.StringIO()
    out.write(HEADERS + "\n")
    for number in range(count):
        name = NAMES[number % len(NAMES)]
        cost, year, month = chosen.randrange(500, 900_000), chosen.randrange(2016, 2026), chosen.randrange(1, 13)
        out.write(
            f"ZC-{number:06},{name},{name},型号 {chosen.randrange(900)},SN{number * 7919:010},{year}-{month:02}-15,"
            f'"{cost:,}.00",{cost * 3 // 10}.00,60,5%,B1-R{chosen.randrange(UNITS):02},'
            f"保管员{chosen.randrange(PEOPLE):03},库位{number % 200:03},在用,2025-0{chosen.randrange(1, 10)}-01,苏州\n"
        )
    return out.getvalue().encode("gbk")


def import_register(database: Database, keeper: Actor, content: bytes) -> UUID:
    """From the file to the assets, as `zhangshi import assets` does it."""
    run_id = receive(database, keeper, ImportKind.ASSETS, content, "register.csv")
    perform(database, lambda session: choose(session, keeper, run_id, {}))
    while not perform(database, lambda session: check_more(session, run_id)):
        pass
    perform(database, lambda session: apply_import(session, keeper, run_id, take_good=False))
    while not perform(database, lambda session: apply_more(session, run_id)):
        pass
    return run_id


def _seconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin
