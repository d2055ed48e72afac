"""Registers as they come, and what becomes of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from engine.actors import Actor
from engine.history.models import EventChain
from engine.history.verification import verify_chains
from engine.people.models import OrgUnit
from tests.workflows.company import Company, bring_to
from tests.workflows.imports.importing import Report, check, take_over
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import find_asset_by_no
from workflows.imports.models import ImportStatus, Outcome
from workflows.media.queries import media_of_asset

HEADERS = (
    "资产编码,资产名称,资产类别,规格型号,开始使用日期,原值(元),累计折旧,"
    "预计使用期间数(月),净残值率,使用部门,使用人,资产状态,产地"
)
GOOD = 'ZC-001,笔记本电脑,计算机与打印设备,X1,2024-05-15,"12,000.00",5700.00,36,5%,SZ-IT,孙丽,在用,苏州'


def register(*rows: str, headers: str = HEADERS, encoding: str = "gb18030") -> bytes:
    return "\n".join([headers, *rows]).encode(encoding)


def asset(company: Company, number: str) -> Asset:
    with company.db.reading() as session:
        return find_asset_by_no(session, number)


def manager(company: Company) -> Actor:
    return company["asset_manager"]


def test_a_register_in_gbk_becomes_assets_with_their_history(company: Company) -> None:
    report = take_over(company.db, manager(company), register(GOOD), as_of=date(2025, 8, 31))
    assert report.run.encoding == "gb18030"
    assert report.run.status == ImportStatus.APPLIED
    assert report.run.counts == {"new": 1, "noted": 1}
    found = asset(company, "ZC-001")
    assert (found.cost, found.imported_accumulated, found.life_months) == (Decimal(12000), Decimal(5700), 36)
    assert found.custom_fields == {"产地": "苏州"}
    with company.db.reading() as session:
        assert session.get_one(EventChain, found.id).length == 1
        assert session.get_one(OrgUnit, found.org_unit_id).code == "SZ-IT"
        assert not list(verify_chains(session, found.id))


def test_media_come_with_a_new_asset_and_are_kept_here_from_then_on(company: Company) -> None:
    headers = HEADERS + ",硬盘序列号"
    first = register(GOOD + ",S4EVNX0R 固态硬盘 512GB；WX11", headers=headers)
    take_over(company.db, manager(company), first, as_of=date(2025, 8, 31))
    again = register(GOOD + ",OTHER-1", headers=headers)
    assert take_over(company.db, manager(company), again, as_of=date(2025, 8, 31)).rows[2].outcome == Outcome.SAME
    with company.db.reading() as session:
        found = media_of_asset(session, find_asset_by_no(session, "ZC-001").id)
        assert [(one.serial_no, one.kind, one.capacity) for one in found] == [
            ("S4EVNX0R", "ssd", "512GB"),
            ("WX11", None, ""),
        ]


def test_media_that_cannot_be_read_refuse_their_row(sqlite_company: Company) -> None:
    broken = register(GOOD + ",S4 S5 S6", headers=HEADERS + ",硬盘序列号")
    _, report = check(sqlite_company.db, manager(sqlite_company), broken, as_of=date(2025, 8, 31))
    assert any("semicolons" in problem for problem in report.problems(2))


def test_rows_keep_the_numbers_of_the_file_and_totals_are_skipped(company: Company) -> None:
    lines = [
        "固定资产卡片,,,,,,,,,,,,",
        "单位：万元,,,,,,,,,,,,",
        HEADERS.replace("(元)", ""),
        "ZC-001,服务器,计算机与打印设备,,2024/5/15,１．２,0.1,36,5,SZ-IT,,在用,",
        ",小 计,,,,1.2,,,,,,,",
        ",,,,,,,,,,,,",
        "6.90123E+12,电脑,计算机与打印设备,,2024/5/15,1,0,36,5,SZ-IT,,在用,",
        "ZC-003,电脑,计算机与打印设备,,05/06/2020,-3,0,36,5,SZ-XX,,在用,",
        "ZC-001,又一台,计算机与打印设备,,2024/5/15,1,0,36,5,SZ-IT,,在用,",
        "合计,,,,,4.2,,,,,,,",
    ]
    _, report = check(company.db, manager(company), "\n".join(lines).encode("gbk"))
    assert report.run.counts == {"new": 1, "refused": 3, "skipped": 2, "noted": 3}
    assert report.rows[4].outcome == Outcome.NEW
    assert "lost digits" in report.problems(7)[0]
    assert [problem.partition(":")[0] for problem in report.problems(8)] == ["in_service_on", "cost", "unit"]
    assert report.problems(9) == ["asset_no: The same number stands in row 4 already."]


def test_refused_rows_stop_everything_unless_the_good_ones_are_wanted(company: Company) -> None:
    report = take_over(
        company.db, manager(company), register(GOOD, GOOD.replace("12,000.00", "x").replace("1,笔", "2,笔"))
    )
    assert report.run.is_partial
    assert report.run.rows_applied == 1


def test_the_same_file_again_changes_nothing(company: Company) -> None:
    take_over(company.db, manager(company), register(GOOD))
    report = take_over(company.db, manager(company), register(GOOD))
    assert report.rows[2].outcome == Outcome.SAME
    with company.db.reading() as session:
        assert session.scalar(select(func.count()).where(Asset.asset_no == "ZC-001")) == 1


def test_a_later_file_changes_what_the_erp_owns_and_keeps_what_is_ours(company: Company) -> None:
    take_over(company.db, manager(company), register(GOOD), as_of=date(2025, 7, 31))
    later = GOOD.replace("5700.00", "6000.00").replace("孙丽", "林工").replace("在用", "闲置")
    report = take_over(company.db, manager(company), register(later), as_of=date(2025, 8, 31))
    assert report.rows[2].changes == {
        "imported_accumulated": ["5700.00", "6000.00"],
        "imported_through": ["2025-07-31", "2025-08-31"],
    }
    found = asset(company, "ZC-001")
    assert found.state == AssetState.IN_USE
    assert found.custodian_id == company.person_id("dept_head")
    assert any("Kept: it is “In use” here." in note for note in report.notes(2))


def test_a_depreciation_unlike_our_formula_is_told_and_taken(company: Company) -> None:
    report = take_over(company.db, manager(company), register(GOOD), as_of=date(2025, 8, 31))
    assert report.notes(2) == ["accumulated: The file says 5700.00, our formula 4750.05; the file counts."]


def test_an_asset_in_disposal_keeps_its_figures_and_its_department(company: Company) -> None:
    take_over(company.db, manager(company), register(GOOD))
    states = (AssetState.PENDING_DISPOSAL, AssetState.QUARANTINED)
    with company.db.transaction() as session:
        bring_to(session, manager(company), "ZC-001", *states)
    moved = GOOD.replace("SZ-IT", "SZ-PROD")
    report = take_over(company.db, manager(company), register(moved))
    assert report.rows[2].outcome == Outcome.SAME
    assert "unit: Kept: an asset that is out of use changes no department." in report.notes(2)
    with company.db.transaction() as session:
        bring_to(session, manager(company), "ZC-001", AssetState.PENDING_APPROVAL)
    report = take_over(company.db, manager(company), register(GOOD.replace("12,000.00", "13,000.00")))
    assert asset(company, "ZC-001").cost == Decimal(12000)
    assert any("figures stay" in note for note in report.notes(2))


def test_assets_of_departments_elsewhere_are_not_ones_own_to_change(company: Company) -> None:
    report = take_over(company.db, manager(company), register(GOOD.replace("SZ-IT", "SH-OPS")))
    assert report.rows[2].outcome == Outcome.REFUSED


def test_a_missing_category_is_added_with_the_life_of_its_first_asset(company: Company) -> None:
    report: Report = take_over(
        company.db,
        manager(company),
        register(GOOD.replace("计算机与打印设备", "显微镜"), GOOD.replace("ZC-001", "ZC-002")),
    )
    assert report.run.counts["new"] == 2
    assert asset(company, "ZC-001").life_months == 36
