"""The page of what is watched over."""

from __future__ import annotations

from tests.webapp.demo import Site


def test_the_radar_shows_old_assets_with_the_way_to_their_evaluation(site: Site) -> None:
    page = site.as_("chen.xi").get("/radar").text
    assert "SZ-PROD-0002" in page
    assert "Start the evaluation" in page
    assert "never maintained" in page
    assert "target: 40 %" in page


def test_the_radar_shows_only_the_units_of_its_reader(site: Site) -> None:
    assert "SZ-PROD-0002" not in site.as_("jiang.tao").get("/radar").text
