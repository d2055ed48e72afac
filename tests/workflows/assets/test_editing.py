"""Editing a card by hand, and the fields of one's own on it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from engine.commands import perform
from engine.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.history.queries import events_of
from tests.workflows.company import Company, bring_to
from workflows.assets.editing import edit_asset, revision_of
from workflows.assets.fields.models import FieldKind
from workflows.assets.fields.operations import FieldDetails, retire_field, save_field
from workflows.assets.fields.queries import fields_of
from workflows.assets.handing_over import give_asset, open_hand_over
from workflows.assets.models import Asset, AssetState, Location
from workflows.assets.queries import find_asset_by_no

LAPTOP = "SZ-IT-0006"
STATES = (
    AssetState.PENDING_DISPOSAL,
    AssetState.QUARANTINED,
    AssetState.PENDING_APPROVAL,
    AssetState.PENDING_WRITEOFF,
    AssetState.DISPOSED,
)


def asset(company: Company) -> Asset:
    with company.db.reading() as session:
        return find_asset_by_no(session, LAPTOP)


def edit(company: Company, who: str = "asset_manager", revision: str = "", **changes: Any) -> Asset:
    seen = asset(company)
    return perform(
        company.db,
        lambda session: edit_asset(session, company[who], seen.id, changes, revision=revision or revision_of(seen)),
    )


def location(company: Company, code: str) -> Location:
    with company.db.reading() as session:
        return session.scalars(select(Location).where(Location.code == code)).one()


def test_an_asset_is_assigned_and_relocated_with_both_values_in_its_history(company: Company) -> None:
    before, place = asset(company).custodian_id, location(company, "SZ-OFFICE")
    edit(company, custodian_id=company.person_id("employee"), location_id=place.id, is_mortgaged=True)
    found = asset(company)
    assert (found.custodian_id, found.location_id, found.is_mortgaged) == (
        company.person_id("employee"),
        place.id,
        True,
    )
    with company.db.reading() as session:
        last = events_of(session, found.id)[-1]
    assert last.kind == "asset.edited"
    assert last.data["changes"]["custodian_id"] == [str(before), str(company.person_id("employee"))]


def test_a_new_custodian_calls_off_a_hand_over_that_has_begun(company: Company) -> None:
    perform(company.db, lambda session: give_asset(session, company["asset_manager"], asset(company).id))
    edit(company, custodian_id=company.person_id("employee"))
    with company.db.reading() as session:
        assert open_hand_over(session, asset(company).id) is None


@pytest.mark.parametrize("reached", range(1, 6))
def test_from_marking_on_nothing_is_assigned_or_relocated(company: Company, reached: int) -> None:
    with company.db.transaction() as session:
        bring_to(session, company["asset_manager"], LAPTOP, *STATES[:reached])
    for changes in ({"custodian_id": company.person_id("employee")}, {"location_id": None}):
        with pytest.raises(NotAllowed, match="cannot be assigned, moved or maintained"):
            edit(company, **changes)
    with pytest.raises(Invalid, match="this stays as it is"):
        edit(company, name="revived")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(company: Company) -> None:
    seen = revision_of(asset(company))
    edit(company, name="first")
    with pytest.raises(Conflict, match="changed this asset meanwhile"):
        edit(company, revision=seen, name="second")
    assert asset(company).name == "first"


def test_the_card_of_an_imported_asset_is_left_to_the_erp(company: Company) -> None:
    with company.db.transaction() as session:
        find_asset_by_no(session, LAPTOP).is_imported = True
    with pytest.raises(Invalid, match="ERP owns this"):
        edit(company, serial_no="SN-NEW")
    with pytest.raises(Invalid, match="belongs to the books"):
        edit(company, cost=1)
    assert edit(company, is_subsidised=True).is_subsidised


def test_only_who_may_edit_assets_of_the_department_edits_them(company: Company) -> None:
    with pytest.raises(NotAllowed):
        edit(company, "engineer", name="mine")
    with pytest.raises(NotFound):
        edit(company, "shanghai_asset_manager", name="mine")


def test_nobody_of_elsewhere_and_no_quarantine_becomes_custodian_or_place(company: Company) -> None:
    with pytest.raises(Invalid) as refusal:
        edit(company, custodian_id=location(company, "SZ-Q1").id, location_id=location(company, "SZ-Q1").id)
    assert [problem.where for problem in refusal.value.problems] == ["custodian_id", "location_id"]


def add(company: Company, name: str, kind: FieldKind, *choices: str, is_required: bool = False) -> Any:
    category_id = asset(company).category_id
    details = FieldDetails(name, kind, choices, is_required)
    return perform(company.db, lambda session: save_field(session, company["asset_manager"], category_id, details))


def test_a_custom_field_takes_what_its_kind_has(company: Company) -> None:
    add(company, "颜色", FieldKind.CHOICE, "红", "黑")
    add(company, "年检", FieldKind.DATE)
    add(company, "功率", FieldKind.NUMBER)
    add(company, "备注", FieldKind.TEXT)
    edit(company, custom_fields={"颜色": "红", "年检": "2026-12-31", "功率": "1,500.50", "备注": " 前台 "})
    assert asset(company).custom_fields == {"颜色": "红", "年检": "2026-12-31", "功率": "1500.5", "备注": "前台"}
    with pytest.raises(Invalid) as refusal:
        edit(company, custom_fields={"颜色": "绿", "年检": "31/12/26", "功率": "much", "没有": "x"})
    assert {problem.where for problem in refusal.value.problems} == {
        "field:颜色",
        "field:年检",
        "field:功率",
        "field:没有",
    }
    edit(company, custom_fields={"备注": ""})
    assert "备注" not in asset(company).custom_fields


def test_a_required_field_is_missed_and_a_retired_one_is_asked_no_more(company: Company) -> None:
    field = add(company, "许可证", FieldKind.TEXT, is_required=True)
    with pytest.raises(Invalid, match="missing"):
        edit(company, custom_fields={"许可证": " "})
    edit(company, custom_fields={"许可证": "A-1"})
    perform(company.db, lambda session: retire_field(session, company["asset_manager"], field.id, is_retired=True))
    with company.db.reading() as session:
        assert not fields_of(session, field.category_id)
    assert asset(company).custom_fields == {"许可证": "A-1"}


def test_the_name_and_the_kind_of_a_field_stay(company: Company) -> None:
    field = add(company, "颜色", FieldKind.CHOICE, "红", "黑")
    for details in (FieldDetails("颜色", FieldKind.TEXT), FieldDetails("色", FieldKind.CHOICE, ("红",))):
        with company.db.transaction() as session, pytest.raises(Invalid, match="stays"):
            save_field(session, company["asset_manager"], field.category_id, details, field_id=field.id)
    with pytest.raises(Invalid, match="already"):
        add(company, "颜色", FieldKind.TEXT)
