"""Where the materials of what was handed out went: no more than left, by material, way and period."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine import clock
from engine.errors import Conflict, Invalid, NotAllowed
from engine.history.queries import events_of
from tests.workflows.company import Company
from tests.workflows.disposal.walk import Walk, start
from workflows.sustainability.models import Route, Stream
from workflows.sustainability.operations import Material, record_materials
from workflows.sustainability.queries import material_report, materials_of


def left(company: Company) -> Walk:
    """A laptop of 2.4 kg that has been handed out."""
    walk = start(company, "SZ-IT-0006")
    walk.submit()
    walk.pass_approvals()
    walk.sanitize()
    walk.manifest()
    walk.hand_out(weight="2.4")
    return walk


def state(walk: Walk, *rows: Material, role: str = "asset_manager", recycler: str = "绿源再生") -> None:
    walk.act(lambda s: record_materials(s, walk.company[role], walk.request_id, rows, recycler=recycler))


METAL = Material(Stream.FERROUS, Route.RECYCLED, Decimal("1.5"), "GR-1")
BATTERY = Material(Stream.BATTERY, Route.RECYCLED, Decimal("0.3"))
REST = Material(Stream.PLASTIC, Route.LANDFILL, Decimal("0.6"))


def test_the_report_adds_up_by_material_and_way(company: Company) -> None:
    walk = left(company)
    today = clock.now().date()
    days = today - timedelta(days=1), today + timedelta(days=1)
    with company.db.reading() as session:
        before = material_report(session, company["asset_manager"], *days)
        assert [row.request.id for row in before.missing] == [walk.request_id]
    state(walk, METAL, BATTERY, REST)
    with company.db.reading() as session:
        report = material_report(session, company["asset_manager"], *days)
        elsewhere = material_report(session, company["shanghai_asset_manager"], *days)
        earlier = material_report(session, company["asset_manager"], days[0] - timedelta(30), days[0])
    assert (report.handed_out, report.recorded, report.certified) == (Decimal("2.4"), Decimal("2.4"), Decimal("1.5"))
    assert (report.circular_percent, report.recorded_percent) == (Decimal("75.0"), Decimal("100.0"))
    assert report.of_stream(Stream.BATTERY) == Decimal("0.3")
    assert report.of_route(Route.RECYCLED) == Decimal("1.8")
    assert not elsewhere.rows
    assert not earlier.rows


def test_stating_it_anew_replaces_what_stood_there_and_the_history_keeps_both(sqlite_company: Company) -> None:
    walk = left(sqlite_company)
    state(walk, METAL, REST)
    state(walk, METAL, role="ehs_officer")
    with walk.company.db.reading() as session:
        assert [one.stream for one in materials_of(session, walk.request_id)] == [Stream.FERROUS]
        kinds = [event.kind for event in events_of(session, walk.case().id)]
    assert kinds.count("materials_recorded") == 2


def test_what_cannot_be_is_refused_at_its_field(sqlite_company: Company) -> None:
    walk = left(sqlite_company)
    for rows, recycler, where in (
        ([], "x", "rows"),
        ([METAL, Material(Stream.GLASS, Route.LANDFILL, Decimal("1.0001"))], "x", "rows"),
        ([METAL, METAL], "x", "rows.1.stream"),
        ([Material("gold", Route.REUSED, Decimal(1))], "x", "rows.0.stream"),
        ([Material(Stream.GLASS, "shelf", Decimal(1))], "x", "rows.0.route"),
        ([Material(Stream.GLASS, Route.REUSED, Decimal("-1"))], "x", "rows.0.weight"),
        ([Material(Stream.GLASS, Route.REUSED, Decimal("0.00001"))], "x", "rows.0.weight"),
        ([METAL], " ", "recycler"),
    ):
        with pytest.raises(Invalid) as refusal:
            state(walk, *rows, recycler=recycler)
        assert where in {problem.where for problem in refusal.value.problems}
    with pytest.raises(NotAllowed):
        state(walk, METAL, role="accountant")


def test_nothing_is_recorded_before_it_has_left(sqlite_company: Company) -> None:
    walk = start(sqlite_company, "SZ-IT-0006")
    with pytest.raises(Conflict, match="have not left yet"):
        state(walk, METAL)
