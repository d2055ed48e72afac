"""Who owns what: whatever a later register says, it changes nothing that Zhangshi keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.commands import perform
from tests.workflows.company import Company, bring_to
from tests.workflows.imports.importing import take_over
from workflows.assets.editing import edit_asset, revision_of
from workflows.assets.fields.models import FieldKind
from workflows.assets.fields.operations import FieldDetails, save_field
from workflows.assets.maintenance import maintenance_of, open_maintenance
from workflows.assets.models import Asset, AssetState, MaintenanceKind
from workflows.assets.queries import custody_of, find_asset_by_no
from workflows.imports.models import Outcome

HEADERS = (
    "资产编码,资产名称,资产类别,开始使用日期,原值,累计折旧,净残值率,使用部门,使用人,存放地点,资产状态,"
    "最近维护日期,颜色,产地"
)
FIRST = "ZC-001,笔记本电脑,计算机与打印设备,2024-05-15,12000,5700,5%,SZ-IT,孙丽,SZ-OFFICE,在用,2025-01-31,,苏州"
OURS = (
    *("state", "state_since", "custodian_id", "location_id", "last_physical_evidence_at", "technical_eol_at"),
    *("is_leased", "is_mortgaged", "is_subsidised", "is_under_customs_supervision", "is_state_owned"),
)
OUT_OF_USE = (AssetState.PENDING_DISPOSAL, AssetState.QUARANTINED, AssetState.PENDING_APPROVAL)


def file(row: str) -> bytes:
    return f"{HEADERS}\n{row}\n".encode("gb18030")


def ours(company: Company) -> dict[str, Any]:
    """What Zhangshi keeps of the asset."""
    with company.db.reading() as session:
        asset = find_asset_by_no(session, "ZC-001")
        kept = {name: getattr(asset, name) for name in OURS}
        work = [(one.done_on, one.description) for one in maintenance_of(session, asset.id)]
        hands = [(one.given_by, one.received_by) for one in custody_of(session, asset.id)]
        return kept | {"work": work, "hands": hands, "colour": asset.custom_fields.get("颜色")}


def settle(company: Company) -> None:
    """The asset is imported, and then edited and maintained here."""
    manager = company["asset_manager"]
    take_over(company.db, manager, file(FIRST), as_of=date(2025, 7, 31))

    def act(session: Any) -> None:
        asset = find_asset_by_no(session, "ZC-001")
        save_field(session, manager, asset.category_id, FieldDetails("颜色", FieldKind.CHOICE, ("黑", "银")))
        session.flush()
        changes = {
            "custodian_id": company.person_id("employee"),
            "location_id": None,
            "is_mortgaged": True,
            "custom_fields": {"颜色": "银"},
        }
        edit_asset(session, manager, asset.id, changes, revision=revision_of(asset))
        open_maintenance(session, manager, asset.id, MaintenanceKind.SERVICE, "cleaned", done_on=date(2025, 6, 30))

    perform(company.db, act)


cells = st.fixed_dictionaries(
    {
        1: st.sampled_from(["笔记本电脑", "平板"]),
        3: st.sampled_from(["2024-05-15", "45427", "2023-01-01", "x"]),
        4: st.sampled_from(["12000", "13,000.50", "-1", ""]),
        5: st.sampled_from(["5700", "6000", ""]),
        7: st.sampled_from(["SZ-IT", "SZ-PROD", "", "NOWHERE"]),
        8: st.sampled_from(["孙丽", "lin.gong", "谁也不是", ""]),
        9: st.sampled_from(["SZ-OFFICE", "SZ-Q1", "新库位", ""]),
        10: st.sampled_from(["在用", "闲置", "待报废", "已报废", ""]),
        11: st.sampled_from(["2025-01-31", "2024-01-01", ""]),
        12: st.sampled_from(["黑", "银", "紫", ""]),
        13: st.sampled_from(["苏州", "上海", ""]),
    }
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=st.lists(cells, min_size=1, max_size=3), reached=st.integers(0, 3))
def _check(company: Company, changed: list[dict[int, str]], reached: int) -> None:
    with company.db.transaction() as session:
        state = AssetState(find_asset_by_no(session, "ZC-001").state)
        done = OUT_OF_USE.index(state) + 1 if state in OUT_OF_USE else 0
        bring_to(session, company["asset_manager"], "ZC-001", *OUT_OF_USE[done:reached])
    before = ours(company)
    for one in changed:
        row = FIRST.split(",")
        for place, text in one.items():
            row[place] = f'"{text}"'
        take_over(company.db, company["asset_manager"], file(",".join(row)), as_of=date(2025, 8, 31))
    assert ours(company) == before


def test_no_later_register_changes_what_zhangshi_keeps(company: Company) -> None:
    settle(company)
    _check(company)


@pytest.mark.parametrize("reached", [1, 2, 3])
def test_a_register_revives_moves_assigns_and_maintains_nothing_out_of_use(company: Company, reached: int) -> None:
    settle(company)
    with company.db.transaction() as session:
        bring_to(session, company["asset_manager"], "ZC-001", *OUT_OF_USE[:reached])
    before = ours(company)
    row = FIRST.replace("SZ-IT,孙丽,SZ-OFFICE,在用,2025-01-31", "SZ-PROD,lin.gong,SZ-Q1,在用,2025-08-15")
    report = take_over(company.db, company["asset_manager"], file(row), as_of=date(2025, 8, 31))
    assert ours(company) == before
    with company.db.reading() as session:
        asset: Asset = find_asset_by_no(session, "ZC-001")
        assert asset.last_maintenance_on == date(2025, 6, 30)
    notes = report.notes(2)
    for field in ("status", "unit", "custodian", "location", "last_maintenance_on"):
        assert any(note.startswith(f"{field}: Kept") for note in notes), (field, notes)


def test_a_register_fills_a_field_of_ones_own_where_it_is_empty_and_is_refused_what_its_kind_has_not(
    company: Company,
) -> None:
    settle(company)
    report = take_over(company.db, company["asset_manager"], file(FIRST.replace(",,苏州", ",黑,苏州")))
    assert "field:颜色: Kept: it is “银” here." in report.notes(2)
    new = FIRST.replace("ZC-001", "ZC-002")
    report = take_over(company.db, company["asset_manager"], file(new.replace(",,苏州", ",紫,苏州")))
    assert report.rows[2].outcome == Outcome.REFUSED
    assert report.problems(2) == ["field:颜色: This is one of: 黑, 银."]
    report = take_over(company.db, company["asset_manager"], file(new.replace(",,苏州", ",黑,苏州")))
    with company.db.reading() as session:
        assert find_asset_by_no(session, "ZC-002").custom_fields == {"颜色": "黑", "产地": "苏州"}
