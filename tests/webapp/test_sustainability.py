"""The form of materials and the report, as page and files."""

from __future__ import annotations

import io

from python_calamine import CalamineWorkbook

from tests.webapp.demo import Site


def approved(site: Site) -> str:
    case = site.mark()
    site.collect()
    site.complete("zhao.min", method="scrap", est_proceeds="0")
    site.complete("wu.fang", decision="approve", tax_class="normal")
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        site.complete(login, decision="approve")
    return case


def test_materials_are_recorded_after_the_hand_out_and_reported(site: Site) -> None:
    case = approved(site)
    manager = site.as_("zhao.min")
    assert "Nothing has left yet" in manager.get(f"{case}/materials").text
    assert "Nothing left in these days" in manager.get("/sustainability").text
    site.leave()
    page = manager.get(f"{case}/materials").text
    assert "2.4 kg were handed out" in page
    rows = {"stream": ["ferrous", "battery"], "route": ["recycled", "recycled"], "certificate_no": ["=1+1", ""]}
    refused = manager.post(f"{case}/materials", {**rows, "weight": ["2.3", "0.2"], "recycler": "绿源"})
    assert refused.status_code == 422
    assert "Together 2.5 kg: more than the 2.4 kg" in refused.text
    assert 'value="0.2"' in refused.text
    no_number = manager.post(f"{case}/materials", {**rows, "weight": ["x", ""], "recycler": "绿源"})
    assert "Enter the weight in kilograms" in no_number.text
    manager.post(f"{case}/materials", {**rows, "weight": ["2.1", "0.2"], "recycler": "绿源"})
    report = manager.get("/sustainability").text
    assert "Steel and iron" in report
    assert "100 %" in report
    assert "Recorded where the materials went" in manager.get(case).text
    check_files(site)


def check_files(site: Site) -> None:
    manager = site.as_("zhao.min")
    text = manager.get("/sustainability?format=csv").data.decode("utf-8-sig")
    assert "'=1+1" in text
    assert text.count("\r\n") == 3
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(manager.get("/sustainability?format=xlsx").data))
    head, first, second = workbook.get_sheet_by_index(0).to_python()
    assert head[5] == "Weight (kg)"
    assert (first[5], second[5]) == (2.1, 0.2)
    assert manager.get("/sustainability?format=pdf").status_code == 404
