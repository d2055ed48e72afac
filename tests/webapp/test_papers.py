"""The papers of a case: prints, and the dossier to take away."""

from __future__ import annotations

import re
from pathlib import Path

from engine.commands.run_jobs import run_jobs
from tests.webapp.demo import Site
from workflows.dossier.verification import verify_dossier


def finished(site: Site) -> str:
    case = site.mark()
    site.collect()
    site.complete("zhao.min", method="scrap", est_proceeds="0")
    site.complete("wu.fang", decision="approve", tax_class="normal")
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        site.complete(login, decision="approve", comment="agreed by " + login)
    site.leave()
    return case


def test_a_dossier_is_made_watched_and_taken_away(site: Site, tmp_path: Path) -> None:
    case = finished(site)
    auditor = site.as_("chen.xi")
    assert auditor.post(f"{case}/dossier").status_code == 302
    assert "being made" in auditor.get(f"{case}/dossier").text
    run_jobs(site.db)
    page = auditor.get(f"{case}/papers").text
    link = re.search(r'href="(/dossiers/[0-9a-f-]{36})"', page)
    assert link
    with auditor.get(link[1]) as taken:
        path = tmp_path / "dossier.zip"
        path.write_bytes(taken.data)
    verified = verify_dossier(path)
    assert verified.is_intact, verified.findings
    assert verified.events > 20
    assert site.as_("jiang.tao").get(link[1]).status_code == 404


def test_the_record_is_printed_with_all_opinions(site: Site) -> None:
    case = finished(site)
    page = site.as_("zhao.min").get(f"{case}/print/record").text
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        assert "agreed by " + login in page
    assert "data:image/png;base64," in page
    slip = site.as_("zhao.min").get(f"{case}/print/slip").text
    assert "SNSZIT0006" in slip


def test_papers_are_for_those_who_may_see_the_case(site: Site) -> None:
    case = site.mark()
    for path in ("papers", "dossier", "print/record"):
        assert site.as_("jiang.tao").get(f"{case}/{path}").status_code == 404
    assert site.as_("jiang.tao").post(f"{case}/dossier").status_code == 404


def test_finance_sets_the_language_of_the_companys_papers(site: Site) -> None:
    case = site.mark()
    manager, engineer = site.as_("zheng.hua"), site.as_("lin.gong")
    assert "keep_language" not in engineer.get(f"{case}/papers").text
    manager.get(f"{case}/papers")
    assert manager.post(f"{case}/dossier", {"language": "en", "keep_language": "1"}).status_code == 302
    assert manager.post(f"{case}/dossier", {"language": "fr"}).status_code == 422
    other = site.mark("SZ-IT-0008")
    assert '<option value="en" selected' in engineer.get(f"{other}/papers").text


def test_instants_on_paper_are_those_of_the_company(each_site: Site) -> None:
    case = each_site.mark()
    page = each_site.as_("zhao.min").get(f"{case}/print/record").text
    assert "(+08:00)" in page
